"""Reviews of lines of the strategy: what was done, what it changed, what became of people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record


class LineReview(Record):
    """What somebody found of a line on a day; what is blank is not known."""

    searched = ("output", "outcome", "impact")

    class Course(models.TextChoices):
        UNKNOWN = "", _("not known")
        BETTER = "better", _("people are safer")
        SAME = "same", _("no change for people")
        WORSE = "worse", _("people are less safe")

    line = models.ForeignKey(
        MatrixLine, on_delete=models.PROTECT, related_name="reviews", db_index=False
    )
    on = models.DateField()
    output = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(max_length=400, blank=True)
    impact = models.CharField(max_length=400, blank=True)
    course = models.CharField(max_length=6, choices=Course, blank=True)
    sources = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=160)  # the post

    class Meta:
        indexes = [models.Index(fields=["line", "on"])]

    def __str__(self) -> str:
        return f"{self.line} ({self.on})"
