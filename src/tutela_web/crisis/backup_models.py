"""Backup that a contingency plan counts on beyond the mission's own units, agreed or not.

Source: Holt and Taylor, crisis planning; requirement S3-027.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.crisis.plan_models import ContingencyPlan
from tutela_web.records.models import Record


class PlanBackup(Record):
    """Help from elsewhere: from whom, what, how long it takes, and what was answered."""

    searched = ("what", "office")

    class From(models.TextChoices):
        RESERVE = "reserve", _("reserve of the mission")
        REGIONAL = "regional", _("a regional force")
        AIR = "air", _("air")
        RAPID = "rapid", _("a rapid reaction force")
        HEADQUARTERS = "headquarters", _("headquarters")
        POLITICAL = "political", _("political help")

    class State(models.TextChoices):
        NOT_ASKED = "not asked", _("not asked")
        ASKED = "asked", _("asked, no answer")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    plan = models.ForeignKey(ContingencyPlan, on_delete=models.PROTECT, related_name="backups")
    source = models.CharField(max_length=12, choices=From)
    what = models.CharField(max_length=300)
    office = models.CharField(max_length=160, blank=True)  # who answers for it
    minutes = models.PositiveIntegerField(null=True, blank=True)  # until it would be there
    state = models.CharField(max_length=9, choices=State, default=State.NOT_ASKED)
    answered_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.what}"

    @property
    def is_sure(self) -> bool:
        """Whether it can be counted on: agreed, and it is said when it would be there."""
        return self.state == self.State.AGREED and self.minutes is not None
