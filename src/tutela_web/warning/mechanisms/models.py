"""Early warning mechanisms that the mission sets up, and the outside parties that take part."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.warning.mechanisms import RETEST, weaknesses
from tutela_web.records.models import Record


class Mechanism(Record):
    """A way by which warning reaches the mission: where, by which channels, whose it is, whether it
    was tested."""

    searched = ("name",)

    name = models.CharField(max_length=160)
    channels: Any = models.JSONField(default=list)  # in words
    owner = models.CharField(max_length=160)  # an office
    tested_on = models.DateField(null=True, blank=True)
    answered = models.BooleanField(null=True, blank=True)  # when it was tested
    test_days = models.PositiveSmallIntegerField(default=RETEST.days)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_on"])]

    def __str__(self) -> str:
        return self.name

    def test_due(self, on: date) -> bool:
        """Whether its test is due: never tested, or not in time."""
        return self.tested_on is None or on - self.tested_on > timedelta(days=self.test_days)


class MechanismParty(Record):
    """An outside party's part in a mechanism: what it does, what it is told, whether it agreed."""

    searched = ("who", "part")

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("local or national authority")
        HOST_FORCE = "host_force", _("host police or army")
        COMMUNITY = "community", _("local people")
        LEADERS = "leaders", _("religious or customary leaders")
        PARTNER = "partner", _("humanitarian or other partner")
        UN = "un", _("UN entity outside the mission")
        NETWORK = "network", _("telephone company or radio")
        OTHER = "other", _("another party")

    class Agreed(models.TextChoices):
        UNKNOWN = "", _("not known")
        NOT_ASKED = "not_asked", _("was not asked yet")
        AGREED = "agreed", _("agreed")
        PARTLY = "partly", _("agreed in part")
        DECLINED = "declined", _("declined")

    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=10, choices=Kind)
    who = models.CharField(max_length=160)  # a function or an office
    part = models.CharField(max_length=400)
    warns = models.BooleanField(null=True, blank=True)
    told = models.BooleanField(null=True, blank=True)
    told_what = models.CharField(max_length=400, blank=True)
    agreed = models.CharField(max_length=9, choices=Agreed, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    answered = models.BooleanField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "who"]

    def __str__(self) -> str:
        return self.who

    def weak_in(self, on: date) -> tuple[str, ...]:
        """What is weak in the tie to it, in words of the core."""
        return weaknesses(
            self.warns,
            self.told,
            tested_on=self.tested_on,
            answered=self.answered,
            on=on,
            holds=timedelta(days=self.mechanism.test_days),
        )
