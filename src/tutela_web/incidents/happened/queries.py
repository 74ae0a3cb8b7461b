"""What happened near a place or in an area: the mission's incidents and imported events, each once.

The one query for every room. An incident that rests on imported events stands for them, whatever
its verification: they are told again only to those who may not read the incident. Merged, refuted,
doubled and withdrawn incidents are left out; so are events known only to a district or worse, where
what happened near a point is asked. Records that an import brought in as perhaps one event stand as
one, with the larger toll, until a person decides, as in scores.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.actors.identify import UNKNOWN, identify, may_be_host
from tutela.base.days import LAST, RowsByPeriod, split_by_period
from tutela.base.later import Columns, pl
from tutela.incidents.merge import count_pairs_once
from tutela.incidents.words import HARMS
from tutela.places.names import fold
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_by_name, actors_for
from tutela_web.base.tables.columns import in_order
from tutela_web.incidents.events.alike import undecided_doubles
from tutela_web.incidents.events.columns import events_near, events_seen
from tutela_web.incidents.lists.queries import incidents_for, standing_alone
from tutela_web.incidents.models import NOT_SCORED, Attribution, Event, Incident, IncidentLink
from tutela_web.places.ground import Placed, km_from, within_box
from tutela_web.places.queries import places_for

INCIDENT, EVENT = "incident", "event"
HIDDEN = "hidden"
"""Among the actors of a happening: one the reader may not see."""
HARMED = frozenset(HARMS)
AROUND_KM = 25.0
"""Within so many kilometres what happened stands on the page of a place, and in a report of it."""
PRECISE_ENOUGH = 2
"""An event's place at worst, by UCDP's where_prec, to lie near a point: within about 25 km."""

SCHEMA = Columns(
    lambda: {
        "kind": pl.String,
        "pk": pl.String,
        "since": pl.Date,
        "day": pl.Date,
        "km": pl.Float64,
        "harm": pl.String,
        "against_civilians": pl.Boolean,
        "fighting": pl.Boolean,
        "killed": pl.Int64,
        "civilians": pl.Int64,
        "certainty": pl.String,
        "actors": pl.List(pl.String),
        "others": pl.List(pl.String),
        "names": pl.List(pl.String),
        "host_force": pl.Boolean,
        "records": pl.Int64,
    }
)
"""One row a happening.

    kind, pk           `incident` and its id as hex, or `event` and its serial key as text
    since, day         its first and last day, null where not known
    km                 to the point asked for; null at the place itself or where none was asked for
    harm               of an event; of an incident its first
    against_civilians  an incident of a harm, or of none said, no mere sign that comes before harm;
                       an event of one-sided violence or in which civilians died
    fighting           an event between armed sides; an incident that rests on such events alone,
                       while nobody said which side did it
    killed             all; in fighting civilians alone
    civilians          civilians alone, where somebody counted them apart
    certainty          how sure it is who did it; null of an event: sources do not say
    actors             ids, as hex, of actors of the list that did it, chosen or named in words;
                       HIDDEN for one the reader may not see
    others             names of who did it that are in no list
    names              who did it, as the incident or source has it; of fighting, all its parties
    host_force         whether a force of the host state is among them, or one of a state that is
                       not known
    records            how many records tell of it: more than one where they may be one event, and
                       nobody decided
