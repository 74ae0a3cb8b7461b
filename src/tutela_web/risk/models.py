"""The risk register: what the method suggests, what people agreed, and the weekly cycle."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.risk.factors import FACTORS, PRIORITIES
from tutela.risk.order import percent
from tutela_web.access.models import Compartment, Mission, Post
from tutela_web.base.ids import random_id
from tutela_web.base.models import IdRow
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.atrocity import models as atrocity_models  # noqa: F401
from tutela_web.risk.groups import models as groups_models  # noqa: F401
from tutela_web.risk.imported_forecasts import models as forecast_models  # noqa: F401
from tutela_web.risk.readings import models as readings_models  # noqa: F401


class PublishedOnly(models.Manager["Assessment"]):
    """Assessments whose rows are all there: what is being written or removed is seen by nobody."""

    def get_queryset(self) -> models.QuerySet[Assessment]:
        return super().get_queryset().filter(published_at__isnull=False)


class Assessment(IdRow):
    """One run of the method over what was known on a day. Kept whole; the newest is shown.

    compartment is empty for the score everybody sees; holders of a grant see a second one. Its rows
    are written in short chunks, and one update publishes them.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    compartment = models.CharField(max_length=20, choices=Compartment, blank=True, default="")
    on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    classification = models.PositiveSmallIntegerField(default=0)  # of the closest record it read
    events = models.PositiveIntegerField()
    sources = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    tripwires = models.JSONField(default=list)
    hotspots = models.JSONField(default=list)  # as ranked: verbs.KeptHotspot
    packed_risks = models.PositiveIntegerField(default=0)  # how many lie in its PackedRisks
    published_at = models.DateTimeField(null=True)  # real time; null while its rows come or go
    written_at = models.DateTimeField(null=True)  # real time of the last chunk

    objects = PublishedOnly()
    every = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["mission", "compartment", "made_at"]),
            models.Index(fields=["mission", "compartment", "on"]),
        ]


class AssessmentRule(models.Model):
    """How long a mission keeps what the method suggested, beside what it always keeps."""

    KEEP_DAYS = 7

    mission = models.OneToOneField(
        Mission, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    keep_days = models.PositiveSmallIntegerField(default=KEEP_DAYS)


class ActorReach(models.TextChoices):
    """Whether the actor can reach the place within the horizon: it caps capability."""

    YES = "yes", _("within reach")
    HARD = "hard", _("hard to reach: capability held to 3")
    NO = "no", _("out of reach: capability held to 1")


class SuggestedRisk(models.Model):
    """One suggested risk of one assessment: place, actor, harm, and every part of its score.

    A row where it speaks for its hotspot or its place, or is among the first; the others lie in
    PackedRisks. Whoever asks for any place, actor and harm asks `packed.queries`.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)  # keyed
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="risks", db_index=False
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=200)
    harm = models.CharField(max_length=40)
    horizon_days = models.PositiveSmallIntegerField(default=7)
    intent = models.FloatField()
    capability = models.FloatField()
    vulnerability = models.FloatField()
    risk = models.FloatField()
    risk_low = models.FloatField()
    risk_high = models.FloatField()
    band = models.PositiveSmallIntegerField()  # 0 very low ... 4 very high
    gravity = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()  # 0 low ... 3 critical
    rank = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    confidence = models.PositiveSmallIntegerField()
    insufficient_data = models.BooleanField(default=False)
    kernel = models.FloatField(default=0)
    hotspot = models.UUIDField(null=True)  # whose line it is part of; kept while half of it stays
    leads = models.BooleanField(default=True)  # whether it speaks for its hotspot
    places = models.PositiveIntegerField(default=1)  # of the hotspot
    likelihood = models.FloatField(null=True)  # of an attack within 30 days; null: not estimated
    likelihood_low = models.FloatField(null=True)
    likelihood_high = models.FloatField(null=True)
    value = models.FloatField(default=0)  # likelihood times what such attacks weigh: the order
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    first_ten = models.FloatField(null=True)  # in which share of draws it is among them
    first_twenty = models.FloatField(null=True)
    ties_next = models.BooleanField(default=False)  # cannot be told from the next hotspot
    reach = models.CharField(max_length=4, choices=ActorReach, default=ActorReach.YES)
    evidence = models.JSONField(default=list)  # [{factor, value, low, high, why?, events?}]

    class Meta:
        indexes = [
            models.Index(fields=["assessment", "order"]),
            models.Index(fields=["assessment", "place"]),
        ]

    @property
    def level(self) -> int:
        """1 to 5: by its priority, for blanks make a band of anything; of before there were
        hotspots by its band."""
        return self.band + 1 if self.hotspot is None else self.priority + 2

    @property
    def priority_word(self) -> str:
        return PRIORITIES[self.priority]

    @property
    def figure(self) -> str:
        """How likely an attack is, empty where that is not estimated; of before there were hotspots
        its score."""
        return f"{self.risk:.0f}" if self.hotspot is None else percent(self.likelihood)


class PackedRisks(models.Model):
    """The suggested risks of an assessment that are no rows, as one file of columns: those that
    speak neither for their hotspot nor for their place, and are not among the first."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, primary_key=True, related_name="packed"
    )
    table = models.BinaryField()  # as packed.columns.pack writes it


