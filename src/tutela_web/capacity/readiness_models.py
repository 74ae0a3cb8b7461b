"""Who contributes units, what is required of units and was sent to contributors, what they
promised, and how a unit was checked, item by item."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import TASKS
from tutela.capacity.readiness import ITEMS, Check, Line
from tutela_web.records.models import Record

ITEM_CHOICES = [(item, _(label)) for item, label in ITEMS.items()]


class Contributor(Record):
    """A country that contributes troops or police, and the guidance, training and doctrine on
    protection it uses; blank is not known."""

    searched = ("name",)

    name = models.CharField(max_length=80)
    guidance = models.TextField(blank=True)
    training = models.TextField(blank=True)
    doctrine = models.TextField(blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "name"], name="contributor_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Requirement(Record):
    """What is required of units for tasks of protection, in an area or the whole mission.

    edition  a change after one was sent begins the next; each change stands in `changes` with its
             edition, its day and what it is
    """

    searched = ("title",)

    title = models.CharField(max_length=160)
    edition = models.PositiveIntegerField(default=1)
    written_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["title", "entered_at"]

    def __str__(self) -> str:
        return self.title


class RequirementLine(Record):
    """A line of a requirement: an item, what it means here, for which tasks, critical or not."""

    searched = ("wording",)

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    required = models.CharField(max_length=24, choices=ITEM_CHOICES)
    wording = models.TextField()
    critical = models.BooleanField(default=False)
    tasks = models.JSONField(default=list, blank=True)  # codes of tutela.capacity.able.TASKS
    dropped = models.BooleanField(default=False)

    LISTED = {"tasks": tuple(TASKS.items())}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "required"], name="requirement_line_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_required_display())

    @property
    def known(self) -> Line:
        """The line as the core knows it."""
        return Line(self.required, self.critical, frozenset(self.tasks), self.wording)


class RequirementDispatch(Record):
    """An edition of a requirement as it was sent to a contributor: the first one, or the notice of
    a change; and when it confirmed the receipt."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="sent", db_index=False
    )
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="received")
    edition = models.PositiveIntegerField()
    sent_on = models.DateField()
    by_way = models.CharField(max_length=160, blank=True)
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-edition", "-sent_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "contributor", "edition"], name="requirement_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement}, {self.edition}: {self.contributor}"


class ContributorPromise(Record):
    """Compartment capacity: a demand of protection in an agreement with a contributor, and what was
    delivered of it."""

    searched = ("promised", "delivered")

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="promises")
    unit = models.ForeignKey(
        "capacity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    required = models.CharField(max_length=24, choices=ITEM_CHOICES)
    promised = models.CharField(max_length=300)
    agreed_on = models.DateField(null=True, blank=True)
    delivered = models.CharField(max_length=300, blank=True)
    met = models.BooleanField(null=True, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    raised_with = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["contributor__name", "required"]

    def __str__(self) -> str:
        return f"{self.get_required_display()}: {self.promised}"


class UnitCheck(Record):
    """Compartment capacity: how an item required of a unit was found, and what is done about it.
    One for each item; its history tells of earlier ones."""

    searched = ("seen", "remedy")

    class State(models.TextChoices):
        NOT_CHECKED = "not checked", _("not checked")
        DECLARED = "declared", _("declared by the contributor")
        INSPECTED = "inspected", _("inspected")
        TESTED = "tested", _("tested")
        FAILS = "fails", _("fails")

    unit = models.ForeignKey(
        "capacity.Unit", on_delete=models.PROTECT, related_name="checks", db_index=False
    )
    required = models.CharField(max_length=24, choices=ITEM_CHOICES)
    state = models.CharField(max_length=12, choices=State)
    checked_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    seen = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    remedy_due = models.DateField(null=True, blank=True)
    remedy_done = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "required"], name="unit_check_once")]

    def __str__(self) -> str:
        return f"{self.get_required_display()}: {self.get_state_display()}"

    @property
    def known(self) -> Check:
        """The check as the core knows it."""
        return Check(self.required, self.state, self.valid_until)

    def remedy_late(self, on: date) -> bool:
        """Whether the remedy was due before a day and is not done."""
        return self.remedy_done is None and self.remedy_due is not None and self.remedy_due < on
