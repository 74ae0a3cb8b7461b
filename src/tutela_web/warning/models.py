"""Alerts, what was told of each, how far each has come, its clocks, and who was told.

What was said and done is appended and never changed: reports, moments, levels, steps, notices.
`AlertNow` says where an alert stands; it follows from these, and is made again at every change.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.places.sites import site_said
from tutela_web.access.models import DutyArea, Mission, Person, Post
from tutela_web.access.vault.fields import SealedField
from tutela_web.actors.models import Actor
from tutela_web.base.clock import real_now
from tutela_web.base.ids import random_id
from tutela_web.base.models import IdRow
from tutela_web.incidents.models import ClosedIncident
from tutela_web.places.models import Place, PlacedRecord
from tutela_web.places.profile.models import CommunityRole
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk
from tutela_web.warning.alert_result import AlertResult
from tutela_web.warning.levels import AlertLevel
from tutela_web.warning.thread_parts import ReadPart


class AlertState(models.TextChoices):
    """How far an alert has come; in the order of the core's STATES, then the other end."""

    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    DECIDED = "decided", _("decided")
    TASKED = "tasked", _("tasked")
    ON_THE_WAY = "on the way", _("on the way")
    ARRIVED = "arrived", _("arrived")
    CLOSED = "closed", _("closed")
    EXPIRED = "expired", _("expired")
    REOPENED = "reopened", _("reopened")


class Channel(models.TextChoices):
    """How word came."""

    WEB = "web", _("a person here")
    FIELD = "field", _("the field app")
    SMS = "sms", _("a text message")
    CALL = "call", _("a call")
    MISSED_CALL = "missed_call", _("a missed call")
    RADIO = "radio", _("radio")
    VISIT = "visit", _("in person")
    PARTNER = "partner", _("a partner")
    TRIPWIRE = "tripwire", _("a tripwire")
    RISK = "risk", _("a risk, opened as a watch")


class Spoken(models.TextChoices):
    """How somebody answered who did not answer here: who heard them writes it down."""

    RADIO = "radio", _("by radio")
    PHONE = "phone", _("by telephone")
    PERSON = "person", _("in person")
    MESSENGER = "messenger", _("by a messenger service")
    OTHER = "other", _("by another way")


FROM_PEOPLE = (
    Channel.SMS,
    Channel.CALL,
    Channel.MISSED_CALL,
    Channel.RADIO,
    Channel.VISIT,
    Channel.PARTNER,
)
"""Channels by which somebody of a community tells us, who is owed an answer."""

FEEDBACK = timedelta(hours=72)
"""By when the community is answered. Source: domain reference, W1 step 9."""


def name_where(place: str, town: UUID | None, said: str) -> str:
    """The place as a title, a sign and a row name it: a site that was said before its town.

    Takes   place, the name of the place it was matched to, blank for none; town, the one that place
            lies in, None where it is no site; said, the words for the place.
    """
    return said if place and town is None and site_said(said) else place or said


