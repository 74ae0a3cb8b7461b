"""Means as people shared them, the crisis reserve, resources, advisers' posts, reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.deployment.allocation import RankedDemand
from tutela_web.capacity.models import Base, Unit
from tutela_web.deployment.gap.models import Need
from tutela_web.fora.forum.models import Meeting
from tutela_web.mandate.models import MandatedTask
from tutela_web.records.models import Record


class Purpose(models.TextChoices):
    """What means are for."""

    POC = "poc", _("protection of civilians")
    TASK = "task", _("another mandated task")
    OWN = "own", _("protection of UN staff and premises")
    RESERVE = "reserve", _("crisis reserve")


class Allocation(Record):
    """How means are shared over a period, and the rule that settles conflicts between tasks."""

    searched = ("title", "rule")

    title = models.CharField(max_length=160)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    rule = models.TextField()
    currency = models.CharField(max_length=3, blank=True)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by: Any = models.JSONField(default=list, blank=True)  # posts

    class Meta:
        indexes = [models.Index(fields=["mission", "starts"])]

    def __str__(self) -> str:
        return self.title


class AllocationShare(Record):
    """What one task, or own protection, is given; a figure nobody gave is missing, not nothing."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="shares")
    purpose = models.CharField(max_length=7, choices=Purpose)
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=160)
    units = models.FloatField(null=True, blank=True)
    hours = models.FloatField(null=True, blank=True)
    staff = models.FloatField(null=True, blank=True)
    funds = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return self.what


class AllocationDemand(Record):
    """What was asked, in which place of the ranking, and what it got."""

    class Outcome(models.TextChoices):
        UNDECIDED = "", _("not decided")
        FULL = "full", _("given in full")
        PART = "part", _("given in part")
        NONE = "none", _("not given")
        LATER = "later", _("put off")

    searched = ("what", "asked_means", "decision", "because")

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="demands")
    rank = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=7, choices=Purpose)
    what = models.CharField(max_length=200)
    asked_means = models.CharField(max_length=200)
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="demands"
    )
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    decision = models.TextField(blank=True)
    decided_as = models.CharField(max_length=160, blank=True)  # the post
    because = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.what

    @property
    def ranked(self) -> RankedDemand:
        """As the core compares it with the others."""
        return RankedDemand(self.rank, self.purpose, self.outcome)


class AllocationDissent(Record):
    """Who did not agree with an allocation, and in which words. It stays."""

    searched = ("said",)

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="dissents")
    office = models.CharField(max_length=160)
    said = models.TextField()

    def __str__(self) -> str:
        return self.office


class CrisisReserve(Record):
    """Compartment capacity: a reserve for a crisis, and the floor below which it never falls."""

    searched = ("name",)

    name = models.CharField(max_length=160)
    floor = models.PositiveSmallIntegerField()  # units
    because = models.TextField(blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def holds(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


class ReservePart(Record):
    """Compartment capacity: a unit or other means of a reserve, and what it is committed to."""

    searched = ("what", "committed_to")

    reserve = models.ForeignKey(CrisisReserve, on_delete=models.PROTECT, related_name="parts")
    what = models.CharField(max_length=160)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size = models.PositiveSmallIntegerField(default=1)  # units it counts for
    base = models.ForeignKey(
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notice_day = models.PositiveIntegerField(null=True, blank=True)  # minutes
    notice_night = models.PositiveIntegerField(null=True, blank=True)
    committed_to = models.CharField(max_length=200, blank=True)
    committed_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.what

    def is_held(self, on: date) -> bool:
        """Whether its own words say that it is committed on a day."""
        return bool(self.committed_to) and (
            self.committed_until is None or on <= self.committed_until
        )


class MixReason(Record):
    """Why the mix of activities in an area is as it is, over a period, as its commander says."""

    searched = ("because",)

    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    office = models.CharField(max_length=160)
    because = models.TextField()

    def __str__(self) -> str:
        return f"{self.office} ({self.starts})"


class Resource(Record):
    """A figure of a physical, human or financial resource on a day, and where it is from."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("physical")
        HUMAN = "human", _("human")
        FINANCIAL = "financial", _("financial")

    searched = ("what", "source")

    kind = models.CharField(max_length=9, choices=Kind)
    what = models.CharField(max_length=160)
    figure = models.FloatField(null=True, blank=True)
    measure = models.CharField(max_length=40)
    as_of = models.DateField()
    source = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.what


class AdviserPost(Record):
    """Whether an area has an adviser's post of a kind, and whether it is filled."""

    class Kind(models.TextChoices):
        WOMEN = "women", _("women’s protection adviser")
        CHILD = "child", _("child protection adviser")
        FAMILY = "family", _("child and family protection officer of police")
        POC = "poc", _("POC adviser")
        GENDER = "gender", _("gender adviser")

    class State(models.TextChoices):
        FILLED = "filled", _("filled")
        VACANT = "vacant", _("vacant")
        NOT_FORESEEN = "never", _("not foreseen")
        UNKNOWN = "unknown", _("not known")

    searched = ("source",)

    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    since = models.DateField()
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["mission", "area"])]

    def __str__(self) -> str:
        return str(self.get_kind_display())
