"""What other mandated tasks claim of the units protection rests on, as a local body weighs it."""

from __future__ import annotations

from django.db import models

from tutela_web.capacity.models import Unit
from tutela_web.fora.forum.models import Meeting
from tutela_web.mandate.models import MandatedTask
from tutela_web.records.models import Record


class Claim(Record):
    """Another mandated task's claim on a unit, laid before a meeting. Source: Framework, template
    H, paragraph 21: a local body weighs protection beside every other task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="claims")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=300)  # what it would do, and how long

    class Meta:
        db_table = "coordination_claim"
        indexes = [models.Index(fields=["mission", "meeting"])]