class Alert(PlacedRecord):
    """The minimum alert: any part may be missing, but it always has a named owner."""

    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, blank=True)  # as said over a radio: BRI-1122-03
    level = models.CharField(max_length=8, choices=AlertLevel, default=AlertLevel.WARNING)
    source = models.CharField(max_length=12, choices=Channel, default=Channel.WEB)
    act = models.CharField(max_length=200, blank=True)  # the act feared
    who = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    whom = models.CharField(max_length=200, blank=True)
    how_many = models.PositiveIntegerField(null=True, blank=True)  # of those who threaten
    affected = models.PositiveIntegerField(null=True, blank=True)  # of those harmed or in danger
    number_said = models.PositiveIntegerField(null=True, blank=True)  # and nobody said of whom
    heading = models.CharField(max_length=120, blank=True)
    how_known = models.CharField(max_length=300, blank=True)
    caller_safe = models.BooleanField(null=True, blank=True)
    onset_from = models.DateTimeField(null=True, blank=True)
    onset_to = models.DateTimeField(null=True, blank=True)
    grade = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True)
    tripwire = models.CharField(max_length=60, blank=True)
    evidence = models.JSONField(default=list, blank=True)  # ids of events
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts"
    )
    words_closed = models.BooleanField(default=False)  # by a person: see ClosedWords
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    own = models.JSONField(default=dict, blank=True)
    """What this alert itself says of its owner and place, where it has those of one joined to it:
    parting gives them back."""

    part: ReadPart | None = None
    """Of an alert as somebody reads it who may not read the one its thread is read from: what they
    may read of the thread. Not kept."""

    result: AlertResult | None = None
    """What came of it, as somebody reads it (`board.results`): it stands where the level stood once
    a person said that the danger ended. Not kept."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="alert_number_once"),
            models.UniqueConstraint(
                fields=["mission", "reference"],
                name="alert_reference_once",
                condition=~models.Q(reference=""),
            ),
        ]
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"AL-{self.number:04}"

    @property
    def where(self) -> str:
        """The place as a title names it; blank where none was said."""
        place = self.place
        return name_where(place.name, place.town_id, self.place_said) if place else self.place_said

    @property
    def standing_said(self) -> str:
        """Its level in words, with the result beside it; the result alone, and who says so, once
        the danger ended."""
        level, result = str(self.get_level_display()), self.result
        if result is None:
            return level
        if not result.ended:
            return f"{level} · {result.words}: {_('the danger lasts')}"
        ended = _("danger ended, according to %(who)s") % {"who": result.ended_by}
        return f"{result.words} · {ended}"

    def search_words(self) -> str:
        """What an alert is looked for by."""
        return " ".join([self.act, self.who, self.whom, self.place_said, self.heading, self.note])


LAPSES_DAYS = 90
"""So long a contact holds before the person must be asked again whether it goes on."""


class NetworkContact(PlacedRecord):
    """A contact of the community alert network. Who it is lies in the vault, under `subject`."""

    class Prefers(models.TextChoices):
        CALL = "call", _("a call")
        SMS = "sms", _("a text message")
        RADIO = "radio", _("radio")
        VISIT = "visit", _("a visit")
        NEVER = "never", _("is never contacted: calls us")

    class SourceRisk(models.TextChoices):
        """What was found when somebody asked whether contact would expose this person."""

        UNKNOWN = "", _("not checked")
        LOW = "low", _("low")
        HIGH = "high", _("high: ask before every contact")
        STOP = "stop", _("contact stopped")

    subject = models.UUIDField(unique=True)
    pseudonym = models.CharField(max_length=20)
    function = models.CharField(max_length=120, blank=True)  # never a name
    languages = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list, blank=True)
    prefers = models.CharField(max_length=8, choices=Prefers, default=Prefers.CALL)
    safe_hours = models.CharField(max_length=60, blank=True)
    delay_minutes = models.PositiveIntegerField(default=0)  # before anybody answers
    source_risk = models.CharField(max_length=4, choices=SourceRisk, blank=True)
    source_risk_on = models.DateField(null=True, blank=True)
    consent = models.BooleanField(null=True, blank=True)
    introduced_by = models.CharField(max_length=120, blank=True)  # the trusted partner asked first
    part = models.ForeignKey(  # of its community, that it stands for
        CommunityRole, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)  # with the person, that it goes on
    test_days = models.PositiveSmallIntegerField(default=7)
    last_test_on = models.DateField(null=True, blank=True)
    last_test_answered = models.BooleanField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def lapses_on(self) -> date:
        """The day on which it lapses, unless the person confirms before that it goes on."""
        since = self.confirmed_on or self.entered_at.date()
        return since + timedelta(days=LAPSES_DAYS)

    def has_lapsed(self, on: date) -> bool:
        """Whether nobody asked the person for so long that the mission may not go on contacting."""
        return self.lapses_on <= on


class NetworkFallback(Record):
    """What is done for a community whose contact does not answer: whom to ask next, and how.

    A function, an office or a pseudonym; never a name and never a number.
    """

    searched = ("whom",)

    class Substitute(models.TextChoices):
        CONTACT = "contact", _("another contact, by pseudonym")
        NEIGHBOUR = "neighbour", _("a neighbouring community")
        OFFICE = "office", _("a local office or leader, by function")
        PARTNER = "partner", _("a partner on the ground")
        RADIO = "radio", _("radio")
        PATROL = "patrol", _("a patrol that looks")
        STAFF = "staff", _("our staff on site")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="fallbacks")
    order = models.PositiveSmallIntegerField(default=1)  # which is tried first
    way = models.CharField(max_length=9, choices=Substitute)
    whom = models.CharField(max_length=160, blank=True)
    after_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # without an answer
    tested_on = models.DateField(null=True, blank=True)
    answered = models.BooleanField(null=True, blank=True)  # when it was tested
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "entered_at"]
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_way_display()}"


class Report(PlacedRecord):
    """One word that came about an event: when, by which channel, and what was said.

    Words that came through a gateway are sealed in the vault under `sealed`; `words` is then empty.
    """

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="reports", db_index=False
    )
    came_with = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the alert it came to before a merge: parting sends it back
    channel = models.CharField(max_length=12, choices=Channel)
    words = models.TextField(blank=True)
    sealed = models.UUIDField(null=True, blank=True)
    contact = models.ForeignKey(
        NetworkContact, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    message = models.UUIDField(null=True, blank=True, unique=True)  # of the ledger
    level = models.CharField(max_length=8, choices=AlertLevel, blank=True)  # as it was said
    act = models.CharField(max_length=60, blank=True)
    first_hand = models.BooleanField(null=True, blank=True)
    caller_safe = models.BooleanField(null=True, blank=True)
    nothing_seen = models.BooleanField(default=False)
    grade = models.CharField(max_length=2, blank=True)
    complete = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["alert", "known_at"]),
            models.Index(fields=["mission", "known_at"]),
        ]


class ClosedWords(models.Model):
    """That a person closed the words of an alert, or opened them again.

    What stood there, in the alert, its reports and their versions, is sealed here row by row; the
    record of the compartment says it in words. More that is said of the alert follows it there.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="closings")
    part = models.OneToOneField(ClosedIncident, on_delete=models.PROTECT, related_name="+")
    harm = models.CharField(max_length=60)
    kept: Any = SealedField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why: Any = SealedField(default="", blank=True)  # why they were opened again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(opened_at=None), name="closed_words_once"
            )
        ]


