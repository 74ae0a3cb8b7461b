"""What is on record of threats, as columns: the mission's open incidents and imported events.

Counts and kinds rest on what scores rest on: open evidence up to Confidential, whoever asks, as far
as they are cleared. No record of a compartment is read, and none is shown here: who may read the
records themselves opens them from their own lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tutela.actors.identify import identify
from tutela.base.later import pl
from tutela.risk.threats import (
    ACT_DAYS,
    ACTS,
    NEAR_KM,
    UNKNOWN,
    Threatened,
    ThreatEvidence,
    class_of_name,
    class_of_type,
    find_actual,
    judge_threats,
)
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import EVERYWHERE, ReadingRight, Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base.markings import Classification
from tutela_web.incidents.events.columns import events_seen
from tutela_web.incidents.happened.queries import (
    EVENT,
    HIDDEN,
    INCIDENT,
    PRECISE_ENOUGH,
    happened_in,
    happened_near,
)
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import IncidentLink
from tutela_web.places.models import Place

PUBLISHED, OWN, FIELD = "published", "own", "field"
"""Kinds of source: data somebody published; reports of patrols and staff; a record of the mission
with neither. That somebody else told is never said of a threat, nor who, nor by which way."""

REPORTED: list[Callable[[Mission, Collection[UUID]], Mapping[UUID, int]]] = []
"""From the room of reports above: how many reports of patrols and staff tell of each incident."""

READ = ("incidents", "events", "places", "actors")


def as_scores_are_read(
    standing: Standing, *, marking: int = Classification.CONFIDENTIAL, whole: bool = False
) -> Standing:
    """The same person, reading open evidence as scores do: as far as they read risks, no higher
    than Confidential, without compartments and without their own hand. For counts alone.

    Takes   whole, whether what lies beyond their areas counts too, as it does in a score.
    """
    right = standing.readings.get("risks")
    if right is None:
        return replace(standing, readings={}, compartments=frozenset())
    clearance = min(right.clearance, marking)
    everywhere = ReadingRight(EVERYWHERE, False, clearance, frozenset([(EVERYWHERE, clearance)]))
    cut = replace(
        right,
        own=False,
        clearance=clearance,
        parts=frozenset((areas, min(most, marking)) for areas, most in right.parts),
    )
    readings = dict.fromkeys(READ, everywhere if whole else cut) | {"actors": everywhere}
    return replace(standing, readings=readings, compartments=frozenset())


def acts_seen(reader: Standing, area: DutyArea | None, *, since: date) -> pl.DataFrame:
    """What happened since a day, in an area or wherever this reader reads; rows of ACTS.

    Takes   reader, of `as_scores_are_read`.
    """
    return _as_acts(reader, happened_in(reader, area, since=since))


def _as_acts(reader: Standing, happened: pl.DataFrame) -> pl.DataFrame:
    if happened.is_empty():
        return pl.DataFrame(schema=ACTS)
    named = ActorClasses(reader)
    incidents, events = _incidents(reader, happened), _events(reader, happened)
    rows = []
    for number, row in enumerate(happened.iter_rows(named=True)):
        more = incidents.get(row["pk"]) if row["kind"] == INCIDENT else events.get(row["pk"])
        country = more.pop("country", None) if more else None
        told = named.labels_and_classes(row["names"], row["others"], row["actors"], country)
        rows.append(
            {
                "row": number,
                "day": row["day"],
                "against_civilians": row["against_civilians"],
                "fighting": row["fighting"],
                "actors": told[0],
                "classes": told[1],
                "killed": row["killed"],
                "records": row["records"],
                "harms": [row["harm"]] if row["harm"] else [],
                "motive": UNKNOWN,
                "sources": [PUBLISHED],
                **(more or {}),
            }
        )
    return pl.DataFrame([dict.fromkeys(ACTS) | row for row in rows], schema=ACTS)


def _incidents(reader: Standing, happened: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """By id as hex, what the columns of incidents say besides. Three queries."""
    keys = happened.filter(kind=INCIDENT)["pk"].to_list()
    if not keys:
        return {}
    fields = (
        standing_alone(reader)
        .filter(pk__in=keys)
        .order_by()
        .values_list(
            *("pk", "harms", "motive", "event_from_time", "area_id", "place_id"),
            *("latitude", "longitude", "place__latitude", "place__longitude"),
        )
    )
    incident_rows = list(fields)
    reported: Mapping[UUID, int] = {}
    for count in REPORTED:
        reported = count(reader.mission, [row[0] for row in incident_rows])
    links = IncidentLink.objects.filter(mission=reader.mission, incident__in=keys)
    linked = set(links.values_list("incident_id", flat=True))
    told = {}
    for pk, harms, motive, hour, area, place, lat, lon, place_lat, place_lon in incident_rows:
        at = (lat, lon) if lat is not None else (place_lat, place_lon)
        sources = [PUBLISHED] if pk in linked else []
        sources += [FIELD] if reported.get(pk) else []
        told[pk.hex] = {
            "harms": list(harms),
            "motive": motive,
            "hour": hour.hour if hour else None,
            "area": area.hex if area else None,
            "place": place.hex if place else None,
            "latitude": at[0],
            "longitude": at[1],
            "sources": sources or [OWN],
            "records": max(1, reported.get(pk, 0) + (pk in linked)),
        }
    return told


def _events(reader: Standing, happened: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """By key as text, where imported events were; no point where it is known to a district."""
    keys = happened.filter(kind=EVENT)["pk"].cast(pl.Int64).to_list()
    precise = (pl.col("place_precision") <= PRECISE_ENOUGH) | pl.col("place_precision").is_null()
    rows = (
        events_seen(reader)
        .filter(pl.col("pk").is_in(keys))
        .select(
            pl.col("pk").cast(pl.String),
            pl.col("area", "country").cast(pl.String),
            pl.when(precise).then("latitude").alias("latitude"),
            pl.when(precise).then("longitude").alias("longitude"),
        )
        .collect()
    )
    return {row.pop("pk"): {**row, "records": 1} for row in rows.to_dicts()}


class ActorClasses:
    """Labels and classes of who did it, by the list of actors as far as a reader sees it."""

    def __init__(self, reader: Standing) -> None:
        listed = actors_for(reader).values_list("pk", "name", "type")
        self.listed = {pk.hex: (name, kind) for pk, name, kind in listed}
        self.types = {identify(name).label: kind for name, kind in self.listed.values()}
        countries = events_seen(reader).select(pl.col("country").cast(pl.String)).collect()
        self.country = next(iter(countries["country"].drop_nulls().mode().sort()), None)
        self.known: dict[tuple[object, ...], tuple[list[str], list[str]]] = {}

    def labels_and_classes(
        self, names: list[str], others: list[str], actors: list[str], country: str | None
    ) -> tuple[list[str], list[str]]:
        """Labels as the register names actors, and classes; both unknown where nobody is named."""
        key = (*names, None, *others, None, *actors, country)
        if key not in self.known:
            labels = [identify(name).label or UNKNOWN for name in names]
            classes = [self._class_of(pk) for pk in actors]
            classes += [self.class_of_label(name, country) for name in others]
            self.known[key] = (
                list(dict.fromkeys(labels)) or [UNKNOWN],
                list(dict.fromkeys(classes)) or [UNKNOWN],
            )
        return self.known[key]

    def class_of_label(self, label: str, country: str | None = None) -> str:
        """The class of an actor as the register names it: as it is listed, else by its name."""
        kind = self.types.get(label, Actor.Type.UNKNOWN)
        if kind != Actor.Type.UNKNOWN:
            return class_of_type(kind)
        return class_of_name(label, country or self.country)

    def _class_of(self, pk: str) -> str:
        if pk == HIDDEN or pk not in self.listed:
            return "other"
        return self.class_of_label(identify(self.listed[pk][0]).label or UNKNOWN)


# --- which threats are actual


@dataclass(frozen=True)
class Evidence:
    """The open evidence of a year, read once for all the threats of an answer."""

    acts: pl.DataFrame
    on: date

    def judge(self, threats: list[Threatened]) -> list[ThreatEvidence]:
        """What is on record of each threat."""
        return judge_threats(threats, self.acts, on=self.on)


def evidence_for(standing: Standing, *, marking: int = Classification.CONFIDENTIAL) -> Evidence:
    """The evidence by which a threat is actual or potential: the same for all who read risks as
    far."""
    reader = as_scores_are_read(standing, marking=marking, whole=True)
    since = standing.on - timedelta(days=ACT_DAYS)
    return Evidence(acts_seen(reader, None, since=since), standing.on)


def evidence_at(standing: Standing, place: Place) -> Evidence:
    """The same evidence, of one place alone."""
    reader = as_scores_are_read(standing, whole=True)
    since = standing.on - timedelta(days=ACT_DAYS)
    happened = happened_near(reader, place, place.pk, km=NEAR_KM, since=since, until=standing.on)
    return Evidence(_as_acts(reader, happened), standing.on)


def as_threat(place: Place, actor: str, harm: str) -> Threatened:
    """A line of the register, or a suggestion, as the core judges it."""
    return Threatened(place.pk.hex, place.latitude, place.longitude, actor, harm)


def actual_lines(standing: Standing) -> list[tuple[UUID, str, str]]:
    """Place, actor and harm of every threat that an act on record makes actual. For a filter: who
    sees which line is asked where the lines are."""
    places = Place.objects.filter(mission=standing.mission).order_by()
    at = pl.DataFrame(
        [(pk.hex, lat, lon) for pk, lat, lon in places.values_list("pk", "latitude", "longitude")],
        {"place": pl.String, "latitude": pl.Float64, "longitude": pl.Float64},
        orient="row",
    )
    evidence = evidence_for(standing)
    actual = find_actual(at, evidence.acts, on=evidence.on)
    return [(UUID(place), actor, harm) for place, actor, harm in actual.iter_rows()]
