"""Imported events, which nobody may change, and incidents, which the mission writes itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Asked, Compartment, DutyArea, Mission, Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.access.vault.models import ConsentPurpose
from tutela_web.actors.models import Actor
from tutela_web.base.ids import SealedIdModel, new_id, random_id
from tutela_web.base.models import Batch, IdRow
from tutela_web.places.models import PlacedRecord

EVENTS = "events"
"""The kind of batch this room brings in."""

EVENT_FIX = "event_fix"
"""The kind of batch that shows one event as a person fixed it."""

ACT = "import_records"
"""The act of bringing one in."""

CHECK, IMPORT, PLACE = "check_events", "import_events", "place_events"
"""Kinds of job: the dry run of a file, its import, and finding events' areas anew."""


class EventFields(SealedIdModel, models.Model):
    """One imported event: the core's columns, the batch that brought it, the one that replaced it.

    Seen while first_batch is published and not undone, and superseded_batch is not.
    """

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the longer indexes begin with it; each index slows an import
    first_batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    superseded_batch = models.ForeignKey(
        Batch, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.SET_NULL, related_name="+")
    line = models.PositiveIntegerField(default=0)
    classification = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    source_ref = models.CharField(max_length=120, null=True)
    source_version = models.CharField(max_length=60, null=True)
    grain = models.CharField(max_length=14)
    date_start = models.DateField(null=True)
    date_end = models.DateField(null=True)
    date_precision = models.PositiveSmallIntegerField(null=True)
    year = models.SmallIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place_precision = models.PositiveSmallIntegerField(null=True)
    place = models.CharField(max_length=300, null=True)
    adm1 = models.CharField(max_length=200, null=True)
    adm2 = models.CharField(max_length=200, null=True)
    country = models.CharField(max_length=120, null=True)
    iso3 = models.CharField(max_length=3, null=True)
    violence = models.CharField(max_length=12, null=True)
    harm = models.CharField(max_length=60, null=True)
    side_a = models.JSONField(null=True)
    side_b = models.JSONField(null=True)
    deaths = models.IntegerField(null=True)
    deaths_low = models.IntegerField(null=True)
    deaths_high = models.IntegerField(null=True)
    civilian_deaths = models.IntegerField(null=True)
    injured = models.IntegerField(null=True)
    abducted = models.IntegerField(null=True)
    reports = models.IntegerField(null=True)
    grade = models.CharField(max_length=4, null=True)

    class Meta:
        abstract = True


class Event(EventFields):
    """An event outside every compartment."""

    class Meta:
        indexes = [
            models.Index(fields=["mission", "date_end"]),
            models.Index(fields=["mission", "source", "source_id"]),
            models.Index(fields=["mission", "classification"]),  # the few that are not kept
        ]


class ClosedEvent(EventFields):
    """An event of a compartment: a table apart, so that no open query can reach it.

    Where it happened and who did it, as the file named them, lie sealed under the import's key;
    positions and figures are columns, because scores rest on them.
    """

    sealed_under = "first_batch_id"
    sealed_about = ("source", "source_id")

    compartment = models.CharField(max_length=20, choices=Compartment)
    place: Any = SealedField(null=True)
    adm1: Any = SealedField(null=True)
    adm2: Any = SealedField(null=True)
    side_a: Any = SealedField(null=True)
    side_b: Any = SealedField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["mission", "compartment", "date_end"]),
            models.Index(fields=["mission", "source", "source_id"]),
        ]


class EarlierSupersession(models.Model):
    """Kept when an undone batch had replaced an event: "as known on" a day between stays true."""

    event_id = models.BigIntegerField()
    closed = models.BooleanField(default=False)  # whether the id is a ClosedEvent's
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "closed", "batch"], name="replaced_once")
        ]