class Risk(Record):
    """A line of the register: one place, actor and harm, with the value people agreed.

    The figures are those the POC forum adopted, null until it has. What somebody proposed since
    lies in `proposal`, whole, until the forum adopts it: {factors, gravity, reach, reason, by, at}
    and the figures the core makes of them.
    """

    searched = ("actor", "reason", "owner")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted by the POC forum")
        CLOSED = "closed", _("closed")
        OUTSIDE = "outside", _("outside the scope of the strategy")

    OFF = frozenset({Status.CLOSED, Status.OUTSIDE})
    """Lines that no longer stand among the mission's priorities."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="risks")
    actor = models.CharField(max_length=200)
    harm = models.CharField(max_length=40)
    horizon_days = models.PositiveSmallIntegerField(default=7)
    factors = models.JSONField(default=dict)  # factor -> {value, low, high, why}
    reach = models.CharField(max_length=4, choices=ActorReach, default=ActorReach.YES)
    intent = models.FloatField(null=True)
    capability = models.FloatField(null=True)
    vulnerability = models.FloatField(null=True)
    risk = models.FloatField(null=True)
    risk_low = models.FloatField(null=True)
    risk_high = models.FloatField(null=True)
    band = models.PositiveSmallIntegerField(null=True)
    gravity = models.PositiveSmallIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    proposal = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    reason = models.CharField(max_length=500, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    review_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by_id = models.UUIDField(null=True, blank=True)
    forum_on = models.DateField(null=True, blank=True)  # of the POC forum that adopted it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "place", "actor", "harm", "compartment"], name="risk_once"
            )
        ]
        indexes = [models.Index(fields=["mission", "review_on"])]

    def __str__(self) -> str:
        return " · ".join((self.place.name, word(self.actor), word(self.harm)))


class InformationNeed(Record):
    """A question whose answer would change what is decided: of which post of the mission, by when.

    Only posts of the mission are asked: communities, contacts of the alert network and partners may
    volunteer, and are never tasked. It is answered by its answer alone.
    """

    searched = ("question", "answer")

    class How(models.TextChoices):
        VISIT = "visit", _("visit")
        PATROL = "patrol", _("patrol")
        CALL = "call", _("call")

    class State(models.TextChoices):
        OVERDUE = "overdue", _("overdue")
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")

    ASKABLE = tuple(
        name for names in FACTORS.values() for name in names if name != "targeted identity"
    )
    """Factors that may be asked about: who people are is in a compartment."""

    question = models.CharField(max_length=300)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="questions")
    factor = models.CharField(
        max_length=40, choices=[(name, _(name)) for name in ASKABLE], blank=True
    )
    decision = models.CharField(max_length=300)  # which it serves
    how = models.CharField(max_length=6, choices=How)
    asked_of = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    exposure_check = models.TextField()  # so that asking endangers nobody
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)  # a post
    says = models.PositiveSmallIntegerField(null=True, blank=True)  # of the factor, 1 to 5

    class Meta:
        indexes = [models.Index(fields=["mission", "answered_on", "due_on"])]

    def __str__(self) -> str:
        return self.question

    def state(self, on: date) -> InformationNeed.State:
        """How it stands on a day."""
        if self.answered_on is not None:
            return self.State.ANSWERED
        return self.State.OVERDUE if self.due_on < on else self.State.OPEN


class Week(IdRow):
    """One weekly cycle: frozen on Monday, scored by people, adopted on Thursday (W3)."""

    class State(models.TextChoices):
        OPEN = "open", _("open for answers")
        MODERATED = "moderated", _("moderated")
        ADOPTED = "adopted", _("adopted")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    monday = models.DateField()
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    frozen_at = models.DateTimeField()
    frozen_by_id = models.UUIDField()
    adopted_at = models.DateTimeField(null=True)
    adopted_by_id = models.UUIDField(null=True)
    note = models.CharField(max_length=500, blank=True)
    lists = models.JSONField(default=dict)  # stale risks, places never assessed, tripped places
    snapshot = models.JSONField(default=list)  # the ranked lines as adopted
    moved = models.JSONField(default=list)  # what moved since the week before, and why

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "monday"], name="week_once")]


class Hotspot(IdRow):
    """One of at most 25 lines of a week, with at most 8 prefilled answers."""

    week = models.ForeignKey(
        Week, on_delete=models.CASCADE, related_name="hotspots", db_index=False
    )
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="weeks")
    suggested = models.ForeignKey(
        SuggestedRisk, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.PositiveSmallIntegerField()
    because = models.JSONField(default=list)  # why it is asked: priority, stale, tripwire
    answers = models.JSONField(default=list)  # [{factor, value, low, high, why, was, at}]
    no_change = models.BooleanField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    moderation = models.CharField(max_length=500, blank=True)
    red_team = models.CharField(max_length=500, blank=True)
    moderated_by_id = models.UUIDField(null=True)
    moderated_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "risk"], name="hotspot_once")]


class ScoreDraft(models.Model):
    """Answers that a person has begun to give of a line, for themselves alone: no version, no
    history, in no list, gone once they propose a value or discard it."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    risk = models.ForeignKey("Risk", on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.UUIDField()
    began = models.PositiveIntegerField()  # the version of the line they were given on
    answers = models.JSONField()  # as sent: by factor, and gravity, owner, reason
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "person_id"], name="score_draft_once")
        ]


class LastLook(models.Model):
    """When a person last looked at the situation: "what changed since" starts there."""

    person_id = models.UUIDField()
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "mission"], name="look_once")]


from tutela_web.risk.agreed import models as agreed_models  # noqa: E402, F401 # found by Django here
