"""What an assessment reads: published events, the mission's own incidents, places and bases.

Invented records never enter a score, nor do strictly confidential ones: a score is seen by more
people than they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.db.models import Exists, Manager, Max, Model, OuterRef, Q, QuerySet

from tutela.actors.feuds import KnownLink
from tutela.actors.identify import COMMUNAL, identify
from tutela.actors.identify import UNKNOWN as UNKNOWN_ACTOR
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.capacity.types import Bases
from tutela.incidents.merge import count_pairs_once
from tutela.incidents.types import SCHEMA, Events
from tutela.incidents.words import UNKNOWN, WORDS
from tutela.places.gazetteer import Places
from tutela.risk.factors import table
from tutela.risk.order import SITUATION
from tutela.risk.record.ledger import FLIGHT_WORDS
from tutela.risk.record.on_list import NAMED, complete
from tutela.risk.suggest import FoundOut
from tutela_web.access.models import Mission, Precision
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.models import Actor, ActorLink
from tutela_web.base.markings import Classification
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_of
from tutela_web.incidents.events.alike import undecided_doubles
from tutela_web.incidents.events.queries import frame_from, in_force
from tutela_web.incidents.models import (
    NOT_SCORED,
    ClosedEvent,
    ClosedIncident,
    Event,
    Incident,
    IncidentFields,
    IncidentLink,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import gazetteer_of
from tutela_web.places.verbs import place_areas, values_of
from tutela_web.records import verbs as records
from tutela_web.risk.models import InformationNeed

INCIDENT = "incident"
"""The source of the mission's own incidents in the canonical table: "incident:<id>"."""

READ_UP_TO = Classification.CONFIDENTIAL

MANY_FLED = 100
"""So many displaced people in an incident are people in flight, whatever its harms [P]."""

FLIGHT = frozenset(FLIGHT_WORDS)

DATE_PRECISION = {
    Precision.MINUTE: 1,
    Precision.HOUR: 1,
    Precision.DAY: 1,
    Precision.WEEK: 3,
    Precision.MONTH: 4,
    Precision.MORE: 5,
}


@dataclass(frozen=True)
class EventTable:
    """Events as one canonical table, how many they are, and the closest marking among them."""

    events: Events
    classification: int
    sources: tuple[str, ...]
    closed: int = 0  # records of the compartment among them
    notes: tuple[str, ...] = ()
    fled: frozenset[str] = frozenset()  # of those in which many people fled, whatever the harm


def read_events(
    mission: Mission, *, until: date, compartment: str = "", since: date | None = None
) -> EventTable:
    """The published events and own incidents a score may rest on.

    Takes   `until`, the last day; a compartment whose records are read too; `since`, the first day
            of published events, where those before are not asked for.
    """
    over = Q(date_end__isnull=True) | Q(date_end__lte=until)
    if since is not None:
        over = Q(date_end__range=(since, until))
    parts: list[QuerySet[Any]] = [
        in_force(Event, mission).filter(over),
        _incidents(Incident, mission, until).filter(merged_into__isnull=True),
    ]
    closed = 0
    if compartment:
        theirs = in_force(ClosedEvent, mission).filter(over, compartment=compartment)
        own = _incidents(ClosedIncident, mission, until).filter(compartment=compartment)
        closed = theirs.count() + own.count()
        parts += [theirs, own]
    frames = [_frame(part.filter(classification__lte=_limit(part))) for part in parts]
    marks = [
        p.filter(classification__lte=_limit(p)).aggregate(m=Max("classification"))["m"] or 0
        for p in parts[:2]
    ]
    everything = pl.concat(frames)
    events = Events(count_pairs_once(everything, undecided_doubles(mission)))
    # Said of every assessment: whether there are such records is not told, nor how many.
    notes: tuple[str, ...] = (say("left out of scores: whatever is strictly confidential"),)
    if once := everything.height - events.frame.height:
        notes += (
            say(
                "counted once with the larger toll until a person decides, as perhaps the same"
                " event: {n}",
                n=once,
            ),
        )
    fled = _name_flights(mission, until, compartment)
    return EventTable(events, max(marks), _vintage(events.frame), closed, notes, fled)


