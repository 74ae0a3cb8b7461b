"""A community as it lives: what it told of itself, what it does for itself, what it was asked.

What an attacker would want lies in a table of its own, sealed, beside which nothing else points to
it: no other table holds its ids, so that who may not read it finds no trace (ADR 0071).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela_web.access.models import Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.places.models import Place
from tutela_web.places.profile.spoken import AskedOnce, SpokenWords
from tutela_web.records.models import Record

TELLERS = [
    ("women", _("women")),
    ("men", _("men")),
    ("girls and boys", _("girls and boys, with Child Protection")),
    ("older people", _("older people")),
    ("people with disabilities", _("people with disabilities")),
    ("displaced people", _("displaced people")),
    ("minority", _("a minority here")),
    ("committee", _("the local protection committee")),
    ("leaders", _("leaders and representatives")),
    ("seen", _("seen by the office itself")),
]
"""Who described something: classes of people, never a person."""

LEADERS_ONLY = frozenset({"leaders"})
AT_RISK = frozenset(name for name, _words in TELLERS) - LEADERS_ONLY - {"committee", "seen"}
"""Those a danger is about, beside those who speak for them."""


class Bearing(models.TextChoices):
    """What a fact does to how exposed people are; blank is not known."""

    UNKNOWN = "", _("not known")
    EXPOSES = "exposes", _("exposes people")
    PROTECTS = "protects", _("protects people")
    NEITHER = "neither", _("neither")


class OfCommunity(Record):
    """Something of one community. It is read with the community, and lies in its area."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class InSentences(models.Model):
    """A record whose free words lie in sentences of their own (`ClosedSentence`): its own table and
    its versions hold none of them."""

    hiding = AskedOnce(null=True, blank=True)  # whether they say where people hide or flee to

    class Meta:
        abstract = True


class Told(OfCommunity):
    """Something a community told of itself: by whom it was described, and when."""

    LISTED = {"told_by": TELLERS}

    told_by = models.JSONField(default=list)  # classes of TELLERS
    told_on = models.DateField()

    class Meta:
        abstract = True


class CommunityFact(Told, InSentences):
    """An open fact: what a place is like to live in, in words that lead nobody to anybody."""

    class Topic(models.TextChoices):
        TERRAIN = "terrain", _("terrain")
        ISOLATION = "isolation", _("isolation")
        SEASON = "season access", _("access by season")
        NIGHT = "night access", _("access at night")
        PROTECTORS = "protectors", _("protectors present")
        DISPLACEMENT = "displacement", _("causes of displacement")
        WATER = "water", _("water")
        FIREWOOD = "firewood", _("firewood")
        MARKET = "market", pgettext_lazy("routine", "market")
        FIELDS = "fields", _("fields")
        SCHOOL = "school", pgettext_lazy("routine", "school")
        WORSHIP = "worship", _("worship")
        MIGRATION = "migration", _("seasonal migration")

    class Runs(models.TextChoices):
        """How a routine stands; blank for what is none, and for what nobody said."""

        UNKNOWN = "", _("not known")
        GOES_ON = "goes on", _("goes on")
        CHANGED = "changed", _("changed")
        STOPPED = "stopped", _("stopped")

    topic = models.CharField(max_length=20, choices=Topic)
    says = SpokenWords(max_length=1000, blank=True)
    bears = models.CharField(max_length=10, choices=Bearing, blank=True, default="")
    runs = models.CharField(max_length=10, choices=Runs, blank=True, default="")
    runs_since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_topic_display()}"