class RefugeAnswer(models.Model):
    """What a person answered of an alert whose words a judge asked about: whether they say where
    people hide or flee to. They stand for who reads the alert until the danger ends; then what says
    it is sealed here, row by row, under a key of its own, and read by nobody."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="refuge")
    says_it = models.BooleanField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept: Any = SealedField(null=True)
    sealed_at = models.DateTimeField(null=True)


class Owed(IdRow):
    """What a person owes somebody who told us something: by whom, from when, until when.

    Never done by the machine, and never before `not_before`: a handset may be searched.
    """

    class Duty(models.TextChoices):
        CALL_BACK = "call_back", _("call back")
        ACKNOWLEDGE = "acknowledge", _("confirm receipt")
        ADVICE = "advice", _("give advice")
        FEEDBACK = "feedback", _("give feedback on the result")

    class State(models.TextChoices):
        OWED = "owed", _("due")
        GIVEN = "given", _("given")
        UNSAFE = "unsafe", _("unsafe to give")
        NOT_OWED = "not_owed", _("not due")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="owed")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="owed", db_index=False
    )
    what = models.CharField(max_length=11, choices=Duty)
    state = models.CharField(max_length=8, choices=State, default=State.OWED)
    channel = models.CharField(max_length=8, blank=True)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "what"], name="owed_once")]
        indexes = [models.Index(fields=["mission", "state", "due_at"])]


class CallBack(IdRow):
    """A call nobody took, and the call back that is due: one row a number, however often it rang.

    Who rang is not said here: a contact of the network, or a number sealed in the vault under
    `sealed` and known by its keyed hash. A withheld number has neither: nobody can call it back.
    """

    class State(models.TextChoices):
        DUE = "due", _("call back due")
        ALERT = "alert", _("became an alert")
        NOTHING = "nothing", _("nothing wrong")
        UNSAFE = "unsafe", _("unsafe to call back")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    classification = models.PositiveSmallIntegerField()
    address_hash = models.CharField(max_length=64, blank=True)
    contact = models.ForeignKey(
        NetworkContact, null=True, on_delete=models.PROTECT, related_name="call_backs"
    )
    sealed = models.UUIDField(null=True)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="call_backs")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.DUE)
    calls = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)  # the delay the contact needs
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    late_at = models.DateTimeField(null=True)  # when its clock had run out, and who answers knew
    raised_at = models.DateTimeField(null=True)  # when it went to the contact's office
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=real_now)  # real time: boards ask again when it moves

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "address_hash"],
                name="call_back_once",
                condition=models.Q(state="due") & ~models.Q(address_hash=""),
            )
        ]
        indexes = [
            models.Index(fields=["mission", "state", "due_at"]),
            models.Index(fields=["mission", "changed_at"]),
        ]


class Courtesy(IdRow):
    """A text that opens no alert: a test of the line, thanks, or that all is calm. Its words are
    sealed in the vault; who sent it, as of a call back, is a contact or a keyed hash."""

    class Kind(models.TextChoices):
        TEST = "test", _("test")
        THANKS = "thanks", _("thanks")
        CALM = "calm", _("all calm")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    classification = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField()
    place_said = models.CharField(max_length=200, blank=True)
    contact = models.ForeignKey(
        NetworkContact, null=True, on_delete=models.PROTECT, related_name="courtesies"
    )
    address_hash = models.CharField(max_length=64)
    sealed = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["mission", "at"])]


class AlertMoment(IdRow):
    """Something that happened to an alert: a state, or a moment beside the states.

    Three times, as everywhere; `by` is who recorded it, none where a rule did; `on_behalf`, the
    post it is said for. Appended, never changed.
    """

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="moments", db_index=False
    )
    name = models.CharField(max_length=14)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)  # the title of `by` at that time
    on_behalf = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)
    inferred = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)  # ids, codes and counts, never words

    class Meta:
        ordering = ["entered_at", "id"]
        indexes = [models.Index(fields=["alert", "entered_at"])]


class AlertHeld(IdRow):
    """A level an alert was given, since when, by whom and why. Appended, never changed."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="held")
    level = models.CharField(max_length=8, choices=AlertLevel)
    since = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["since", "id"]