def _name_flights(mission: Mission, until: date, compartment: str) -> frozenset[str]:
    """Ids, in the canonical table, of incidents that tell of many people in flight beside what else
    was done, and of the events these rest on: the table has one harm of each, and no displaced."""
    parts = [_filter_scorable(Incident, mission, until).filter(merged_into__isnull=True)]
    if compartment:
        parts.append(
            _filter_scorable(ClosedIncident, mission, until).filter(compartment=compartment)
        )
    fled = [
        pk
        for part in parts
        for pk, harms, displaced in part.filter(classification__lte=_limit(part))
        .order_by()
        .values_list("pk", "harms", "displaced")
        if (displaced or 0) >= MANY_FLED or not FLIGHT.isdisjoint(harms)
    ]
    if not fled:
        return frozenset()
    links = IncidentLink.objects.filter(incident__in=fled).values_list("source", "source_id")
    return frozenset(
        [*(f"{INCIDENT}:{pk}" for pk in fled), *(f"{source}:{its}" for source, its in links)]
    )


def _limit(part: QuerySet[Model]) -> int:
    if part.model in (ClosedEvent, ClosedIncident):
        return Classification.STRICTLY_CONFIDENTIAL
    return READ_UP_TO


def _filter_scorable(model: type[IncidentFields], mission: Mission, until: date) -> QuerySet[Any]:
    rows: Manager[Any] = model.objects  # type: ignore[attr-defined]  # of the two that are kept
    incidents: QuerySet[Any] = rows.filter(mission=mission, invented=False, event_from__lte=until)
    return incidents.exclude(verification__in=NOT_SCORED)


def _incidents(model: type[IncidentFields], mission: Mission, until: date) -> QuerySet[Any]:
    incidents = _filter_scorable(model, mission, until).select_related("perpetrator", "place")
    if model is Incident:
        incidents = incidents.exclude(Exists(IncidentLink.objects.filter(incident=OuterRef("pk"))))
    return incidents


def _frame(part: QuerySet[Any]) -> pl.DataFrame:
    if part.model in (Event, ClosedEvent):
        return frame_from(part)
    incidents = list(part)
    if part.model is ClosedIncident:
        fetch_keys(incidents)
    return pl.DataFrame([_row(incident) for incident in incidents], schema=SCHEMA)


@cache
def _gravity() -> dict[str, int]:
    return {row["harm"]: int(row["gravity"]) for row in table("gravity.csv")}


def _row(incident: IncidentFields) -> dict[str, Any]:
    """One incident as a row of the canonical table: its gravest harm, its actors as groups."""
    known = [h for h in incident.harms if h in WORDS]
    harm = max(known, key=lambda h: _gravity().get(h, 0), default=UNKNOWN)
    labels = [identify(str(name), own=True).label for name in incident.other_perpetrators]
    if incident.perpetrator:
        labels.insert(0, identify(incident.perpetrator.name).label)
    place = incident.place
    own_point = incident.latitude is not None and incident.longitude is not None
    point = incident if own_point else place
    ended = incident.event_to or incident.event_from
    return dict.fromkeys(SCHEMA) | {
        "source": INCIDENT,
        "source_id": str(incident.pk),
        "grain": "event",
        "date_start": incident.event_from,
        "date_end": ended,
        "date_precision": DATE_PRECISION.get(Precision(incident.event_precision)),
        "year": ended.year if ended else None,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "place_precision": incident.place_precision or (point.place_precision if point else None),
        "place": place.name if place else incident.place_said or None,
        "violence": "unknown",
        "harm": harm,
        "side_a": [label for label in labels if label],
        "side_b": [],
        "deaths": incident.killed,
        "deaths_low": incident.killed_low,
        "deaths_high": incident.killed_high,
        "civilian_deaths": incident.civilians_killed,
        "injured": incident.injured,
        "abducted": incident.abducted,
        "reports": 1,
        "grade": incident.grade or None,
    }


def _vintage(frame: pl.DataFrame) -> tuple[str, ...]:
    """Which editions the events are from: "ucdp GED 23.1: 5,120 events to 2018-12-20"."""
    newest = (
        frame.group_by("source", "source_version")
        .agg(pl.len().alias("n"), pl.col("date_end").max().alias("newest"))
        .sort("source", "source_version", nulls_last=True)
    )
    return tuple(
        say(
            "{source}: {n:,} records, the newest of {newest}",
            source=" ".join(filter(None, (row["source"], row["source_version"]))),
            n=row["n"],
            newest=row["newest"],
        )
        for row in newest.iter_rows(named=True)
    )


@dataclass(frozen=True)
class Here:
    """The mission's places as the core reads them, and the records behind its ids."""

    places: Places
    ids: dict[str, tuple[Any, Any]]  # core id -> (place, duty area)


