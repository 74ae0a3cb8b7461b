"""Joint readings as they are read: blind, or opened for all at once; views heard, and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from tutela.risk.joint import InputState, Span, compare_trends, input_state, span_of
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.readings.models import (
    HeardView,
    JointReading,
    PartyLine,
    PartyReading,
    ReadingParty,
    SituationInput,
)

CONVENE = "convene_reading"
HEARS = "record_heard_view"
GIVES = "give_situation"

ROLES = {
    ReadingParty.HUMAN_RIGHTS: ("human_rights",),
    ReadingParty.HUMANITARIAN: (
        "poc_adviser",
        "head_of_field_office",
        "women_protection_adviser",
        "child_protection_adviser",
    ),
    ReadingParty.JMAC: ("analyst",),
    ReadingParty.FORCE: ("force_commander", "sector_operations", "unit_commander"),
    ReadingParty.POLICE: ("police_commander", "police_unit_commander"),
    ReadingParty.COMMUNITY: ("field_reporter", "head_of_field_office"),
}
"""Whose posts may read for a party: of the mission all. The humanitarian reading is typed by the
post that hears the Cluster's coordinator."""

RECENT = timedelta(days=90)
"""So far back, a view that was heard stands beside a reading."""


def joint_readings_for(standing: Standing) -> QuerySet[JointReading]:
    """The joint readings this person may see: as risks are read, and those their post is asked for
    as far as they are cleared. The latest first."""
    reading = standing.readings.get("risks")
    clearance = reading.clearance if reading else -1
    asked = Q(
        mission=standing.mission.pk,
        compartment="",
        classification__lte=clearance,
        pk__in=PartyReading.objects.filter(post__in=posts_held(standing)).values("reading"),
    )
    cleared = Q(place=None) | Q(place__classification__lte=clearance)
    rows = JointReading.objects.filter((standing.sees_open("risks") & cleared) | asked)
    states = PartyReading.objects.defer("lines", "dissent")  # how far each is, never what it wrote
    rows = rows.order_by("-opens_at", "pk").select_related("mission")
    return rows.prefetch_related(Prefetch("parties", queryset=states))


def posts_of_party(party: ReadingParty, standing: Standing) -> QuerySet[Post]:
    """The posts that may read for a party, by title."""
    rows = Post.objects.filter(mission=standing.mission, role__in=ROLES[party])
    return rows.order_by("title")


def places_named(standing: Standing) -> QuerySet[Place]:
    """The places this person may see, and those of the readings they see: whoever is asked is told
    what about."""
    asked = joint_readings_for(standing).order_by().exclude(place=None).values("place")
    own = places_for(standing).values("pk")
    return Place.objects.filter(Q(pk__in=own) | Q(pk__in=asked), mission=standing.mission)


def own_party(standing: Standing, reading: JointReading) -> list[PartyReading]:
    """What this person's posts are asked to write of a reading, in the order of parties."""
    rows = reading.parties.filter(post__in=posts_held(standing)).select_related("reading", "post")
    order = list(ReadingParty)
    return sorted(rows, key=lambda row: order.index(ReadingParty(row.party)))


def readings_awaited_of(standing: Standing) -> list[JointReading]:
    """The blind readings that wait for a post this person holds, the next to open first."""
    waiting = PartyReading.objects.filter(
        state=PartyReading.State.AWAITED, post__in=posts_held(standing)
    )
    now = clock.now(standing.mission)
    rows = joint_readings_for(standing).filter(pk__in=waiting.values("reading"))
    blind = rows.exclude(opened_by(clock.as_sent(now))).order_by("opens_at", "pk")
    return [reading for reading in blind if reading.open_since(now) is None]


def is_open(standing: Standing, reading: JointReading) -> bool:
    """Whether all who see a reading may read what was written."""
    return reading.open_since(clock.now(standing.mission)) is not None


@dataclass(frozen=True)
class AskedParty:
    """A party of a reading: whom it was asked of, how far it is, and what it wrote.

    told   None while the reading is blind, whoever reads; and of one that did not answer
    """

    party: ReadingParty
    post: Post | None
    state: str
    at: datetime | None
    late: bool
    told: PartyReading | None

    @property
    def state_told(self) -> str:
        """How far it is, in words; empty where it was not asked."""
        return str(PartyReading.State(self.state).label) if self.state else ""


def readings_shown(standing: Standing, reading: JointReading) -> list[AskedParty]:
    """Each party of a reading. The one door to what they wrote: closed while the reading is blind,
    to all, whoever convened it among them; one's own is shown by its form alone."""
    opened = is_open(standing, reading)
    rows = {
        one.party: one for one in reading.parties.select_related("post", "reading").order_by("pk")
    }
    shown = []
    for party in ReadingParty:
        row = rows.get(party)
        if row is None:
            shown.append(AskedParty(party, None, "", None, False, None))
            continue
        answered = row.state == PartyReading.State.ANSWERED
        shown.append(
            AskedParty(
                party,
                row.post,
                row.state,
                row.at,
                row.after_opening(),
                row if opened and answered else None,
            )
        )
    return shown


def subject_places(standing: Standing, reading: JointReading) -> list[Place]:
    """The places a reading is about, in its order, as far as the person is cleared for them."""
    risks = standing.readings.get("risks")
    seen = Place.objects.filter(
        mission=standing.mission,
        classification__lte=risks.clearance if risks else -1,
        pk__in=[subject["place"] for subject in reading.subjects],
    )
    by_id = {str(place.pk): place for place in seen}
    return [by_id[subject["place"]] for subject in reading.subjects if subject["place"] in by_id]


