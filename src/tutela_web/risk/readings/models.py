"""Joint readings of hotspots, views heard of others, and inputs on the situation.

A joint reading is blind until it is opened, by an hour or by the last answer and by nobody's act
(ADR 0056). What a party wrote is therefore no record: it has no history, no version and no place in
search or in any list; `queries.readings_shown` is the one door to it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class ReadingParty(models.TextChoices):
    """Who reads jointly. The humanitarian reading is what the Protection Cluster's coordinator or
    OCHA gives, typed by the post that hears it; no agency is named."""

    HUMAN_RIGHTS = "human_rights", _("human rights")
    HUMANITARIAN = "humanitarian", _("humanitarian, as its coordinator gives it")
    JMAC = "jmac", _("JMAC")
    FORCE = "force", _("force")
    POLICE = "police", _("police")
    COMMUNITY = "community", _("community liaison")


class HotspotRead(TypedDict):
    """A hotspot as it stood when the reading was convened: its place, the priority, and how likely
    an attack was said to be within 30 days; None where that was not estimated."""

    place: str
    priority: str
    chance: float | None


class PartyLine(TypedDict):
    """What a party reads of one place; chance, in per cent, where the analyst dared one."""

    place: str
    trend: str
    harm: str
    reason: str
    chance: int | None


class JointReading(Record):
    """Hotspots read jointly: by whom, and from which hour on everybody reads what all wrote.

    opened_at  when the last of those asked had answered, where that was before the hour
    """

    searched = ("title", "red_team")

    title = models.CharField(max_length=160)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_readings"
    )
    opens_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    subjects = models.JSONField(default=list)  # list[HotspotRead]
    human_rights = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    humanitarian = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    jmac = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    force = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    police = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    community = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    red_team = models.TextField(blank=True)
    red_team_by = models.CharField(max_length=160, blank=True)  # a post
    red_team_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "opens_at"])]

    def __str__(self) -> str:
        return self.title

    def post_of(self, party: ReadingParty) -> Post | None:
        """Who was asked to read for a party."""
        post: Post | None = getattr(self, party.value)
        return post

    def open_since(self, now: datetime) -> datetime | None:
        """Since when it is open at a moment; None while it is blind."""
        if self.opened_at is not None:
            return self.opened_at
        return self.opens_at if self.opens_at <= now else None

    @property
    def opens_on(self) -> date:
        """The day it was opened on, or will be, as people at the mission say it."""
        at = self.opened_at or self.opens_at
        return at.astimezone(ZoneInfo(self.mission.time_zone)).date()


class PartyReading(IdRow):
    """What one party wrote of a joint reading, or that it declined."""

    class State(models.TextChoices):
        AWAITED = "awaited", _("awaited")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")

    reading = models.ForeignKey(
        JointReading, on_delete=models.CASCADE, related_name="parties", db_index=False
    )
    party = models.CharField(max_length=12, choices=ReadingParty)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.AWAITED)
    lines = models.JSONField(default=list)  # list[PartyLine]
    dissent = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "party"], name="party_reads_once")
        ]

    def after_opening(self) -> bool:
        """Whether it was written, or declined, after all could read what the others wrote."""
        opened = self.reading.open_since(self.at) if self.at is not None else None
        return opened is not None and self.at is not None and self.at > opened


class HeardView(Record):
    """How the Council, the Secretariat or the host state sees the risk, typed by whoever heard it.

    It is read as engagements are, which none of those parties reads.
    """

    searched = ("view", "heard_from")

    class Holder(models.TextChoices):
        COUNCIL = "council", _("Security Council")
        SECRETARIAT = "secretariat", _("Secretariat")
        HOST = "host", _("host state")

    of = models.CharField(max_length=11, choices=Holder)
    heard_from = models.CharField(max_length=160)  # an office, never a person's name
    heard_on = models.DateField()
    typed_by = models.CharField(max_length=160)  # a post
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    view = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["mission", "heard_on"])]

    def __str__(self) -> str:
        return f"{self.get_of_display()}: {self.heard_from}"


class SituationInput(Record):
    """The last word on the human rights or the humanitarian situation, with its day.

    Of humanitarians it is what their coordinator gives; no agency is named, and none is asked.
    """

    searched = ("words",)

    class TopicKind(models.TextChoices):
        HUMAN_RIGHTS = "human_rights", _("human rights situation")
        HUMANITARIAN = "humanitarian", _("humanitarian situation")

    class Conduit(models.TextChoices):
        COMPONENT = "component", _("human rights component")
        OCHA = "ocha", _("OCHA")
        CLUSTER = "cluster", _("coordinator of the Protection Cluster")
        COORDINATOR = "coordinator", _("Humanitarian Coordinator")

    about = models.CharField(max_length=12, choices=TopicKind)
    conduit = models.CharField(max_length=11, choices=Conduit)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField()
    words = models.TextField()
    given_by = models.CharField(max_length=160)  # the post that typed it

    class Meta:
        indexes = [models.Index(fields=["mission", "about", "on"])]

    def __str__(self) -> str:
        return self.words[:80]