"""


@dataclass(frozen=True)
class Happened:
    """One happening with its record, to be listed."""

    record: Incident | Event
    kind: str
    since: date | None
    day: date | None
    km: float | None
    killed: int | None
    civilians: int | None
    names: Sequence[str]
    host_force: bool
    records: int = 1

    @property
    def toll(self) -> str:
        """How many died, and how many of them civilians; empty where no number is known."""
        one = self.record
        dead = one.deaths if isinstance(one, Event) else one.killed
        known = [n for n in (dead, self.killed) if n is not None]
        return toll_in_words(max(known, default=None), self.civilians)

    @property
    def imported(self) -> bool:
        """Whether it is an event as a source wrote it, which nobody here checked."""
        return self.kind == EVENT


def toll_in_words(dead: int | None, civilians: int | None) -> str:
    """How many died and how many of them were civilians, each where it is known."""
    if civilians is not None and (dead is None or dead <= civilians):
        return ngettext("%(n)s civilian killed", "%(n)s civilians killed", civilians) % {
            "n": civilians
        }
    if dead is None:
        return ""
    if civilians is None:
        return _("%(n)s killed; how many of them civilians is not known") % {"n": dead}
    return _("%(n)s killed, %(civilians)s of them civilians") % {"n": dead, "civilians": civilians}


def happened_near(
    standing: Standing,
    here: Placed,
    place: UUID | None,
    *,
    km: float,
    since: date,
    until: date,
) -> pl.DataFrame:
    """What this person may know to have happened at a place or within so many km of a point, whose
    last day lies between two days, both included.

    Gives   SCHEMA, the newest first; without days nothing is near in time.
    """
    near_places = places_for(standing).filter(within_box(here, km)).values("pk")
    rows = standing_alone(standing).filter(event_from__lte=until).order_by()
    keys = rows.filter(within_box(here, km)).values("pk")
    keys = keys.union(  # each by its own index: one question with OR reads every incident
        rows.filter(place=place).values("pk") if place else rows.none(),
        rows.filter(latitude=None, place__in=near_places).values("pk"),
    )
    gathered = _ForReader(standing)
    events = events_near(gathered.events, here.latitude, here.longitude, km=km).filter(
        (pl.col("place_precision") <= PRECISE_ENOUGH) | pl.col("place_precision").is_null(),
        pl.col("date_end").is_between(since, until),
    )
    incidents = gathered.incidents(
        rows.filter(pk__in=[row["pk"] for row in keys]), here=here, place=place
    )
    near = pl.col("km").is_null() | (pl.col("km") <= km)
    lately = pl.col("day").is_between(since, until)
    return _newest_first(gathered.each_once(incidents.filter(near, lately), events))


def near_by_period(
    standing: Standing,
    here: Placed,
    place: UUID | None,
    *,
    km: float,
    since: date,
    until: date,
) -> RowsByPeriod:
    """The same by the law of spans (`tutela.base.days`): what lies in the days, for whatever counts
    it, and apart what is dated only to a span that reaches beyond them."""
    near = happened_near(standing, here, place, km=km, since=since, until=LAST)
    return split_by_period(near, since, until)


def happened_in(standing: Standing, area: DutyArea | None, *, since: date) -> pl.DataFrame:
    """What this person may know to have happened since a day, in an area or wherever they read.

    Gives   SCHEMA, the newest first, what has no day at the end: it may lie within.
    """
    gathered = _ForReader(standing)
    rows, events = standing_alone(standing), gathered.events
    rows = rows.filter(Q(event_from=None) | Q(event_from__gte=since) | Q(event_to__gte=since))
    events = events.filter(pl.col("date_end").is_null() | (pl.col("date_end") >= since))
    if area is not None:
        rows, events = rows.filter(area=area), events.filter(pl.col("area") == area.pk.hex)
    return _newest_first(gathered.each_once(gathered.incidents(rows), events.collect()))


def count_folded(happened: pl.DataFrame) -> int:
    """Of rows of SCHEMA, how many records stand in none of their own: each may tell of an event
    that is counted, and nobody decided."""
    return int(happened["records"].sum()) - happened.height


def count_without_toll(happened: pl.DataFrame) -> int:
    """Of rows of SCHEMA, of how many that harm people nobody says how many died. A share of deaths
    hangs on them: 40 raids whose dead were lost on the way in once read as "100 % not reached"."""
    harmed = pl.col("harm").is_in(list(HARMED)).fill_null(False) & ~pl.col("fighting")
    without = happened.filter(pl.col("killed").is_null() & (pl.col("against_civilians") | harmed))
    return without.height


def with_positions(standing: Standing, happened: pl.DataFrame) -> pl.DataFrame:
    """SCHEMA with where each happened as far as this person may know it. One query.

    Gives   latitude and longitude beside it, of the place where the incident itself has no point,
            and area, its id as hex; null where not known.
    """
    keys = happened.filter(kind=INCIDENT)["pk"].to_list()
    seen_places = {place.pk for place in places_for(standing).only("pk")} if keys else set()
    positions = [
        (INCIDENT, row.pk.hex, point.latitude, point.longitude, row.area_id and row.area_id.hex)
        for row in incidents_for(standing).filter(pk__in=keys).select_related("place")
        for point in [
            row.place
            if row.latitude is None and row.place is not None and row.place_id in seen_places
            else row
        ]
    ]
    columns = {
        "kind": pl.String,
        "pk": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "area": pl.String,
    }
    events = events_seen(standing).filter(
        pl.col("pk").is_in(happened.filter(kind=EVENT)["pk"].cast(pl.Int64).to_list())
    )
    imported = events.select(
        pl.lit(EVENT).alias("kind"),
        pl.col("pk").cast(pl.String),
        "latitude",
        "longitude",
        pl.col("area").cast(pl.String),
    ).collect()
    told = pl.concat([pl.DataFrame(positions, schema=columns, orient="row"), imported])
    return happened.join(told, on=["kind", "pk"], how="left")


def newest_of(standing: Standing, found: pl.DataFrame, most: int) -> list[Happened]:
    """The first of SCHEMA's rows with their records. Two queries."""
    told = found.head(most)
    keys = {kind: told.filter(kind=kind)["pk"].to_list() for kind in (INCIDENT, EVENT)}
    incidents = in_order(incidents_for(standing), keys[INCIDENT])
    events = in_order(Event.objects.filter(standing.sees("events", own=None)), keys[EVENT])
    records: dict[str, Incident | Event] = {
        **{one.pk.hex: one for one in incidents},
        **{str(one.pk): one for one in events},
    }
    return [
        Happened(
            records[row["pk"]],
            row["kind"],
            row["since"],
            row["day"],
            row["km"],
            row["killed"],
            row["civilians"],
            row["names"],
            row["host_force"],
            row["records"],
        )
        for row in told.iter_rows(named=True)
        if row["pk"] in records
    ]