class AlertStep(IdRow):
    """A clock that ran out, and what was done about it. One row a step, whoever applies it."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps", db_index=False)
    clock = models.CharField(max_length=12)
    rung = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=0)  # how often it was reopened before
    of = models.CharField(max_length=12, blank=True)  # which tasking, where each has its own clock
    due_at = models.DateTimeField()
    applied_at = models.DateTimeField()
    told = models.JSONField(default=list)  # ids of posts
    gaps = models.JSONField(default=list)  # roles whose post was found empty
    barred = models.JSONField(default=list)  # roles held by nobody who may open the alert

    class Meta:
        ordering = ["due_at", "clock", "rung"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "clock", "rung", "round", "of"], name="step_once"
            )
        ]


class WatchDigest(IdRow):
    """The one message of a day that tells somebody, for a post they hold, of every watch."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    messages = models.JSONField(default=list)  # ids in the ledger of messages

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "person", "post", "day"], name="watch_digest_once"
            )
        ]


class AlertNotice(IdRow):
    """One person is to be told of an alert, why and since when; and when they acted on it: said
    that they had read it, or recorded something. Looking at a page is no act."""

    class NoticeReason(models.TextChoices):
        ISSUED = "issued", _("warned")
        STEP = "step", _("a clock ran out")
        OWNER = "owner", _("named as owner")
        LISTENS = "listens", _("subscribed")
        EXPIRED = "expired", _("it expired, nobody decided")
        WORD = "word", _("report after closure")
        ASKED = "asked", _("asked to warn the addressees")
        REOPENED = "reopened", _("its decision is open again")
        UNIT = "unit", _("a unit of it is tasked elsewhere too")
        MISSED = "missed", _("nobody was reached")
        SOME = "some", _("somebody was not reached")
        FLASH = "flash", _("flash report")
        LASTS = "lasts", _("a result is recorded and the danger lasts")
        MOVED = "moved", _("its place was corrected")
        STANDS = "stands", _("it ended and a tasking stands")
        LATE = "late", _("a tasking was answered after its end")
        DENIED = "denied", _("the same number takes it back: hear a second contact")

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=NoticeReason)
    key = models.CharField(max_length=40, blank=True)  # which issue or step: once each
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    about = models.JSONField(default=list)  # ids of people: who was not reached

    OF_OTHERS = (NoticeReason.MISSED, NoticeReason.SOME)
    """Notices that tell of what was sent to others."""

    in_digest = models.BooleanField(default=False)  # of a watch: told once a day, with others
    digest = models.ForeignKey(
        WatchDigest, null=True, on_delete=models.SET_NULL, related_name="notices"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "person", "why", "key"], name="told_once")
        ]
        indexes = [
            models.Index(fields=["person", "opened_at"]),
            models.Index(
                fields=["alert"],
                condition=models.Q(in_digest=True, digest=None),
                name="notice_for_digest",
            ),
        ]


