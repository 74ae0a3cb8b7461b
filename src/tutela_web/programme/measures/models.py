"""What shows whether it works: indicators of lines and objectives, their readings, and the reports
the mission owes.

Source: Framework, template J, paragraphs 27 to 29.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.models import Objective
from tutela_web.records.models import Record


class Indicator(Record):
    """What is looked at to see whether people are safer: of a line or of an objective."""

    searched = ("words", "monitored_by", "baseline", "benchmark")

    number = models.PositiveIntegerField()
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    words = models.CharField(max_length=240)
    perception = models.BooleanField(default=False)  # how safe people themselves feel
    monitored_by = models.CharField(max_length=160, blank=True)  # an office
    baseline = models.CharField(max_length=160, blank=True)
    benchmark = models.CharField(max_length=160, blank=True)
    first_due = models.DateField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    last_on: date | None  # its last reading, where `indicators_for` loaded it
    last_value: str | None

    class Meta:
        db_table = "strategy_indicator"
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="indicator_number_once"),
            models.CheckConstraint(
                condition=models.Q(line=None) ^ models.Q(objective=None), name="indicator_of_one"
            ),
        ]
        ordering = ["number"]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"I-{self.number}"

    def __str__(self) -> str:
        return self.code


class Reading(Record):
    """What an indicator showed on a day, who says so and by what. It is appended, never changed:
    a later one of the same day stands for it."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    on = models.DateField()
    value = models.CharField(max_length=240)  # a figure or words
    said_by = models.CharField(max_length=160)  # an office, never a person
    source = models.CharField(max_length=240)

    class Meta:
        db_table = "strategy_reading"
        indexes = [models.Index(fields=["indicator", "on"])]


class ReportDuty(Record):
    """A report the mission owes: to whom, by which office, in which system, by when.

    product      key of the report product whose release answers it, where one does
    contributor  the country whose briefing it is, where it is owed to one contributor
    """

    searched = ("title", "office", "system", "rests_on")

    class To(models.TextChoices):
        COUNCIL = "council", _("Security Council")
        HEADQUARTERS = "headquarters", _("headquarters")
        MISSION = "mission", _("leadership of the mission")
        OTHER = "other", _("others")

    to = models.CharField(max_length=12, choices=To)
    title = models.CharField(max_length=200)
    office = models.CharField(max_length=160, blank=True)  # blank: nobody's yet
    system = models.CharField(max_length=160, blank=True)
    rests_on = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    product = models.CharField(max_length=40, blank=True)
    contributor = models.ForeignKey(
        "capacity.Contributor", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_reportduty"
        indexes = [models.Index(fields=["mission", "due"])]

    def __str__(self) -> str:
        return self.title


class ReportMade(Record):
    """A report of a duty that was made: for which day, on which day, where it lies."""

    duty = models.ForeignKey(ReportDuty, on_delete=models.PROTECT, related_name="made")
    due = models.DateField(null=True, blank=True)
    made_on = models.DateField()
    reference = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(  # whose release met it, of a room above
        "reporting.ReportEdition",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duties_met",
    )

    class Meta:
        db_table = "strategy_reportmade"

    @property
    def late(self) -> bool:
        """Whether it was made after its day."""
        return self.due is not None and self.made_on > self.due
