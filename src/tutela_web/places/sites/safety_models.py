"""Whether a site keeps people safe: its defects, perimeter, evacuation, roads outside, and who can
answer a threat.

Each is a table of its own, beside `Place` and never a field of it: where a fence is cut and who
could not flee is what an attacker would want, and no map, export, search or endpoint of places can
come upon it. No name of a person, no hiding place and no route of flight has a field here.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.places import perimeter
from tutela_web.access.models import Mission, Person, Post
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.clock import real_now
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class SiteRecord(Record):
    """A record of a site that is closed to its office, its manager and its units."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.place.name


class SitePlan(SiteRecord):
    """How a site is kept: the post that manages it, and what an evacuation has to reckon with.

    The plan itself is a paper; here stands where it lies and whom it must carry, by class and
    count. Which way people would flee is never written.
    """

    manager = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leads = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.CharField(max_length=200, blank=True)
    rehearsed_on = models.DateField(null=True, blank=True)
    vehicles = models.PositiveSmallIntegerField(null=True, blank=True)  # that it needs
    older = models.PositiveIntegerField(null=True, blank=True)
    disabled = models.PositiveIntegerField(null=True, blank=True)
    sick = models.PositiveIntegerField(null=True, blank=True)
    pregnant = models.PositiveIntegerField(null=True, blank=True)
    small_children = models.PositiveIntegerField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    counted_by = models.CharField(max_length=160, blank=True)  # an office, never a person

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place"], name="one_plan_of_a_site")]


class SiteSector(SiteRecord):
    """A sector of a perimeter: who answers for it, its barrier, gates and lights."""

    class State(models.TextChoices):
        WHOLE = "whole", _("whole")
        WEAK = "weak", _("weak in places")
        OPEN = "open", _("open in places")
        NONE = "none", _("there is none")
        UNKNOWN = "", _("not known")

    class Light(models.TextChoices):
        ALL = "all", _("all work")
        SOME = "some", _("some work")
        NONE = "none", _("none works")
        UNKNOWN = "", _("not known")

    name = models.CharField(max_length=80)
    unit_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    barrier = models.CharField(max_length=5, choices=State, blank=True)
    lights = models.CharField(max_length=4, choices=Light, blank=True)
    gates = models.PositiveSmallIntegerField(null=True, blank=True)
    gate_regime = models.CharField(max_length=300, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "name"])]

    def __str__(self) -> str:
        return self.name


class SiteRoute(SiteRecord):
    """A road outside that people of a site must take and that endangers them."""

    class Purpose(models.TextChoices):
        WATER = "water", _("water")
        WOOD = "wood", _("firewood")
        MARKET = "market", _("market")
        FIELD = "field", _("fields or animals")
        SCHOOL = "school", _("school")
        CLINIC = "clinic", _("clinic")
        AID = "aid", _("aid")
        OTHER = "other", _("another purpose")

    class When(models.TextChoices):
        DAWN = "dawn", _("early morning")
        DAY = "day", _("day")
        EVENING = "evening", _("evening")
        NIGHT = "night", _("night")
        UNKNOWN = "", _("not known")

    purpose = models.CharField(max_length=6, choices=Purpose)
    stretch = models.CharField(max_length=200)
    when = models.CharField(max_length=7, choices=When, blank=True)
    danger = models.CharField(max_length=400, blank=True)
    seen_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "ended_on"])]

    def __str__(self) -> str:
        return self.get_purpose_display()


class SiteAnswer(SiteRecord):
    """Who can answer one level of threat to a site, by day or by night: compartment capacity.

    Everybody else reads able, not able or not known.
    """

    threat = models.CharField(
        max_length=10, choices=[(name, _(str(said))) for name, said in perimeter.THREATS.items()]
    )
    part = models.CharField(
        max_length=5, choices=[(name, _(str(said))) for name, said in perimeter.PARTS.items()]
    )
    able = models.BooleanField()
    who = models.CharField(max_length=300, blank=True)
    said_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "threat", "part"], name="one_answer_a_threat_and_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_threat_display()}, {self.get_part_display()}"


class SiteDefect(SiteRecord):
    """What is broken at a site, who fixes it and by when; fixed once a person says so."""

    what = models.CharField(
        max_length=8, choices=[(name, _(str(said))) for name, said in perimeter.DEFECTS.items()]
    )
    where = models.CharField(max_length=200, blank=True)
    people_pass = models.BooleanField(null=True, blank=True)
    words = models.CharField(max_length=2000, blank=True)
    seen_on = models.DateField()
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField()
    mended_on = models.DateField(null=True, blank=True)
    mended_by = models.CharField(max_length=160, blank=True)  # a post
    mended_how = models.CharField(max_length=400, blank=True)
    report = models.UUIDField(null=True, blank=True, unique=True)  # the report that told of it

    class Meta:
        ordering = ["due", "entered_at"]
        indexes = [
            models.Index(fields=["mission", "mended_on", "due"]),
            models.Index(fields=["place", "mended_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_what_display()}"


class DefectPhoto(IdRow):
    """A photo of a defect, drawn anew and small, without where and when.

    No program here finds faces: until a person looked and said that none can be recognised, only
    who may say so sees it.
    """

    sealed_under = "defect_id"
    sealed_about = ("id",)

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    defect = models.ForeignKey(SiteDefect, on_delete=models.PROTECT, related_name="photos")
    content: Any = SealedField()  # in base64
    came_at = models.DateTimeField(default=real_now)
    faceless_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    faceless_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["came_at", "pk"]
