"""Humanitarian space: access that was asked for, joint tasks, operations near humanitarians."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.space import open_questions
from tutela_web.access.models import Post
from tutela_web.base.models import IdRow
from tutela_web.crisis.models import Tasking
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class SpaceCheck(Record):
    """One time aid and arms come near each other, and what was settled before."""

    searched = ("what", "asked_by", "outcome")

    class Kind(models.TextChoices):
        ACCESS = "access", _("access request")
        TASK = "task", _("joint task: do we remain distinguishable?")
        OPERATION = "operation", _("planned operation: three questions")

    kind = models.CharField(max_length=9, choices=Kind)
    what = models.CharField(max_length=300)
    on = models.DateField()
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.CharField(max_length=160, blank=True)  # an office
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tasking = models.ForeignKey(  # the joint task itself, where one was given
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    military = models.BooleanField(default=False)  # soldiers would deliver
    answers = models.JSONField(default=dict, blank=True)  # question -> words
    outcome = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_spacecheck"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.what

    @property
    def open_questions(self) -> list[str]:
        """What nobody answered yet: tutela.coordination.space.open_questions."""
        return open_questions(self.kind, self.answers, military=self.military)

    @property
    def waits(self) -> bool:
        """Whether soldiers would deliver and nobody approved it."""
        return self.military and self.approved_on is None


class OpenSite(IdRow):
    """A site where civilians could suffer reprisals for an operation, and who watches it."""

    check_of = models.ForeignKey(SpaceCheck, on_delete=models.PROTECT, related_name="sites")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    watched_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField()

    class Meta:
        db_table = "coordination_opensite"
        ordering = ["since", "id"]
