"""What would be success or failure of a mandate, and what came of it, period by period.

Source: requirements S3-004 and S3-056: results on the population, on peacekeepers and on the
mission, against a basis for success and failure that was stated before.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.monitoring.measured.models import IndicatorValue
from tutela_web.records.models import Record


class ResultOn(models.TextChoices):
    """On whom a mandate has results."""

    PEOPLE = "people", _("the population")
    PEACEKEEPERS = "troops", _("peacekeepers")
    MISSION = "mission", _("the mission itself")


class SuccessCriterion(Record):
    """By what a mandate is held to have succeeded or failed, and on what basis that was said.

    paragraph   of the mandate that it is read from
    """

    searched = ("success", "failure", "basis")

    On = ResultOn

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="criteria")
    on_whom = models.CharField(max_length=8, choices=ResultOn)
    success = models.TextField()
    failure = models.TextField()
    basis = models.CharField(max_length=300)
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.success[:80]

    @property
    def cited(self) -> str:
        """By which paragraph of which resolution."""
        return f"{self.paragraph.resolution.symbol}, {self.paragraph.number}"


class MandateResult(Record):
    """What is known of a mandate's results on one of three in a period, and what is not."""

    searched = ("known", "not_known", "due_to", "sources")

    class Course(models.TextChoices):
        UNKNOWN = "", _("not known")
        BETTER = "better", _("better than before")
        SAME = "same", _("as before")
        WORSE = "worse", _("worse than before")
        MIXED = "mixed", _("better in part, worse in part")

    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="results", db_index=False
    )
    on_whom = models.CharField(max_length=8, choices=ResultOn)
    first = models.DateField()
    last = models.DateField()
    course = models.CharField(max_length=6, choices=Course, blank=True)
    known = models.TextField(blank=True)
    due_to = models.CharField(max_length=300, blank=True)  # who or what it is put down to
    not_known = models.TextField(blank=True)
    sources = models.CharField(max_length=400, blank=True)
    figure = models.ForeignKey(
        IndicatorValue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    criterion = models.ForeignKey(
        SuccessCriterion, null=True, blank=True, on_delete=models.PROTECT, related_name="results"
    )

    class Meta:
        indexes = [models.Index(fields=["resolution", "last"])]

    def __str__(self) -> str:
        return f"{self.get_on_whom_display()} ({self.first} – {self.last})"