class EventIdentity(models.Model):
    """Compartment group identity: the people's name an event file gave an actor (g18)."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    side = models.CharField(max_length=6)
    name = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["mission", "source", "source_id"])]


class Matching(IdRow):
    """Which column is which field of an event, and what its words mean, kept under a name for the
    next file like it: one with the same columns finds it by itself."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    fields = models.JSONField()
    shape = models.CharField(max_length=64, blank=True)  # of the columns of the files it was for
    regions = models.JSONField(null=True)  # parts of the file that a person drew, to be found again
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="matching_name_once")
        ]
        indexes = [models.Index(fields=["mission", "shape"])]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """A cell of a refused row as a person mended it: the file itself stays as it came.

    Never changed: a later correction of the same cell stands beside it, and counts. What it says is
    sealed under the import's key, as the file is.
    """

    sealed_under = "batch_id"
    sealed_about = ("sheet", "line", "column")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField()
    column = models.TextField()
    said: Any = SealedField(default="", blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    shape = models.CharField(max_length=64, blank=True)  # of the source: the digest of its columns
    row = models.CharField(max_length=64, blank=True)  # keyed digest of the row as it came

    class Meta:
        indexes = [
            models.Index(fields=["batch", "line"]),
            models.Index(fields=["shape", "row"]),
        ]


class RowApart(models.Model):
    """A row of a file that may tell of misconduct by personnel: to every reader of the file it is
    not there. Its words lie with the case of the same fingerprint (conduct)."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+", db_index=False)
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["fingerprint"])]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "line"], name="row_apart_once")
        ]


class ImportChoice(models.Model):
    """What a person chose for the reading of a file, beside its columns."""

    batch = models.OneToOneField(
        Batch, primary_key=True, on_delete=models.CASCADE, related_name="choice"
    )
    hidden_sheets = models.BooleanField(default=False)
    regions = models.JSONField(null=True)  # the parts of the file that are read; else as found
    own = models.BooleanField(default=False)  # a log of the mission itself: its words are kept
    as_incidents = models.BooleanField(default=False)  # its rows become incidents of the office
    shape = models.CharField(max_length=64, blank=True)  # of the columns: the next file's choice
    by_id = models.UUIDField()
    at = models.DateTimeField()


class NameToSettle(SealedIdModel, models.Model):
    """A name of an actor, or a word for what happened, that nobody of the mission settled yet.

    The dry run finds them anew each time. What the file says is sealed under the import's key.
    """

    class Kind(models.TextChoices):
        ACTOR = "actor", _("actor")
        HARM = "harm", _("what happened")

    sealed_under = "batch_id"
    sealed_about = ("kind", "order")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="names", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind)
    order = models.PositiveIntegerField()
    said: Any = SealedField()
    number = models.PositiveIntegerField()  # rows that say it
    lines = models.JSONField(default=list)  # the first of them
    compartment = models.CharField(max_length=20, blank=True)  # where closed rows alone say it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "order"], name="name_to_settle_once")
        ]


class NameMeaning(IdRow):
    """What a person said that a name, or a word for what happened, means in files of one source:
    asked once, remembered. It is found by a keyed digest of the folded word."""

    class Means(models.TextChoices):
        OURS = "ours", _("one of ours")
        NEW = "new", _("a new actor")
        NOBODY = "unknown", _("nobody known")
        LEAVE_OUT = "leave_out", _("leave out")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    shape = models.CharField(max_length=64)  # of the source: the digest of its columns
    kind = models.CharField(max_length=5, choices=NameToSettle.Kind)
    digest = models.CharField(max_length=64)
    said: Any = SealedField()
    means = models.CharField(max_length=9, choices=Means)
    actor = models.ForeignKey(Actor, null=True, on_delete=models.PROTECT, related_name="+")
    harm = models.CharField(max_length=60, blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "shape", "kind", "digest"], name="name_meaning_once"
            )
        ]


class RowFix(models.Model):
    """What a person says that a row tells, beside what was read from it: it counts for this row
    in every file that brings it again. The last one counts; none is ever changed."""

    sealed_under = "batch_id"
    sealed_about = ("source", "source_id")

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="row_fixes")
    edition = models.ForeignKey(
        Batch, null=True, on_delete=models.CASCADE, related_name="+"
    )  # what shows it, where the row had come in
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    said: Any = SealedField()  # field -> value
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mission", "source", "source_id"])]


class RowWords(models.Model):
    """What stands in the row an event or an incident came of, beside what was read from it.

    Of the mission's own log the whole row, names of persons masked; of a file of others its short
    cells of the fields that were read, and no account. Sealed under the import's key.
    """

    sealed_under = "batch_id"
    sealed_about = ("source", "source_id")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="row_words", db_index=False
    )
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField()
    cells: Any = SealedField(null=True)  # what stands under each head
    fields = models.JSONField(default=dict)  # the head of each field, and of the account
    read_from = models.JSONField(default=dict)  # of what each value was read: see imports.settling

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "source", "source_id"], name="row_words_once")
        ]
        indexes = [models.Index(fields=["source", "source_id"])]


class RowIncident(models.Model):
    """The incident that a row of the office's own log became: sent again it is known."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    incident = models.ForeignKey(
        "Incident", null=True, on_delete=models.CASCADE, related_name="+"
    )  # none where all of it lies in a compartment

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "source", "source_id"], name="row_incident_once"
            )
        ]


