"""Rumours: what is said, where it was heard, who said whether it is true, and how it was answered.

What is kept is the rumour and never who spread it: there is no field for a person or an account.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.outreach.rumours import days_to_answer
from tutela_web.access.models import Post
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Heard(models.TextChoices):
    """By which way something is said: a way, never a sender."""

    SPOKEN = "spoken", _("spoken, from mouth to mouth")
    MEETING = "meeting", _("said at a gathering or in a sermon")
    RADIO = "radio", _("radio broadcast")
    PAPER = "paper", _("leaflet or newspaper")
    NETWORK = "network", _("social media, as people told us")
    OFFICIAL = "official", _("said in public by an authority or a party")
    OTHER = "other", _("another way")


class Rumour(Record):
    """Something that people say and nobody has shown to be so. Source: the Force study, section 4:
    the mission answers when others define its role."""

    searched = ("what", "truth_rests", "ended_why")

    class About(models.TextChoices):
        DANGER = "danger", _("a danger to people")
        MISSION = "mission", _("the mission and what it does")
        COMMUNITY = "community", _("another community")
        AID = "aid", _("aid and those who bring it")
        AUTHORITIES = "authorities", _("authorities or a political event")
        OTHER = "other", _("something else")

    class Kind(models.TextChoices):
        RUMOUR = "rumour", _("a rumour")
        HOSTILE = "hostile", _("a hostile claim made in public")

    class Truth(models.TextChoices):
        UNKNOWN = "unknown", _("nobody knows")
        TRUE = "true", _("true")
        PART = "part", _("true in part")
        FALSE = "false", _("false")

    class Danger(models.TextChoices):
        LOW = "low", _("low: talk")
        MODERATE = "moderate", _("moderate: people may leave or keep away")
        HIGH = "high", _("high: people may be attacked over it")

    what = models.CharField(max_length=300)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.RUMOUR)
    about = models.CharField(max_length=11, choices=About)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    heard_on = models.DateField()  # when it was first heard
    way = models.CharField(max_length=8, choices=Heard, blank=True)
    danger = models.CharField(max_length=8, choices=Danger, blank=True)  # what it may lead to
    danger_why = models.CharField(max_length=300, blank=True)
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="same"
    )
    truth = models.CharField(max_length=7, choices=Truth, default=Truth.UNKNOWN)
    truth_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    truth_on = models.DateField(null=True, blank=True)
    truth_rests = models.CharField(max_length=400, blank=True)  # on what that rests
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "heard_on"])]

    def __str__(self) -> str:
        return self.what

    def days_to_answer(self, answered: list[date]) -> int | None:
        """How many days it went without an answer, given the days of the answers."""
        return days_to_answer(self.heard_on, answered)


class Hearing(Record):
    """One more place in which a rumour was heard, and how often there."""

    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="hearings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    times = models.PositiveSmallIntegerField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=Heard, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return f"{self.rumour.what} ({self.on})"


class RumourAnswer(Record):
    """What the mission, or somebody with it, said in answer: in which languages, by which way."""

    searched = ("said",)

    class Way(models.TextChoices):
        FACE = "face", _("face to face")
        RADIO = "radio", _("radio broadcast")
        MEETING = "meeting", _("at a gathering")
        PRINT = "print", _("on paper")
        PRESS = "press", _("press or public statement")
        OTHER = "other", _("another way")

    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="answers")
    said = models.TextField()
    languages = models.JSONField(default=list)
    way = models.CharField(max_length=7, choices=Way)
    on = models.DateField()
    given_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return self.said[:80]
