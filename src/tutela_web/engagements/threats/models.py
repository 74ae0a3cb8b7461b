"""A priority threat's own approach: versions over time, and why each took the place of the last."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class ThreatApproach(Record):
    """One version of what the mission does about one threat. It is not changed: the next version
    says why it takes its place."""

    class Disrupt(models.TextChoices):
        SILENT = "", _("not considered")
        OPEN = "open", _("considered, not decided")
        NO = "no", _("decided against")
        YES = "yes", _("decided for")

    risk = models.ForeignKey(
        Risk, on_delete=models.PROTECT, related_name="approaches", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    says = models.TextField()
    context = models.TextField(blank=True)  # why it fits this place, this actor, this harm
    means = models.TextField(blank=True)  # with which capabilities, in which area
    others = models.TextField(blank=True)  # what falls to others by their mandates
    why = models.TextField(blank=True)  # why it took the place of the version before
    disrupt = models.CharField(max_length=4, choices=Disrupt, blank=True, default=Disrupt.SILENT)
    disrupt_why = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    harm_expected = models.TextField(blank=True)  # to civilians, from disrupting
    disrupt_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_on = models.DateField()
    set_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "coordination_threatapproach"
        constraints = [models.UniqueConstraint(fields=["risk", "number"], name="approach_once")]