class PairDecision(models.TextChoices):
    """What a person says of two records that may be one event."""

    LEAVE_OUT = "leave_out", _("the same: left out")
    LEAVE_OTHER = "leave_other", _("the same: the other row left out")
    APART = "apart", _("different: imported")
    REPLACE = "replace", _("newer version: replaces what is here")


class Double(SealedIdModel, models.Model):
    """A row of a file that may be the event of another record, and what a person decided.

    The dry run finds the pair anew each time; a decision stays with the two records' ids.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="doubles", db_index=False
    )
    order = models.PositiveIntegerField()
    row = models.CharField(max_length=180)  # source:its id, as in the file
    line = models.PositiveIntegerField()
    fate = models.CharField(max_length=8)  # whether the row is new, or changes itself
    facts = models.JSONField()
    other = models.CharField(max_length=180)
    other_line = models.PositiveIntegerField(null=True)  # null where it is an event here
    other_fate = models.CharField(max_length=8, blank=True)
    other_facts = models.JSONField(null=True)  # an event here is read under the policy instead
    score = models.FloatField()
    km = models.FloatField()
    days = models.PositiveIntegerField()
    decision = models.CharField(max_length=12, choices=PairDecision, blank=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "order"])]
        constraints = [models.UniqueConstraint(fields=["batch", "row", "other"], name="pair_once")]


class AlikePairs(SealedIdModel, models.Model):
    """The likely doubles between a file and another that are not listed one by one, packed; and
    what a person decided of all of them."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="alike")
    other = models.ForeignKey(  # null for the file itself
        Batch, null=True, on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveIntegerField()  # of pairs
    packed = models.BinaryField()
    decision = models.CharField(max_length=12, choices=PairDecision, blank=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)


class HeldRow(SealedIdModel, models.Model):
    """A row of a file that does not come in before a person looked at it, and what he said.

    The dry run finds them anew each time; what was said of a row stays while the row says the same.
    What the row itself says is sealed under the import's key, as the file is.
    """

    sealed_under = "batch_id"
    sealed_about = ("row",)

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="held_rows", db_index=False
    )
    row = models.CharField(max_length=180)  # source:its id, as in the file
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField()
    compartment = models.CharField(max_length=20, blank=True)
    fate = models.CharField(max_length=8)  # whether it is new, or changes an event here
    why: Any = SealedField()
    why_without_words = models.JSONField()  # for who may not read the file itself
    facts: Any = SealedField()
    take_in = models.BooleanField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "line"])]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="held_once")]


class Verification(models.TextChoices):
    REPORTED = "reported", _("reported")
    UNDER_VERIFICATION = "under_verification", _("under verification")
    VERIFIED = "verified", _("verified")
    CORROBORATED = "corroborated", _("corroborated")
    COULD_NOT_VERIFY = "could_not_verify", _("could not verify")
    REFUTED = "refuted", _("refuted")
    DUPLICATE = "duplicate", _("duplicate")
    WITHDRAWN = "withdrawn_for_safety", _("withdrawn for safety")


NOT_SCORED = (Verification.REFUTED, Verification.DUPLICATE, Verification.WITHDRAWN)
"""What counts in no score, rank or total."""


