"""Communal disputes: between whom, over what, when in the year, what was agreed and what broke it.

Parties are communities or livelihoods. A dispute is about land, water or a road: what people are is
never written down as its cause.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.outreach.seasons import LEAD, in_season, next_season
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.fora.forum.models import Meeting
from tutela_web.incidents.models import Incident
from tutela_web.outreach.dialogue.models import CommunityExchange
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Month(models.IntegerChoices):
    """A month, by which a season begins and ends."""

    JANUARY = 1, _("January")
    FEBRUARY = 2, _("February")
    MARCH = 3, _("March")
    APRIL = 4, _("April")
    MAY = 5, _("May")
    JUNE = 6, _("June")
    JULY = 7, _("July")
    AUGUST = 8, _("August")
    SEPTEMBER = 9, _("September")
    OCTOBER = 10, _("October")
    NOVEMBER = 11, _("November")
    DECEMBER = 12, _("December")


class Dispute(Record):
    """A dispute between communities or livelihoods that may turn on civilians."""

    searched = ("name", "local_means")

    class Over(models.TextChoices):
        LAND = "land", _("land")
        WATER = "water", _("water")
        PASTURE = "pasture", _("pasture")
        CORRIDOR = "corridor", _("corridor of animals")
        MARKET = "market", _("market")
        CROSSING = "crossing", _("crossing")
        CATTLE = "cattle", _("cattle")
        CRIME = "crime", _("a crime and its compensation")
        MINE = "mine", _("mine or forest")
        BOUNDARY = "boundary", _("boundary or local office")
        RETURN = "return", _("return to land or houses")
        OTHER = "other", _("something else")

    name = models.CharField(max_length=160)
    parties = models.JSONField(default=list)
    over = models.CharField(max_length=8, choices=Over)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField(null=True, blank=True)
    season_from = models.PositiveSmallIntegerField(choices=Month, null=True, blank=True)
    season_to = models.PositiveSmallIntegerField(choices=Month, null=True, blank=True)
    local_means = models.TextField(blank=True)  # how people settle such things themselves
    leverage = models.JSONField(default=list, blank=True)  # national offices and bodies
    review_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_how = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "settled_on"])]

    def __str__(self) -> str:
        return self.name

    def season_begins(self, on: date) -> date | None:
        """When its next season begins; None where nobody said, or where it is season today."""
        if self.season_from is None:
            return None
        last = self.season_to or self.season_from
        return None if in_season(self.season_from, last, on) else next_season(self.season_from, on)

    def is_season(self, on: date) -> bool:
        """Whether a day lies in its season."""
        last = self.season_to or self.season_from
        return self.season_from is not None and in_season(self.season_from, last or 0, on)

    def comes_near(self, on: date) -> bool:
        """Whether its season begins within LEAD, or runs."""
        begins = self.season_begins(on)
        return self.is_season(on) or (begins is not None and begins - on <= LEAD)


class DisputeDialogue(Record):
    """A talk between the parties, or with one, and what came of it."""

    searched = ("said",)

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="dialogues")
    on = models.DateField()
    held_by = models.CharField(max_length=160)  # an office, a body, elders
    with_women = models.BooleanField(null=True, blank=True)
    said = models.TextField()
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    exchange = models.ForeignKey(
        CommunityExchange, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return f"{self.held_by} ({self.on})"


class DisputeAgreement(Record):
    """What the parties agreed: its terms, from when, and the day by which something is owed."""

    searched = ("terms", "owed")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="agreements")
    terms = models.TextField()
    agreed_on = models.DateField()
    written = models.BooleanField(null=True, blank=True)
    owed = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True, blank=True)
    kept_on = models.DateField(null=True, blank=True)  # when what was owed was done
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "due"])]

    def __str__(self) -> str:
        return self.terms[:80]


class Breach(Record):
    """An incident that a person says broke an agreement. None is inferred."""

    searched = ("how",)

    agreement = models.ForeignKey(
        DisputeAgreement, on_delete=models.PROTECT, related_name="breaches"
    )
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.how


REVIEW_LEAD = timedelta(days=7)
"""So long before its day a review, or what an agreement owes, comes on the agenda [P]."""
