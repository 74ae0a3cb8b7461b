"""How the mission approaches an armed group: the options weighed, and what was decided.

Source: Framework, template G; options of paragraphs on armed groups: leverage of the uniformed
components, political pressure, public naming, community violence reduction, engagement.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.actors.models import Actor
from tutela_web.records.models import Record


class GroupOption(Record):
    """One option towards an armed group, with what speaks for it and what against."""

    class Option(models.TextChoices):
        LEVERAGE = "leverage", _("leverage of the uniformed components")
        PRESSURE = "pressure", _("political pressure")
        NAMING = "naming", _("naming it in public")
        REDUCTION = "reduction", _("projects that reduce violence")
        ENGAGE = "engage", _("engagement by those with influence")
        NONE = "none", _("no contact")

    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="options", db_index=False
    )
    option = models.CharField(max_length=10, choices=Option)
    through = models.CharField(max_length=200, blank=True)  # who would do it: offices, actors
    case_for = models.TextField()
    case_against = models.TextField()
    weighed_on = models.DateField()

    class Meta:
        db_table = "coordination_groupoption"
        indexes = [models.Index(fields=["mission", "actor"])]
        constraints = [models.UniqueConstraint(fields=["actor", "option"], name="option_once")]


class GroupDecision(Record):
    """What was decided on a group, by which post, with whom; a later decision takes its place and
    it stays. Only what it led to is written afterwards."""

    LISTED = {"chosen": GroupOption.Option.choices}

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="decisions")
    chosen = models.JSONField(default=list)  # of GroupOption.Option
    weighed = models.JSONField(default=list)  # the options as they stood: code, for, against
    approach = models.TextField()  # what is done, and why
    partners = models.TextField(blank=True)  # offices and organisations
    limits = models.TextField(blank=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    outcome = models.TextField(blank=True)
    outcome_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_groupdecision"
        indexes = [models.Index(fields=["mission", "actor"])]

    @property
    def chosen_said(self) -> list[str]:
        """The options chosen, in words."""
        words = dict(GroupOption.Option.choices)
        return [str(words.get(one, one)) for one in self.chosen]