class Attribution(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    PROBABLE = "probable", _("probable")
    SUSPECTED = "suspected", _("suspected")
    UNKNOWN = "unknown", _("unknown")


class Motive(models.TextChoices):
    """Why it was done, as far as somebody of the mission can say. Who people are is no motive
    here, and no motive is ever guessed from words. Source: Holt and Taylor, terms of reference 1.
    """

    UNKNOWN = "unknown", _("not known")
    CRIMINAL = "criminal", _("criminal gain")
    POLITICAL = "political", _("political")
    RETALIATION = "retaliation", _("retaliation")
    RESOURCES = "resources", _("land, water or other resources")
    OTHER = "other", _("another motive")


class Reliability(models.TextChoices):
    """How reliable a source is, graded apart from what it says. Source: the admiralty code."""

    A = "A", _("A reliable")
    B = "B", _("B usually reliable")
    C = "C", _("C fairly reliable")
    D = "D", _("D not usually reliable")
    E = "E", _("E unreliable")
    F = "F", _("F cannot be judged")


class Credibility(models.TextChoices):
    """How credible what was said is, graded apart from who said it. Source: the admiralty code."""

    CONFIRMED = "1", _("1 confirmed by others")
    PROBABLE = "2", _("2 probably true")
    POSSIBLE = "3", _("3 possibly true")
    DOUBTFUL = "4", _("4 doubtful")
    IMPROBABLE = "5", _("5 improbable")
    UNJUDGED = "6", _("6 cannot be judged")


class IncidentFields(PlacedRecord):
    """What happened and to whom, as the mission holds it; figures are superseded, never erased."""

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    harms = models.JSONField(default=list)
    perpetrator = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    other_perpetrators = models.JSONField(
        default=list, blank=True
    )  # names, as the mission has them
    attribution = models.CharField(max_length=10, choices=Attribution, default=Attribution.UNKNOWN)
    motive = models.CharField(max_length=11, choices=Motive, default=Motive.UNKNOWN)
    killed = models.PositiveIntegerField(null=True, blank=True)
    killed_low = models.PositiveIntegerField(null=True, blank=True)
    killed_high = models.PositiveIntegerField(null=True, blank=True)
    civilians_killed = models.PositiveIntegerField(null=True, blank=True)
    injured = models.PositiveIntegerField(null=True, blank=True)
    abducted = models.PositiveIntegerField(null=True, blank=True)
    displaced = models.PositiveIntegerField(null=True, blank=True)
    verification = models.CharField(
        max_length=20, choices=Verification, default=Verification.REPORTED
    )
    grade = models.CharField(max_length=2, blank=True)
    prior_warning = models.BooleanField(null=True, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Incident(IncidentFields):
    """An incident outside every compartment."""

    reference = models.CharField(max_length=20, blank=True)  # as said over a radio: BRI-1122-I03
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="incident_number_once"),
            models.UniqueConstraint(
                fields=["mission", "reference"],
                name="incident_reference_once",
                condition=~models.Q(reference=""),
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "event_from"]),
            models.Index(fields=["mission", "verification"]),
            models.Index(fields=["mission", "latitude"]),
        ]

    def search_words(self) -> str:
        """What the incident is looked for by: its words, the place as said, and perpetrators that
        were named in words. One of the list of actors is found there."""
        return " ".join([self.title, self.place_said, self.summary, *self.other_perpetrators])


class ClosedIncident(IncidentFields):
    """The part of an incident, or an incident, that belongs to a compartment.

    Its id is random and its number counts in its compartment alone: neither tells of what others
    hold. Its words are sealed, here and in its versions; the key lies in the keys database.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    title: Any = SealedField()
    summary: Any = SealedField(default="", blank=True)
    place_said: Any = SealedField(default="", blank=True)
    other_perpetrators: Any = SealedField(default=list, blank=True)
    grave: Any = SealedField(null=True, blank=True)  # grave violations against children
    forms_of_violence: Any = SealedField(null=True, blank=True)
    open_part = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="closed_parts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "compartment", "number"], name="closed_number_once"
            )
        ]


class Danger(models.TextChoices):
    """Whether the harm of a closed record goes on: how long its open part may wait."""

    PAST = "past", _("it is over")
    IMMINENT = "imminent", _("it is feared here within a day")
    ONGOING = "ongoing", _("it is going on now")


class OpenRelease(models.Model):
    """What the open list may say of a closed record: asked by its recorder, decided by its office.

    Where people are in danger now and the office does not decide in time, the wording agreed
    beforehand goes out: area, hazard, now.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its office")
        AGREED = "agreed", _("the agreed wording went out; its office has not decided")
        APPROVED = "approved", _("approved")
        WITHHELD = "withheld", _("nothing more is told")

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    part = models.OneToOneField(ClosedIncident, on_delete=models.CASCADE, related_name="release")
    harms = models.JSONField(default=list)  # the harms of no compartment
    danger = models.CharField(max_length=8, choices=Danger, default=Danger.PAST)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when the agreed wording goes out
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]


