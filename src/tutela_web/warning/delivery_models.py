"""What leaves: hazards released to the public feed, and what people listen for and were told."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Mission, Person, Post
from tutela_web.base.models import IdRow
from tutela_web.warning.levels import AlertLevel

# --- the public feed


class HazardFeed(models.Model):
    """The public feed of a mission: off until the Head of Mission turns it on.

    Its id is its address, and at random, as are those of its messages: other ids here say when
    they were made.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mission = models.OneToOneField(Mission, on_delete=models.CASCADE, related_name="+")
    on = models.BooleanField(default=False)
    turned_at = models.DateTimeField()
    turned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class FeedHazard(models.Model):
    """One hazard released: what its notice says, and nothing of where it is known from."""

    class Kind(models.TextChoices):
        MINES = "mines", _("mines or unexploded ordnance")
        FLOODS = "floods", _("flood")
        ROADS = "roads", _("road not passable")

    class Severity(models.TextChoices):
        EXTREME = "Extreme", _("extreme")
        SEVERE = "Severe", _("severe")
        MODERATE = "Moderate", _("moderate")
        MINOR = "Minor", _("minor")
        UNKNOWN = "Unknown", _("not known")

    class Certainty(models.TextChoices):
        OBSERVED = "Observed", _("observed")
        LIKELY = "Likely", _("likely")
        POSSIBLE = "Possible", _("possible")
        UNKNOWN = "Unknown", _("not known")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    feed = models.ForeignKey(
        HazardFeed, on_delete=models.PROTECT, related_name="hazards", db_index=False
    )
    kind = models.CharField(max_length=6, choices=Kind)
    area_name = models.CharField(max_length=200)
    shape = models.JSONField()  # {"circle": [lat, lon, km]} or {"polygon": [[lat, lon], ...]}
    onset = models.DateTimeField()
    expires = models.DateTimeField()
    severity = models.CharField(max_length=8, choices=Severity)
    certainty = models.CharField(max_length=8, choices=Certainty)
    instruction = models.CharField(max_length=20)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)  # stays here

    class Meta:
        indexes = [models.Index(fields=["feed", "expires"])]


class FeedMessage(models.Model):
    """A message as it went out: released, renewed or withdrawn. Appended, never changed."""

    class Type(models.TextChoices):
        ALERT = "Alert", _("released")
        UPDATE = "Update", _("renewed")
        CANCEL = "Cancel", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    hazard = models.ForeignKey(FeedHazard, on_delete=models.PROTECT, related_name="messages")
    type = models.CharField(max_length=6, choices=Type)
    sent = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document = models.TextField()  # CAP, as sent

    class Meta:
        ordering = ["sent", "id"]


# --- who listens for what


class Listening(IdRow):
    """What one person wants to hear of: where, from which level on, by which way, and when not.

    The page tells always; mail and the telephone of a post say only "Open Tutela".
    """

    class Digest(models.TextChoices):
        NONE = "", _("each at once")
        HOURLY = "hourly", _("together, each hour")
        DAILY = "daily", _("together, once a day")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    areas = models.ManyToManyField(DutyArea, blank=True, related_name="+")
    polygon = models.JSONField(null=True, blank=True)  # GeoJSON, lon/lat
    level_from = models.CharField(max_length=8, choices=AlertLevel, default=AlertLevel.WARNING)
    mail = models.BooleanField(default=True)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # whose telephone gets a text
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    digest = models.CharField(max_length=6, choices=Digest, blank=True)
    digest_at = models.TimeField(null=True, blank=True)
    hold_ongoing = models.BooleanField(default=False)  # quiet and digest for attacks too
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_at"])]


class News(models.Model):
    """Something about an alert that listeners are to hear; the worker spreads it.

    Written with what it tells of, so that nothing is lost, and no alert waits for its listeners.
    """

    class Change(models.TextChoices):
        RAISED = "raised", _("raised")
        LEVEL = "level", _("its level changed")
        ISSUED = "issued", _("addressees warned")

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey("warning.Alert", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=6, choices=Change)
    level = models.CharField(max_length=8, choices=AlertLevel)
    at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(spread_at=None), name="news_to_spread")
        ]


class Delivery(IdRow):
    """One person is to be told of one piece of news, or was, or was not any more allowed to."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TOLD = "told", _("told")
        WITHHELD = "withheld", _("not told: not yours to read any more")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    listening = models.ForeignKey(Listening, on_delete=models.CASCADE, related_name="+")
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done_at = models.DateTimeField(null=True)
    messages = models.JSONField(default=list)  # ids in the ledger of messages

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "news"], name="heard_once")]
        indexes = [
            models.Index(
                fields=["mission", "due_at"],
                condition=models.Q(state="waiting"),
                name="delivery_due",
            ),
            models.Index(fields=["person", "due_at"]),
        ]