class AlertNow(models.Model):
    """Where an alert stands: made from its moments, levels and steps by `standing.settle`."""

    alert = models.OneToOneField(
        Alert, primary_key=True, on_delete=models.CASCADE, related_name="now"
    )
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=14, choices=AlertState, default=AlertState.RECEIVED)
    open = models.BooleanField(default=True)  # neither closed nor merged away
    round = models.PositiveSmallIntegerField(default=0)
    moments = models.JSONField(default=dict)  # name -> [when, whether inferred], of this round
    dues = models.JSONField(default=dict)  # clock -> when due: not met, and decide
    arrival = models.JSONField(null=True)  # expected first: [when, minutes of way ahead, or none]
    clock = models.CharField(max_length=12, blank=True)  # the next one that runs out, or has
    due_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)  # when that clock began
    next_step_at = models.DateTimeField(null=True)
    next_rung = models.PositiveSmallIntegerField(null=True)  # whom the next step tells
    climbs_since = models.DateTimeField(null=True)  # above field duty level; none: not yet
    confirmed_by = models.CharField(max_length=14, blank=True)  # what lets a warning climb
    reports = models.PositiveIntegerField(default=0)
    channels = models.JSONField(default=dict)  # channel -> how many reports
    newest_at = models.DateTimeField(null=True)
    after_at = models.DateTimeField(null=True)  # of the newest report after closing, not set aside
    settled_at = models.DateTimeField()  # real time: boards ask again when it moves

    class Meta:
        indexes = [
            models.Index(fields=["mission", "open"]),
            models.Index(fields=["mission", "settled_at"]),
            models.Index(fields=["next_step_at"]),
            models.Index(
                fields=["mission"],
                condition=models.Q(after_at__isnull=False),
                name="word_after_closing",
            ),
        ]


class ClockLimit(models.Model):
    """A mission's own limit of a clock at a level; where there is none the shipped one holds."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    clock = models.CharField(max_length=12)
    level = models.CharField(max_length=8, choices=AlertLevel)
    minutes = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "clock", "level"], name="limit_once")
        ]


class AlertParameter(models.Model):
    """A mission's own figure of this room; where there is none the shipped one holds."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=30)
    value = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="alert_parameter_once")
        ]


class Tripped(models.Model):
    """A tripwire of an assessment that opened an alert: once a place, rule and evidence."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "key"], name="tripped_once")]


class Silence(IdRow):
    """A community whose contacts all missed their test or routine call: an alarm, told once.

    Ends when one is heard, or when a person says what was found.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    found = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "place"], condition=models.Q(ended_at=None), name="silent_once"
            )
        ]


class DeskSilence(IdRow):
    """That a person keeps a desk from sounding for some minutes. It runs out by itself, and stops
    no clock."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)  # the title of `by` at that time
    posts = models.JSONField(default=list)  # ids of the posts whose desks are silent
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # before its time
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["mission", "until"])]


class ThreadProposal(IdRow):
    """Two alerts that may tell of one event, and what a person said of it."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        JOINED = "joined", _("one event")
        APART = "apart", _("two events")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, related_name="proposals", db_index=False
    )
    earlier = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="proposed_to")
    likeness = models.FloatField()
    why = models.JSONField()
    made_at = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "earlier"], name="proposed_once")]
        indexes = [models.Index(fields=["mission", "decision"])]


from tutela_web.warning import (  # noqa: E402 - the rest of this room's models
    delivery_models,  # noqa: F401
    inferred_models,  # noqa: F401
)
from tutela_web.warning.mechanisms import models as mechanism_models  # noqa: E402, F401
from tutela_web.warning.sites import models as site_models  # noqa: E402, F401
