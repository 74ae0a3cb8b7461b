"""The dated assessments and maps that section B of a strategy rests on.

Source: Framework, paragraph 9; requirement S1-049.
"""

from __future__ import annotations

from django.db import models

from tutela_web.access.models import Post
from tutela_web.records.models import Record
from tutela_web.risk.models import Assessment
from tutela_web.strategy.edition.models import Strategy


class RestsOn(Record):
    """An assessment that a person named as what section B rests on: it is kept as it stood."""

    searched = ("words", "issued_by")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="rests_on")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    issued_by = models.CharField(max_length=160)  # an office: JMAC, JOC
    words = models.CharField(max_length=300, blank=True)  # what the section takes from it
    named_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    named_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "assessment"],
                condition=models.Q(ended_on=None),
                name="rests_on_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment.on:%Y-%m-%d}"
