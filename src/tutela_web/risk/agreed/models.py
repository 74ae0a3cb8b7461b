"""The order people agreed, and what they corrected of the method's hotspots. Both are appended,
never changed: the newest stands, and those of before stay to be compared with."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission
from tutela_web.base.markings import Classification
from tutela_web.base.models import IdRow


class AgreedLine(TypedDict):
    """A hotspot as it was agreed, and what was suggested of it then.

    hotspot, place  ids: its own, and of the place it was named by
    places          ids of all its places then
    priority        0 to 3, as agreed; must, whether the mission does it first
    rank, suggested, value, likelihood, low, high   of the suggestion of that day
    stood, was      only of one that people moved: its number and priority before
    """

    hotspot: str
    place: str
    places: list[str]
    priority: int
    must: bool
    rank: int
    suggested: int
    value: float
    likelihood: float | None
    low: float | None
    high: float | None
    stood: NotRequired[int]
    was: NotRequired[int]


class AgreedOrder(IdRow):
    """One act: a person agreed the order and the priorities of the hotspots. It stands until a
    person agrees another."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_at = models.DateTimeField()
    agreed_by_id = models.UUIDField()
    agreed_as = models.CharField(max_length=160)  # the post, in words
    suggested_on = models.DateField()  # the day of the assessment it was agreed beside
    holds = models.PositiveSmallIntegerField()  # so many "must" the mission can do first
    reason = models.CharField(max_length=500, blank=True)
    classification = models.PositiveSmallIntegerField(choices=Classification, default=0)
    lines = models.JSONField(default=list)  # of AgreedLine, in the order agreed

    class Meta:
        indexes = [models.Index(fields=["mission", "agreed_at"])]


class HotspotCorrection(IdRow):
    """What a person corrected of a hotspot. It tells of places: each new assessment is corrected
    alike (tutela.risk.record.corrected)."""

    class Kind(models.TextChoices):
        IN = "in", _("places put in")
        OUT = "out", _("places taken out")
        JOIN = "join", _("joined with another")
        NAME = "name", _("renamed")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4, choices=Kind)
    hotspot = models.UUIDField()
    places = models.JSONField(default=list)  # ids of those moved
    anchor = models.JSONField(default=list)  # ids of those of the hotspot then
    name = models.CharField(max_length=80, blank=True)  # given; empty for that of its place
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    made_as = models.CharField(max_length=160)  # the post, in words
    classification = models.PositiveSmallIntegerField(choices=Classification, default=0)

    class Meta:
        indexes = [models.Index(fields=["mission", "made_at"])]
