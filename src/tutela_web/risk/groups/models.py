"""How a group is at risk at a place: harm, kind of place, part of the day, who was heard of it.

Coarse on purpose: a route, an hour or a hiding place would be an attacker's file (rule g1; domain,
amendment 16). A row ranks nothing.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.incidents.words import HARMS
from tutela.risk.groups import GROUPS, needs_child_protection
from tutela_web.incidents.models import Incident
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.records.models import Record

NOTHING_TOLD = "none"
"""Stands as the harm where a group was asked and told of none: heard, and no sign of safety."""


_IN_FULL = {"crsv": _("conflict-related sexual violence")}
"""Words of the core that read as letters."""


class GroupRisk(Record):
    """One way in which one group is at risk at a place, or what it told when it was asked.

    It holds until a person says since when it does so no longer. What is said of children counts as
    assessed once the child protection office had a hand in it.
    """

    searched = ("trait", "ground", "activity", "differs")

    class Where(models.TextChoices):
        MARKET = "market", _("market")
        WATER = "water", _("water point")
        FIELD = "field", _("field or pasture")
        FOREST = "forest", _("where wood or food is gathered")
        ROAD = "road", _("road or path")
        HOME = "home", _("home")
        SITE = "site", _("displacement site")
        CHECKPOINT = "checkpoint", _("checkpoint")
        SCHOOL = "school", _("school")
        HEALTH = "health", _("hospital or clinic")
        OTHER = "other", _("another kind of place")

    class When(models.TextChoices):
        DAWN = "dawn", _("early morning")
        DAY = "day", _("day")
        EVENING = "evening", _("evening")
        NIGHT = "night", _("night")
        ANY = "any", _("at any part of the day")

    class Livelihood(models.TextChoices):
        """What is done, never who does it: words for who live by it often stand for a people."""

        FARM = "farm", _("work in fields")
        HERD = "herd", _("tending animals")
        FISH = "fish", _("fishing")
        TRADE = "trade", _("trade at markets")
        DRIVE = "drive", _("driving and carrying")
        MINE = "mine", _("mining")
        GATHER = "gather", _("gathering wood, water or food")
        AID = "aid", _("work for aid or for public services")
        OTHER = "other", _("another")

    class Source(models.TextChoices):
        MEETING = "meeting", _("talks with those concerned")
        VISIT = "visit", _("visit or patrol")
        LIAISON = "liaison", _("community liaison")
        NETWORK = "network", _("alert network")
        OFFICES = "offices", _("human rights, women's or child protection office")
        PARTNERS = "partners", _("trends that partners gave")
        PUBLISHED = "published", _("published report")
        SIGNS = "signs", _("open warning signs")

    HEARD = [(name, _(name)) for name in GROUPS]
    LISTED = {"heard": HEARD}

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="group_risks")
    group = models.CharField(max_length=30, choices=HEARD)
    livelihood = models.CharField(max_length=8, choices=Livelihood, blank=True)
    harm = models.CharField(
        max_length=60,
        choices=[
            (NOTHING_TOLD, _("asked, and told of no harm of their own")),
            *((name, _IN_FULL.get(name, _(name))) for name in HARMS),
        ],
    )
    where = models.CharField(max_length=10, choices=Where, blank=True)
    when = models.CharField(max_length=8, choices=When, blank=True)
    trait = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    activity = models.CharField(max_length=200, blank=True)
    differs = models.CharField(max_length=400, blank=True)  # from the others at the place
    people = models.PositiveIntegerField(null=True, blank=True)  # so exposed; never under five
    heard = models.JSONField(default=list, blank=True)  # groups heard themselves, of GROUPS
    source = models.CharField(max_length=10, choices=Source)
    source_on = models.DateField()
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    children_seen_on = models.DateField(null=True, blank=True)  # by the child protection office
    children_seen_by = models.CharField(max_length=160, blank=True)  # a post
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place", "group"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {word(self.group)} · {self.get_harm_display()}"

    @property
    def waits_for_child_protection(self) -> bool:
        """Whether it speaks of or for children and their office had no hand in it yet."""
        return self.children_seen_on is None and needs_child_protection(self.group, self.heard)