class AskedConsent(models.TextChoices):
    """What a survivor said when asked; nobody asked is not agreed."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    NOT_ASKED = "not_asked", _("not asked")


class SurvivorReferral(models.Model):
    """Whether a survivor was referred through the inter-agency pathway, and the consent to it.

    Yes or no and the day: no name, no service and no case, which lie with those who help. A line is
    never changed: what comes later stands beside it, and a consent that was withdrawn says since
    when.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    part = models.ForeignKey(
        ClosedIncident, on_delete=models.CASCADE, related_name="referrals", db_index=False
    )
    referred = models.BooleanField()
    on = models.DateField()
    consent = models.CharField(max_length=9, choices=AskedConsent, default=AskedConsent.NOT_ASKED)
    purpose = models.CharField(
        max_length=12, choices=ConsentPurpose, default=ConsentPurpose.REFERRAL
    )
    said_on = models.DateField(null=True)
    guardian = models.BooleanField(default=False)  # for a child, in the child's best interests
    withdrawn_on = models.DateField(null=True)
    kept_post = models.CharField(max_length=160)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["part", "kept_at"])]

    @property
    def holds(self) -> bool:
        """Whether the survivor agrees today."""
        return self.consent == AskedConsent.GIVEN and self.withdrawn_on is None


class Receipt(models.Model):
    """That a recording was received, so that a resend is known as one.

    Known by a keyed digest of who sent what under which id: without all of it, and the key,
    nobody can ask what was kept.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="+")
    closed = models.ForeignKey(
        ClosedIncident, null=True, on_delete=models.CASCADE, related_name="+"
    )


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other, if safe to say")
    UNKNOWN = "unknown", _("not known")


class Age(models.TextChoices):
    """Bands of age: a table of its own edition, because agencies differ."""

    UNDER_5 = "0-4", _("0 to 4")
    UNDER_12 = "5-11", _("5 to 11")
    UNDER_18 = "12-17", _("12 to 17")
    ADULT = "18-59", _("18 to 59")
    OLD = "60+", _("60 and over")
    CHILD = "child", _("child, age not known")
    UNKNOWN = "unknown", _("not known")


class Victims(models.Model):
    """Victims of one harm by sex and age group; unknown is always allowed.

    A line is never changed: a newer count ends it (`ended_at`) and stands beside it.
    """

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="victims")
    harm = models.CharField(max_length=60)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    age = models.CharField(max_length=8, choices=Age, default=Age.UNKNOWN)
    number = models.PositiveIntegerField()
    entered_at = models.DateTimeField(null=True)
    entered_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True)


class IncidentLink(SealedIdModel, models.Model):
    """What an incident rests on: an imported event, put there by a person, and when."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="links")
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    came_with = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the incident it was linked to before a merge: unmerging sends it back
    linked_by_id = models.UUIDField()
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "source", "source_id"], name="event_one_incident"
            )
        ]


class Compared(models.Model):
    """A person looked at two records that may be one event, and decided."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.CharField(max_length=180)  # incident:<id> or event:<source>:<its id>
    second = models.CharField(max_length=180)
    same = models.BooleanField()
    score = models.FloatField(null=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "first", "second"], name="compared_once")
        ]


class VerificationProposal(Asked):
    """Somebody of human rights finds an incident verified; a second person agrees, or does not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="proposals")
    reason = models.CharField(max_length=100)


class BesideIncident(models.Model):
    """What an office says of an incident beside it: never changed, never taken away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    office = models.CharField(max_length=160)  # the post, as said then
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class SeenIncident(BesideIncident):
    """That a patrol or an office saw it with its own eyes: "confirmed by" it, and not verified."""

    seen_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["incident", "at"])]


class DissentOnIncident(BesideIncident):
    """That an office does not agree with a figure or an attribution, and why."""

    version = models.PositiveIntegerField()  # of the incident, that it does not agree with

    class Meta:
        indexes = [models.Index(fields=["incident", "at"])]