@dataclass(frozen=True)
class HotspotSideBySide:
    """A place of an opened reading: what each party read, in the order of parties, None where it
    wrote nothing of it; how they compare; and the span of probabilities, without whose they are."""

    place: Place
    priority: str
    chance: float | None
    cells: list[PartyLine | None]
    compared: str
    span: Span | None

    def by_party(self, asked: Sequence[AskedParty]) -> list[tuple[AskedParty, PartyLine | None]]:
        """Each party, and what it read of the place."""
        return list(zip(asked, self.cells, strict=True))


def side_by_side(
    standing: Standing, reading: JointReading, asked: Sequence[AskedParty]
) -> list[HotspotSideBySide]:
    """What the parties read of each place, beside each other; nothing while it is blind.

    What was written after opening stands beside the rest and is in no comparison.
    """
    if not is_open(standing, reading):
        return []
    subjects = {subject["place"]: subject for subject in reading.subjects}
    lines = {
        one.party: {line["place"]: line for line in one.told.lines}
        for one in asked
        if one.told is not None
    }
    in_time = {one.party for one in asked if not one.late}
    rows = []
    for place in subject_places(standing, reading):
        key = str(place.pk)
        cells = [lines.get(one.party, {}).get(key) for one in asked]
        compared = [
            cell
            for one, cell in zip(asked, cells, strict=True)
            if cell is not None and one.party in in_time
        ]
        chances = [cell["chance"] for cell in compared if cell["chance"] is not None]
        rows.append(
            HotspotSideBySide(
                place,
                subjects[key]["priority"],
                subjects[key]["chance"],
                cells,
                compare_trends(cell["trend"] for cell in compared),
                span_of(chances),
            )
        )
    return rows


LOOKED_AT = 20
"""Among so many of the latest readings, the last one of a place is looked for."""


def opened_by(now: datetime) -> Q:
    """The readings that are open at a moment, as `JointReading.open_since` tells of one."""
    return Q(opens_at__lte=now) | Q(opened_at__isnull=False)


def opened_readings(standing: Standing) -> QuerySet[JointReading]:
    """The readings this person may see that are open, the latest first."""
    now = clock.now(standing.mission)
    rows = joint_readings_for(standing).filter(opened_by(now), compartment="")
    return rows.order_by(Coalesce("opened_at", "opens_at").desc(), "pk")


def last_opened(
    standing: Standing, *, marking: int | None = None, until: date | None = None
) -> JointReading | None:
    """The joint reading of the mission's hotspots that was opened last, until a day where one is
    given, of those this person may see that are marked no higher."""
    rows = opened_readings(standing).filter(place=None)
    if marking is not None:
        rows = rows.filter(classification__lte=marking)
    if until is None:
        return rows.first()
    return next((row for row in rows.iterator(20) if row.opens_on <= until), None)


@dataclass(frozen=True)
class JointOfPlace:
    """The last reading of a place: its line, each party as far as it went, and the dissent."""

    reading: JointReading
    asked: list[AskedParty]
    line: HotspotSideBySide

    @property
    def by_party(self) -> list[tuple[AskedParty, PartyLine | None]]:
        """Each party, and what it read of the place."""
        return self.line.by_party(self.asked)


def last_of_place(standing: Standing, place: UUID) -> JointOfPlace | None:
    """The reading opened last that is about a place; None where none of the latest is."""
    key = str(place)
    for reading in opened_readings(standing)[:LOOKED_AT]:
        if key in {subject["place"] for subject in reading.subjects}:
            asked = readings_shown(standing, reading)
            for line in side_by_side(standing, reading, asked):
                if line.place.pk == place:
                    return JointOfPlace(reading, asked, line)
    return None


# --- views heard of others


def heard_views_for(standing: Standing) -> QuerySet[HeardView]:
    """The views this person may read: as engagements are, which none of those parties reads."""
    seen = HeardView.objects.filter(standing.sees_open("engagements"))
    return seen.select_related("mission").order_by("-heard_on", "pk")


def views_beside(standing: Standing, places: Iterable[UUID]) -> list[HeardView]:
    """The views heard of late of these places, and of none."""
    about = Q(place=None) | Q(place__in=list(places))
    recent = heard_views_for(standing).filter(about, heard_on__gte=standing.on - RECENT)
    return list(recent)


# --- inputs on the situation


def inputs_for(standing: Standing) -> QuerySet[SituationInput]:
    """The inputs this person may read, the newest first."""
    reading = standing.readings.get("risks")
    cleared = Q(place=None) | Q(place__classification__lte=reading.clearance if reading else -1)
    seen = SituationInput.objects.filter(standing.sees_open("risks") & cleared)
    return seen.select_related("mission", "place").order_by("-on", "-entered_at", "pk")


@dataclass(frozen=True)
class LastInput:
    """The last word on one situation: the record, None where there is none, and its age."""

    about: SituationInput.TopicKind
    record: SituationInput | None
    state: InputState
    days: int | None


def last_inputs(
    standing: Standing, *, place: UUID | None = None, marking: int | None = None
) -> list[LastInput]:
    """The last word on the human rights and on the humanitarian situation that this person may
    read: of a place or of the whole mission; anywhere, where no place is asked. Two queries."""
    rows = inputs_for(standing).filter(on__lte=standing.on)
    if marking is not None:
        rows = rows.filter(classification__lte=marking)
    if place is not None:
        rows = rows.filter(Q(place=None) | Q(place=place))
    told = []
    for about in SituationInput.TopicKind:
        last = rows.filter(about=about).first()
        day: date | None = last.on if last is not None else None
        told.append(
            LastInput(
                about,
                last,
                input_state(day, standing.on),
                (standing.on - day).days if day else None,
            )
        )
    return told
