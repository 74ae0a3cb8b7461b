"""Who was consulted on a strategy, what they said, what became of it, and who was left out and why.

Nobody consulted is named. All of it is at least Confidential, as the drafts are.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy import consultation as core
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import Post
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.fora.forum.models import Forum
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy


class Consultation(Record):
    """One consultation on a strategy: planned, and held or called off."""

    searched = ("who", "asked", "decision")

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="consultations", db_index=False
    )
    stakeholder = models.CharField(
        max_length=20,
        choices=[
            (stakeholder.key, _(stakeholder.name)) for stakeholder in core.stakeholders().values()
        ],
    )
    who = models.CharField(max_length=200)  # in general words, never names
    parties = models.JSONField(default=list, blank=True)  # keys of core.parties
    sections = models.CharField(max_length=10, blank=True)  # letters
    asked = models.TextField(blank=True)  # on what, if not all its class is asked
    method = models.CharField(
        max_length=12, choices=[(key, _(name)) for key, name in core.METHODS.items()], blank=True
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noticed_on = models.DateField(null=True, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    called_off_on = models.DateField(null=True, blank=True)
    called_off_why = models.TextField(blank=True)
    safe = models.BooleanField(null=True, blank=True)
    safe_why = models.TextField(blank=True)
    decision = models.TextField(blank=True)  # what is done although it is not safe
    decided_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    partner = models.CharField(max_length=160, blank=True)  # an organisation
    partner_on = models.DateField(null=True, blank=True)
    partner_said = models.TextField(blank=True)  # its advice, and what it changed
    apart = models.BooleanField(null=True, blank=True)  # women and men
    apart_safer = models.BooleanField(default=False)
    apart_why = models.TextField(blank=True)
    engagement = models.ForeignKey(  # of an armed group, on obligations
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attendance = models.JSONField(default=dict, blank=True)  # "female 18-59" -> number
    minorities = models.PositiveIntegerField(null=True, blank=True)  # of these; null: not counted

    class Meta:
        indexes = [models.Index(fields=["strategy", "stakeholder"])]

    def __str__(self) -> str:
        return self.who

    @property
    def day(self) -> date | None:
        """When it was held, or is to be."""
        return self.held_on or self.planned_on

    @property
    def state(self) -> str:
        """Whether it was held or called off; else it is planned."""
        return "held" if self.held_on else "cancelled" if self.called_off_on else "planned"

    def as_core(self, open_views: int = 0, begun: date | None = None) -> core.Consultation:
        """The consultation as the rules look at it.

        Takes   begun, the day the drafting of its strategy begins, if a plan says so.
        """
        return core.Consultation(
            stakeholder=self.stakeholder,
            parties=frozenset(self.parties),
            sections=self.sections,
            method=self.method,
            noticed=self.noticed_on,
            planned=self.planned_on,
            held=self.held_on,
            begun=begun,
            safe=self.safe,
            decided=self.decided_on is not None,
            partner_on=self.partner_on if self.partner else None,
            apart=self.apart,
            apart_safer=self.apart_safer,
            open_views=open_views,
            authorised=self.engagement is not None and self.engagement.authorisation_id is not None,
        )


class StakeholderView(Record):
    """What those consulted said, and what became of it in the strategy."""

    class Voice(models.TextChoices):
        WOMEN = "women", _("women")
        MEN = "men", _("men")
        BOTH = "", _("together, or no matter")

    class Taken(models.TextChoices):
        OPEN = "open", _("not answered yet")
        WHOLE = "taken", _("taken up")
        PARTLY = "partly", _("taken up in part")
        NOT = "not", _("not taken up")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="views", db_index=False
    )
    voice = models.CharField(max_length=5, choices=Voice, blank=True, default=Voice.BOTH)
    says = models.TextField()
    taken = models.CharField(max_length=6, choices=Taken, default=Taken.OPEN)
    section = models.CharField(
        max_length=1, choices=[(letter, _(name)) for letter, name in SECTIONS.items()], blank=True
    )
    why = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["consultation", "taken"])]


class Waiver(Record):
    """A class of stakeholders or an element of the Framework left out: why, and by whose word.

    A waiver of an element lies in the compartment of its section.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="waivers")
    stakeholder = models.CharField(max_length=20, blank=True)  # one of the two
    element = models.CharField(max_length=60, blank=True)  # "A.purpose"
    why = models.TextField()
    given_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "stakeholder", "element"],
                name="waived_once",
                condition=models.Q(ended_on=None),
            ),
            models.CheckConstraint(
                condition=models.Q(stakeholder="") ^ models.Q(element=""), name="waives_one_thing"
            ),
        ]


class DraftingPlan(Record):
    """Who drafts a strategy, who drives it, and by when."""

    strategy = models.OneToOneField(Strategy, on_delete=models.PROTECT, related_name="plan")
    leader = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    office_why = models.TextField()  # its expertise, and that it can bring components to agree
    begins = models.DateField()
    ends = models.DateField()  # the last day
    named_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    named_on = models.DateField()
    forum = models.ForeignKey(  # in which the working group meets
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class WorkingSeat(Record):
    """A seat in the working group: a post of the mission, or a partner outside it."""

    class Part(models.TextChoices):
        CIVILIAN = "civilian", _("civilian")
        MILITARY = "military", _("military")
        POLICE = "police", _("police")
        SUPPORT = "support", _("support")
        PARTNER = "partner", _("partner outside the mission")

    plan = models.ForeignKey(
        DraftingPlan, on_delete=models.PROTECT, related_name="seats", db_index=False
    )
    part = models.CharField(max_length=8, choices=Part)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.CharField(max_length=160, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "ended_on"])]


class PlanStep(Record):
    """One step of the plan: who sees to it, by when, and when it was done."""

    plan = models.ForeignKey(
        DraftingPlan, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    step = models.CharField(
        max_length=20, choices=[(step.key, _(step.name)) for step in core.steps()]
    )
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    came_of = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "step"], name="plan_step_once")]
        ordering = ["due", "step"]

    def late(self, on: date) -> bool:
        """Whether it was due before a day and is not done."""
        return self.done_on is None and self.due < on
