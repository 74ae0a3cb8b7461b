"""Evaluations of effects in the history of a place.

Source: requirement S3-006: past responses are kept with their results and an evaluation of effects.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.places.models import Place
from tutela_web.records.models import Record


class PlaceEvaluation(Record):
    """What was done at a place in a time, what it changed and for whom, by whose evaluation."""

    searched = ("done", "changed", "for_whom")

    class Course(models.TextChoices):
        UNKNOWN = "", _("not known")
        BETTER = "better", _("people are safer")
        SAME = "same", _("no change for people")
        WORSE = "worse", _("people are less safe")

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="evaluations", db_index=False
    )
    first = models.DateField()
    last = models.DateField()
    done = models.TextField()
    changed = models.TextField(blank=True)
    for_whom = models.CharField(max_length=200, blank=True)
    course = models.CharField(max_length=6, choices=Course, blank=True)
    evaluated_by = models.CharField(max_length=160)  # an office
    evaluated_on = models.DateField()
    sources = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "last"])]

    def __str__(self) -> str:
        return f"{self.place.name} ({self.first} – {self.last})"
