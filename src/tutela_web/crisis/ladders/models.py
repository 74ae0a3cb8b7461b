"""What a mission settles for a step of a ladder: who decides on it, and within which limits.

Source: requirement S3-049; domain reference, section b.
"""

from __future__ import annotations

from django.db import models

from tutela.crisis.ladders import steps
from tutela_web.look.translate import word
from tutela_web.records.models import Record


class LadderStep(Record):
    """The mission's own authority and limits of a step, which stand in place of the proposal."""

    searched = ("authority", "limits")

    step = models.CharField(max_length=40)  # a code of tutela.crisis.ladders.steps
    authority = models.CharField(max_length=160)  # a post
    limits = models.TextField()
    source = models.CharField(max_length=200)  # the order, directive or rule it rests on
    settled_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "step"], name="ladder_step_once")]

    def __str__(self) -> str:
        return word(steps()[self.step].label) if self.step in steps() else self.step
