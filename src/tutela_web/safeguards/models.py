"""Harm checks, allegations of reprisal, and how long words are retained. No names of persons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Exposure(models.TextChoices):
    """An answer to a question of a harm check; what nobody knows is not a no."""

    UNKNOWN = "", _("not known")
    NO = "no", _("no")
    YES = "yes", _("yes")


class HarmCheck(Record):
    """Whether an act of ours could expose people, asked before it; who decided, what came of it.

    Source: Operational Concept, section (3): harm that presence, operations or contact may bring.
    """

    searched = ("what",)

    class Kind(models.TextChoices):
        RELEASE = "release", _("release to host forces")
        MEETING = "meeting", _("meeting or engagement")
        VISIT = "visit", _("visit to a community")
        PATROL = "patrol", _("patrol")
        PACKET = "packet", _("sharing with a partner")
        PUBLIC = "public", _("publication")
        OTHER = "other", _("other act")

    class GoAhead(models.TextChoices):
        OPEN = "", _("not decided")
        GO = "go", _("goes ahead")
        CARE = "care", _("goes ahead with these precautions")
        STOP = "stop", _("does not go ahead")

    kind = models.CharField(max_length=8, choices=Kind)
    what = models.CharField(max_length=300)
    on = models.DateField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    traced = models.CharField(max_length=3, choices=Exposure, blank=True)
    drawn = models.CharField(max_length=3, choices=Exposure, blank=True)
    reprisals = models.CharField(max_length=3, choices=Exposure, blank=True)
    who = models.CharField(max_length=300, blank=True)  # groups, never a person
    precautions = models.TextField(blank=True)
    decision = models.CharField(max_length=4, choices=GoAhead, blank=True)
    decided_why = models.CharField(max_length=300, blank=True)
    decided_post = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    watch_until = models.DateField(null=True, blank=True)
    watched = models.TextField(blank=True)
    watched_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return self.what

    @property
    def is_safe_as_known(self) -> bool:
        """Whether every question was answered with no."""
        return {self.traced, self.drawn, self.reprisals} == {Exposure.NO}

    def is_unwatched(self, on: date) -> bool:
        """Whether it went ahead, its watch is over, and nobody said what was seen."""
        went = self.decision in (self.GoAhead.GO, self.GoAhead.CARE)
        return went and not self.watched and self.watch_until is not None and self.watch_until < on


class Reprisal(Record):
    """An allegation that somebody is threatened or harmed for having spoken to us.

    Read by human rights alone: not by who told it, nor by anybody in the chain it may be about.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received, not looked at")
        TAKEN_UP = "taken_up", _("taken up by human rights")
        PROTECTED = "protected", _("protective measures agreed with the person")
        CLOSED = "closed", _("closed")

    named = models.CharField(max_length=20, blank=True)  # a pseudonym, as on the record
    subject = models.UUIDField(null=True, blank=True)
    place_said = models.CharField(max_length=200, blank=True)
    danger_now = models.BooleanField(null=True, blank=True)
    words: Any = SealedField(default="", blank=True, editable=True)
    harm_check = models.ForeignKey(
        HarmCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="reprisal_records"
    )
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    measures: Any = SealedField(default="", blank=True, editable=True)
    words_destroyed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(_("Allegation of reprisal"))


class RetentionRule(IdRow):
    """How long a mission retains the words of one class; without one the default holds."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept = models.CharField(max_length=20)
    months = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "kept"], name="retention_rule_once")
        ]


class Destruction(IdRow):
    """That words were destroyed, or retained on: of which class, which record, by which post.

    It names the record, never what it said.
    """

    class Ending(models.TextChoices):
        DESTROYED = "destroyed", _("destroyed")
        RETAINED = "retained", _("retained on")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept = models.CharField(max_length=20)
    record = models.UUIDField()
    called = models.CharField(max_length=40)
    what = models.CharField(max_length=9, choices=Ending)
    why = models.CharField(max_length=160)
    until = models.DateField(null=True)
    on = models.DateField()
    by_post = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["mission", "record"])]