class OwnMeasure(Told, InSentences):
    """What people do to protect themselves, and what of the mission's supports it."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("local protection committee")
        PLAN = "plan", _("community protection plan")
        TOGETHER = "together", _("going together")
        WARNING = "warning", _("warning one another")
        TALKS = "talks", _("talking with those who threaten")
        OTHER = "other", _("another way")

    class Works(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("works")
        PARTLY = "partly", _("works at times")
        STOPPED = "stopped", _("was given up")
        DANGER = "danger", _("drew danger")

    kind = models.CharField(max_length=10, choices=Kind)
    says = SpokenWords(max_length=1000, blank=True)
    who = SpokenWords(max_length=160, blank=True)  # a group, never a person
    works = models.CharField(max_length=10, choices=Works, blank=True, default="")
    tasks = models.JSONField(default=list, blank=True)  # codes of taskings and lines
    support = SpokenWords(max_length=400, blank=True)  # what supports it, in words
    instead = models.BooleanField(null=True, blank=True)  # whether the support takes its place
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_kind_display()}"


class CommunityNeed(OfCommunity):
    """What the office writes for all who read the place: an escort is useful here. It names no fact
    behind it; window and stretch go to the unit that is asked (`outreach.escorts`)."""

    class Need(models.TextChoices):
        ESCORT = "escort", _("an escort is useful here")
        PRESENCE = "presence", _("presence is useful here")
        NIGHT = "night", _("cover at night is useful here")
        KEEP_AWAY = "keep away", _("presence here would expose people")

    need = models.CharField(max_length=10, choices=Need)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_need_display()}"


class CommunityRole(OfCommunity, InSentences):
    """A part a community could take in warning and protection, and what became of asking it."""

    LISTED = {"reached": TELLERS}

    class Part(models.TextChoices):
        WARN = "warn", _("warn of danger")
        INFORM = "inform", _("tell what it sees, unasked")
        COMMITTEE = "committee", _("sit on the protection committee")
        GUIDE = "guide", _("say where and when presence helps")
        MEDIATE = "mediate", _("talk with neighbours")
        OTHER = "other", _("another part")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        OFFERED = "offered", _("offered by the community")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        NOT_INTERESTED = "not interested", _("not interested")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Bound(models.TextChoices):
        NONE = "", _("not said")
        INFORMAL = "informal", _("informal understanding")
        AGREED = "agreed", _("agreed")

    class Answer(models.TextChoices):
        """An answer to a question of danger; blank: nobody asked it."""

        NOT_ASKED = "", _("not asked")
        NO = "no", _("no")
        YES = "yes", _("yes")
        UNKNOWN = "unknown", _("asked, and not known")

    class Consent(models.TextChoices):
        NOT_ASKED = "", _("not asked")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")

    part = models.CharField(max_length=10, choices=Part)
    says = SpokenWords(max_length=400, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.ASKED)
    bound = models.CharField(max_length=10, choices=Bound, blank=True, default="")
    consulted_on = models.DateField(null=True, blank=True)
    reached = models.JSONField(default=list, blank=True)  # classes of TELLERS
    consent = models.CharField(max_length=8, choices=Consent, blank=True, default="")
    seen_with_us = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    reprisal = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    drawn_on_others = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    could_refuse = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    eased_by = SpokenWords(max_length=400, blank=True)
    review_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = SpokenWords(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_part_display()}"


DANGERS = (
    ("seen_with_us", _("Would they be seen with the mission?")),
    ("reprisal", _("Could they suffer reprisal for it?")),
    ("drawn_on_others", _("Could it draw an attack on those around them?")),
    ("could_refuse", _("Could they have refused without loss?")),
)
"""The questions by which the danger of a part is weighed, by the field that holds the answer."""


class PartnerAdvice(OfCommunity, InSentences):
    """What a partner the community trusts advised before contact, and what changed. The partner's
    name is a closed fact."""

    class Before(models.TextChoices):
        VISIT = "visit", _("a first visit")
        CONSULTATION = "consultation", _("a consultation")
        CHANNEL = "channel", _("a contact of the alert network")
        SURVEY = "survey", _("a survey")
        OTHER = "other", _("another contact")

    before = models.CharField(max_length=12, choices=Before)
    asked_on = models.DateField()
    advice = SpokenWords(max_length=1000, blank=True)
    changed = SpokenWords(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_before_display()}"


class ClosedFact(Told):
    """What an attacker would want: for the collecting office and the POC adviser alone.

    No other table points here, and `area` is not what opens it: that is the area of the place.
    """

    class Topic(models.TextChoices):
        ROUTINE = "routine", _("routine by hour and route")
        WATCH = "watch", _("hours of the watch")
        SIGNAL = "signal", pgettext_lazy("of a watch", "signals")
        PACT = "pact", _("local pact")
        MEMBERS = "members", _("who takes part, by function")
        PARTNER = "partner", _("trusted partner that was asked")

    topic = models.CharField(max_length=10, choices=Topic)
    words: Any = SealedField(default="", editable=True)
    window: Any = SealedField(null=True, blank=True, editable=True)  # of a routine, for an escort
    stretch: Any = SealedField(null=True, blank=True, editable=True)
    advice = models.UUIDField(null=True, blank=True)  # the advice a partner gave

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.get_topic_display()}"


class ClosedSentence(OfCommunity):
    """One sentence that was told of a community, sealed under a key of its own.

    It is read by the collecting office and the POC adviser until that office opens it to all who
    read its record. Destroying its key destroys it, in versions and backups too. Nothing points
    here: the id of the open record stands in this table, never the other way (ADR 0101).
    """

    record = models.UUIDField(db_index=True)  # the open record it was told with
    field = models.CharField(max_length=20)  # and in which of its fields of words
    number = models.PositiveIntegerField(default=0)  # its turn among them
    words: Any = SealedField(default="", editable=True)
    earlier = models.BooleanField(default=False)  # stood in a version that was corrected
    hiding = models.BooleanField(null=True, blank=True)  # True is never opened
    opened_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(  # who asked to destroy it
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sealed_on = models.DateField(null=True, blank=True)  # held: read by nobody, destroyed later
    words_destroyed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["record", "field", "number", "entered_at"]
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {_('a sentence')}"


SpokenRecord = CommunityFact | OwnMeasure | CommunityRole | PartnerAdvice
"""A record whose words lie in sentences."""