def _newest_first(happened: pl.DataFrame) -> pl.DataFrame:
    """By last day, incidents of the mission before events of others of that day."""
    return happened.sort("day", "kind", "pk", descending=True, nulls_last=True)


class _ForReader:
    """Rows of SCHEMA for one person, who sees some of the list of actors."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.actors = {
            actor.pk: actor
            for actor in actors_for(standing).only(
                "code", "name", "other_names", "type", "retired", "mission"
            )
        }
        self.listed = actors_by_name(one for one in self.actors.values() if not one.retired)

    @cached_property
    def events(self) -> pl.LazyFrame:
        """The imported events in force that the person may see."""
        return events_seen(self.standing)

    @cached_property
    def told(self) -> dict[str, list[str]]:
        """The events that incidents rest on, as `_told_by_incidents` gives them."""
        return _told_by_incidents(self.standing)

    def incidents(
        self, rows: QuerySet[Incident], *, here: Placed | None = None, place: UUID | None = None
    ) -> pl.DataFrame:
        """The incidents that count, with km to a point where one is asked for."""
        if not self.standing.reads("incidents"):
            return pl.DataFrame(schema=SCHEMA)
        kept = list(
            rows.exclude(verification__in=NOT_SCORED)
            .order_by()
            .select_related("place")
            .only(
                *("event_from", "event_to", "harms", "killed", "civilians_killed"),
                *("attribution", "perpetrator", "other_perpetrators", "latitude", "longitude"),
                *("place__latitude", "place__longitude"),
            )
        )
        points = [row.place if row.latitude is None and row.place else row for row in kept]
        far = km_from(here, points) if here is not None else [None] * len(kept)
        rest = self._rest_on({row.pk.hex for row in kept})
        return pl.DataFrame(
            [
                {
                    "kind": INCIDENT,
                    "pk": row.pk.hex,
                    "since": row.event_from,
                    "day": row.event_to or row.event_from,
                    "km": None if place is not None and row.place_id == place else km,
                    "harm": next(iter(row.harms), None),
                    "certainty": row.attribution,
                    "records": 1,
                }
                | _harm_of(row, rest.get(row.pk.hex, []))
                | self._blamed_by(row, rest.get(row.pk.hex, []))
                for row, km in zip(kept, far, strict=True)
            ],
            schema=SCHEMA,
        )

    def _rest_on(self, incidents: Set[str]) -> dict[str, list[RestedOn]]:
        """Of incidents, by id as hex, the events each rests on, as far as the reader sees them."""
        if not incidents or not self.standing.reads("events"):
            return {}
        names = {name for name, rests in self.told.items() if not incidents.isdisjoint(rests)}
        if not names:
            return {}
        its = [name.partition(":")[2] for name in names]
        seen = (
            self.events.filter(pl.col("source_id").is_in(its))
            .select(
                pl.col("source").cast(pl.String) + ":" + pl.col("source_id"),
                pl.col("violence", "country").cast(pl.String),
            )
            .collect()
        )
        rest: dict[str, list[RestedOn]] = {}
        for name, violence, country in seen.iter_rows():
            for incident in self.told.get(name, ()):
                rest.setdefault(incident, []).append((violence, country))
        return rest

    def _blamed_by(self, incident: Incident, rest: Sequence[RestedOn]) -> dict[str, Any]:
        """Who did it; of an actor the reader may not see, that there is one."""
        pk = incident.perpetrator_id
        chosen = self.actors.get(pk) if pk else None
        words = [str(name) for name in incident.other_perpetrators]
        named, others = self._listed_of(words)
        actors = [chosen.pk.hex] if chosen else [HIDDEN] if pk else []
        hosts = [one.type.startswith("host") for one in (chosen, *named) if one]
        hosts += [may_be_host(name, self._country_of(name, rest)) for name in words]
        return {
            "actors": list(dict.fromkeys([*actors, *(one.pk.hex for one in named)])),
            "others": others,
            "names": ([chosen.name] if chosen else []) + words,
            "host_force": any(hosts),
        }

    def _listed_of(self, names: Iterable[str]) -> tuple[list[Actor], list[str]]:
        """Of who is named in words, the actors of the list, and the names that are nobody's."""
        by_name = {name: self.listed.get(fold(name)) for name in names if name != UNKNOWN}
        return [one for one in by_name.values() if one], [
            n for n, one in by_name.items() if not one
        ]

    def _country_of(self, name: str, rest: Sequence[RestedOn]) -> str | None:
        """The country where a force named in words acted: of the events its incident rests on, else
        the one that most events are of. Asked only of who is named as a state's."""
        if identify(name).state is None:
            return None
        told = [country for _violence, country in rest if country]
        return told[0] if told else self._most_events_of

    @cached_property
    def _most_events_of(self) -> str | None:
        if not self.standing.reads("events"):
            return None
        named = self.events.select(pl.col("country").cast(pl.String)).collect()["country"]
        return next(iter(named.drop_nulls().mode().sort()), None)

    def each_once(self, incidents: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
        """Incidents and the imported events that none this person may read rests on; of records
        that may be one event and that nobody decided on, one.

        Takes   incidents, rows of SCHEMA; seen, rows of `event_columns.SCHEMA`, with km or without.
        Gives   SCHEMA. Where an incident rests on one of such records it stands for the others
                too, with the larger toll.
        """
        if not self.standing.reads("events") or seen.is_empty():
            return incidents
        told = self.told
        seen = seen.with_columns(
            pl.col("source", "violence", "harm", *SIDES).cast(pl.String)
        ).with_columns(name=pl.col("source") + ":" + pl.col("source_id"))
        counted = {*incidents["pk"]}
        elsewhere = [name for name, rests in told.items() if counted.isdisjoint(rests)]
        seen = seen.filter(~pl.col("name").is_in(elsewhere))
        alone, several = self._pairs_once(seen)
        tolls = (
            {
                name: toll
                for name, *toll in seen.select(
                    "name", count_killed(), "civilian_deaths"
                ).iter_rows()
            }
            if several.height
            else {}
        )
        of_incident, folded = [], dict[str, tuple[int, list[int | None]]]()
        for names in several["records"]:
            rests = next((pk for one in names for pk in told.get(one, ()) if pk in counted), None)
            of_incident.append(rests is not None)
            if rests is not None:
                others = [one for one in names if one not in told]
                n, most = folded.get(rests, (0, [None, None]))
                told_apart = zip(most, *(tolls[one] for one in others if one in tolls), strict=True)
                folded[rests] = (n + len(others), [_largest(counts) for counts in told_apart])
        groups = several.filter(~pl.Series(of_incident, dtype=pl.Boolean))
        alone = alone.filter(~pl.col("name").is_in(list(told)))
        return pl.concat(
            [
                _with_folded(incidents, folded),
                self._events(alone.with_columns(records=pl.lit(1, pl.Int64))),
                self._events(groups.with_columns(pl.col("records").list.len().cast(pl.Int64))),
            ]
        )

    def _pairs_once(self, seen: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The events that stand for themselves; and of each group that may be one event and that
        nobody decided on the first, with the larger toll and the actors of all, whose names stand
        in `records`. No query where no two are of one day and harm."""
        alike = seen.select("date_start", "date_end", "harm").is_duplicated()
        pairs = undecided_doubles(self.standing.mission) if alike.any() else set()
        in_pair = pl.col("name").is_in([*{name for pair in pairs for name in pair}])
        paired = seen.filter(in_pair).with_columns(records=pl.concat_list("name"))
        if paired.is_empty():
            return seen, paired
        once = count_pairs_once(_with_sides_read(paired), pairs)
        once = _with_sides_written(once)
        several = pl.col("records").list.len() > 1
        alone = pl.concat([seen.filter(~in_pair), once.filter(~several).drop("records")])
        return alone, once.filter(several)

    def _events(self, seen: pl.DataFrame) -> pl.DataFrame:
        """SCHEMA of events with how many records tell of each."""
        violence, civilians = pl.col("violence"), pl.col("civilian_deaths")
        fighting = violence.is_in(FIGHTING).fill_null(False)
        against = pl.col("harm").is_in(list(HARMED)) & (
            (violence == "one-sided").fill_null(False) | (civilians > 0).fill_null(False)
        )
        return (
            seen.with_columns(
                kind=pl.lit(EVENT),
                pk=pl.col("pk").cast(pl.String),
                since=pl.col("date_start"),
                day=pl.col("date_end"),
                km=pl.col("km") if "km" in seen.columns else pl.lit(None, pl.Float64),
                against_civilians=against.fill_null(False),
                fighting=fighting,
                killed=count_killed(),
                civilians=civilians,
                certainty=pl.lit(None, pl.String),
            )
            .join(self._sides_of(seen), on=[*SIDES, "violence"], how="left", nulls_equal=True)
            .select(*SCHEMA)
            .cast(pl.Schema(SCHEMA))
        )

    def _sides_of(self, seen: pl.DataFrame) -> pl.DataFrame:
        """By sides, country and kind of violence: who did it. In fighting no side is blamed and all
        are named; else it is the first."""
        rows = []
        different = seen.select(*SIDES, "violence").unique()
        for row in different.iter_rows(named=True):
            names = json.loads(row["side_a"] or "null") or []
            if row["violence"] in FIGHTING:
                names += json.loads(row["side_b"] or "null") or []
            actors, others = self._listed_of(names)
            hosts = [actor.type.startswith("host") for actor in actors]
            hosts += [may_be_host(name, row["country"]) for name in names]
            rows.append(
                {
                    "actors": list(dict.fromkeys(actor.pk.hex for actor in actors)),
                    "others": others,
                    "names": names,
                    "host_force": any(hosts),
                }
            )
        kinds = {name: SCHEMA[name] for name in ("actors", "others", "names", "host_force")}
        return different.hstack(pl.DataFrame(rows, schema=kinds))


SIDES = ("side_a", "side_b", "country")
FIGHTING = ("state-based", "non-state")


def count_killed() -> pl.Expr:
    """Of rows of `event_columns.SCHEMA`, who counts as killed."""
    fights = pl.col("violence").cast(pl.String).is_in(FIGHTING).fill_null(False)
    return pl.when(fights).then("civilian_deaths").otherwise("deaths").alias("killed")


RestedOn = tuple[str | None, str | None]
"""Of an event that an incident rests on: its kind of violence and its country."""


def _harm_of(incident: Incident, rest: Sequence[RestedOn]) -> dict[str, Any]:
    """Whether an incident is fighting, whether civilians were harmed, and who counts as killed."""
    fighting = (
        bool(rest)
        and all(violence in FIGHTING for violence, _country in rest)
        and incident.attribution == Attribution.UNKNOWN
        and incident.perpetrator_id is None
    )
    harmed = not HARMED.isdisjoint(incident.harms)
    if fighting:
        against = harmed or bool(incident.civilians_killed)
    else:
        against = harmed or not incident.harms
    return {
        "against_civilians": against,
        "fighting": fighting,
        "killed": incident.civilians_killed if fighting else incident.killed,
        "civilians": incident.civilians_killed,
    }


def _with_sides_read(events: pl.DataFrame) -> pl.DataFrame:
    """Events with the names of both sides read from JSON."""
    return events.with_columns(
        pl.Series(
            side,
            [None if names is None else json.loads(names) for names in events[side]],
            pl.List(pl.String),
        )
        for side in ("side_a", "side_b")
    )


def _with_sides_written(events: pl.DataFrame) -> pl.DataFrame:
    """Events with the names of both sides written as JSON."""
    return events.with_columns(
        pl.Series(
            side,
            [None if names is None else json.dumps([*names]) for names in events[side]],
            pl.String,
        )
        for side in ("side_a", "side_b")
    )


def _with_folded(
    incidents: pl.DataFrame, folded: Mapping[str, tuple[int, list[int | None]]]
) -> pl.DataFrame:
    """Incidents that stand for further records: how many, by id, and the most these say died, all
    who count as killed and civilians."""
    if not folded:
        return incidents
    rows = [(pk, n, *most) for pk, (n, most) in folded.items()]
    further = {"pk": pl.String, "_n": pl.Int64, "_most": pl.Int64, "_civilians": pl.Int64}
    return (
        incidents.join(pl.DataFrame(rows, schema=further, orient="row"), on="pk", how="left")
        .with_columns(
            pl.max_horizontal("killed", "_most").alias("killed"),
            pl.max_horizontal("civilians", "_civilians").alias("civilians"),
            pl.col("records") + pl.col("_n").fill_null(0),
        )
        .select(*SCHEMA)
    )


def _largest(counts: Iterable[int | None]) -> int | None:
    return max((n for n in counts if n is not None), default=None)


def _told_by_incidents(standing: Standing) -> dict[str, list[str]]:
    """The events that incidents this person may read rest on, each source:its id, with the ids of
    these incidents as hex."""
    if not standing.reads("incidents"):
        return {}
    links = IncidentLink.objects.filter(incident__in=incidents_for(standing).values("pk"))
    told: dict[str, list[str]] = {}
    for source, its, incident in links.values_list("source", "source_id", "incident_id"):
        told.setdefault(f"{source}:{its}", []).append(incident.hex)
    return told
