"""What an agreed risk or a line of the matrix needs, and what the mission could do of a threat."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.deployment.gap import EFFECTS
from tutela_web.access.models import Person
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class Need(Record):
    """The effect needed for a hotspot of the agreed order or a line of the matrix.

    Whether it is met is never kept: it is reckoned from units, caveats, readiness and reach on the
    day it is read, so that a gap closes only where the need is tested again.
    """

    searched = ("title", "because")

    class When(models.TextChoices):
        DAY = "day", _("by day")
        NIGHT = "night", _("by night")
        BOTH = "both", _("by day and by night")

    class Found(models.TextChoices):
        """What a test found."""

        ENOUGH = "enough", _("enough able in time")
        SHORT = "short", _("too few able in time")
        UNKNOWN = "unknown", _("not known")

    title = models.CharField(max_length=160)  # the hotspot's or the line's, as named then
    hotspot = models.UUIDField(null=True, blank=True)  # of the agreed order
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    effects: Any = models.JSONField(default=list)  # codes of tutela/deployment/data/effects.csv
    within_minutes = models.PositiveIntegerField(null=True, blank=True)  # None: not said
    when = models.CharField(max_length=5, choices=When, default=When.BOTH)
    units = models.PositiveSmallIntegerField(default=1)  # how many it takes
    languages = models.JSONField(default=list, blank=True)
    because = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    tested_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tested_found = models.CharField(max_length=7, choices=Found, blank=True)

    LISTED = {"effects": tuple((effect.code, effect.label) for effect in EFFECTS.values())}

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return self.title


class ThreatMeasure(Record):
    """What the mission could do to anticipate, mitigate, prevent or halt a threat, whether it can,
    and what came of it before."""

    searched = ("measure", "because", "results")

    class Verb(models.TextChoices):
        ANTICIPATE = "anticipate", _("anticipate")
        MITIGATE = "mitigate", _("mitigate")
        PREVENT = "prevent", _("prevent")
        HALT = "halt", _("halt")

    class Feasible(models.TextChoices):
        ABLE = "able", _("able")
        LIMITED = "limited", _("able within limits")
        NOT = "not", _("not able")

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="measures")
    verb = models.CharField(max_length=10, choices=Verb)
    measure = models.CharField(max_length=300)
    feasible = models.CharField(max_length=7, choices=Feasible)
    because = models.CharField(max_length=400)
    results = models.TextField(blank=True)  # what came of it before, in words
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "risk"])]

    def __str__(self) -> str:
        return self.measure