def read_places(mission: Mission) -> Here:
    """Every place of the mission with a point, and the records behind their codes."""
    rows = Place.objects.filter(mission=mission).values_list("code", "pk", "area_id")
    return Here(gazetteer_of(mission), {code: (pk, area) for code, pk, area in rows})


ANSWER_HOLDS = timedelta(days=90)
"""So long after an answer the same is not proposed again, and a score rests on it."""


@dataclass(frozen=True)
class AnswerRead:
    """What was found out, and the marking of the question it answers."""

    found_out: FoundOut
    classification: int


def read_answers(mission: Mission, *, on: date) -> list[AnswerRead]:
    """What people found out of the situation of places until a day, as far as a score reads up."""
    rows = InformationNeed.objects.filter(
        mission=mission,
        compartment="",
        invented=False,
        classification__lte=READ_UP_TO,
        factor__in=SITUATION,
        says__isnull=False,
        answered_on__lte=on,
        answered_on__gt=on - ANSWER_HOLDS,
    )
    told = rows.values_list("place__code", "factor", "says", "answered_on", "classification")
    return [
        AnswerRead(FoundOut(code, factor, float(says), day), marking)
        for code, factor, says, day, marking in told
        if says is not None and day is not None
    ]


def places_of_events(
    mission: Mission, events: Events, *, on: date, classification: int
) -> tuple[str, ...]:
    """Make places out of those the events name and the mission's list does not hold, and out of
    attacks near none: no list hides a place that was attacked.

    Gives   what was made, in sentences. They carry the marking of the events that named them, and
            say in their source that events did.
    """
    listed = gazetteer_of(mission)
    whole = complete(listed, events, on=on)
    taken = set(Place.objects.filter(mission=mission).values_list("code", flat=True))
    missing = [place for place in whole.places()[len(listed) :] if place.id[:80] not in taken]
    if not missing:
        return ()
    records.create_many(
        [
            Place(
                **values_of(place) | {"place_precision": 1 if place.source == NAMED else 2},
                classification=classification,
            )
            for place in missing
        ],
        mission=mission,
        by=None,
    )
    place_areas(mission)
    return whole.notes[len(listed.notes) :]


def read_bases(mission: Mission, *, on: date) -> Bases | None:
    """The bases that stood on a day; None where the mission has none on file at all."""
    known = Base.objects.filter(mission=mission, invented=False, retired=False)
    if not known.exists():
        return None
    return bases_of(mission, on)


LINK_KINDS: dict[str, Literal["rival", "kin"]] = {
    ActorLink.Kind.RIVAL: "rival",
    ActorLink.Kind.ALLY: "kin",
    ActorLink.Kind.FACTION: "kin",
}
"""What a link is to a score; that one is the patron of another makes no kin of them."""


@dataclass(frozen=True)
class LinkTable:
    """The links of actors a score may rest on, as events name the actors; by key, the marking."""

    links: tuple[KnownLink, ...]
    markings: dict[str, int]


def read_links(mission: Mission, *, on: date) -> LinkTable:
    """The links that stood on a day, which persons wrote or accepted: proposals are none of them.

    Links in a compartment, or with an actor that is, are read by no score.
    """
    open_ones = Q(compartment="", classification__lte=READ_UP_TO, invented=False)
    actors = Actor.objects.filter(open_ones, mission=mission)
    rows = (
        ActorLink.objects.filter(open_ones, mission=mission, kind__in=LINK_KINDS)
        .filter(Q(starts=None) | Q(starts__lte=on), Q(ended_on=None) | Q(ended_on__gt=on))
        .filter(actor__in=actors, other__in=actors)
        .select_related("actor", "other")
        .order_by("entered_at", "pk")
    )
    links, markings = [], {}
    for row in rows:
        key = str(row.pk)
        ends = (row.actor, row.other)
        markings[key] = max(row.classification, *(end.classification for end in ends))
        links += [
            KnownLink(LINK_KINDS[row.kind], one, other, key)
            for one in _labels(row.actor)
            for other in _labels(row.other)
        ]
    return LinkTable(tuple(links), markings)


def _labels(actor: Actor) -> list[str]:
    """What events call an actor; a name of many, or of nobody known, is none of it alone."""
    labels = [identify(name).label for name in (actor.name, actor.code, *actor.aliases)]
    named = [label for label in labels if label and label not in (COMMUNAL, UNKNOWN_ACTOR)]
    return list(dict.fromkeys(named))


def six_months_before(day: date) -> date:
    """When bases are looked at again, to see who left."""
    return day - timedelta(days=183)
