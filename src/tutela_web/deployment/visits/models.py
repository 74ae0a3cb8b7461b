"""Visits of Joint Protection Teams: where a team was, what it found, and what was done at once."""

from __future__ import annotations

from django.db import models

from tutela_web.capacity.models import Base
from tutela_web.fora.teams.models import JointTeam
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.models import InformationNeed


class TeamVisit(Record):
    """A day of a joint team at a base or a place; of a team that was sent, where it was."""

    searched = ("findings", "done")

    team = models.ForeignKey(
        JointTeam, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    base = models.ForeignKey(
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField()
    sections = models.JSONField(default=list, blank=True)
    findings = models.TextField()
    done = models.TextField(blank=True)
    question = models.ForeignKey(
        InformationNeed, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        where = self.base or self.place
        return f"{where.name if where else ''} ({self.on})"
