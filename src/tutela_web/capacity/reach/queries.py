"""Who could be there, how soon, and whether they are able: for every room that sends somebody.

    reach = reach_for(standing, at=now)        # a fixed number of queries
    reach.units(latitude, longitude)           # no more queries, however many points are asked

Whether a unit is able weighs readiness and caveats for everybody; why it is not is told only to
who holds the compartment capacity, and then it is a line in the audit.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil, inf
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tutela.base.distances import bearing, distance_km
from tutela.base.later import np
from tutela.base.messages import Sentence, join, say
from tutela.capacity.able import LACKS, UNSURE, Journey, State, Verdict, judge
from tutela.capacity.able import Caveat as KnownCaveat
from tutela.capacity.between import Between
from tutela.capacity.gap import Comes, Gap, comes, gap_of
from tutela.capacity.reach import Surface, unpack_surface
from tutela.capacity.travel import SEASONS, TravelRules, elapsed_minutes, from_json, shipped_rules
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.capacity.models import (
    Base,
    Caveat,
    GroundLayer,
    NotAble,
    TravelSettings,
    TravelSurface,
    Unit,
    UnitReadiness,
)
from tutela_web.capacity.readiness.queries import failing_checks
from tutela_web.capacity.training.limits import limits_by_unit
from tutela_web.capacity.units.queries import (
    UnitCommitment,
    UnitCommitments,
    bases_for,
    commitments_for,
    holds_readiness,
    units_for,
    with_base,
)
from tutela_web.places.ground import direction, sun
from tutela_web.records.record_cache import NewestByKey

HALF_A_DAY = 720.0
IN_TIME = timedelta(hours=4)
"""An able unit farther than this protects nobody: there and back would take the day's light. Ours,
for a risk has no onset to hold it against."""

NOON, MIDNIGHT = 12, 0
"""When the units are taken to leave, by day and by night."""

NOT_MADE = say(
    "in a straight line at the slowest speed over open ground: the travel times are not made yet"
)
_SURFACES: NewestByKey[Surface] = NewestByKey(most=4)


@dataclass(frozen=True)
class Travel:
    """A way: minutes by the map, None where not known; and what the number rests on.

    roads   whether the roads were known when it was found; without, it is over open ground.
    """

    minutes: float | None
    why: Sentence
    roads: bool = False


@dataclass(frozen=True)
class Able:
    """A unit, its way to a point, and whether it is able: None is not known.

    direction       in which its base lies from the point.
    minutes         by the map: season, night and roads as `minutes_why` says, leaving when it is
                    free.
    why_not         codes of tutela.capacity.able.REASONS; empty unless the reader holds the
                    compartment capacity, and so are night_ok and medevac.
    lacks           codes of tutela.capacity.able.LACKS: what it lacks of what is required, for the
                    task or for any; empty unless the reader holds the compartment.
    limited         whether it lacks anything.
    in_reach        whether it is limited by that, by its readiness or by a caveat, and by nothing
                    that everybody may know: said to all in the same words, whatever the limit.
    recorded        whether it is put down as not able, for it refused, failed or turned back.
    women           how many are in the unit.
    roads           whether its minutes rest on known roads, or on open ground only.
    committed       to what it is committed, as the reader may know it.
    wait            minutes until it is back from that, None where nobody said when.
    """

    unit: Unit
    base: Base | None
    km: float | None
    direction: Words
    minutes: float | None
    minutes_why: Sentence
    able: bool | None
    why_not: tuple[str, ...] = ()
    recorded: bool = False
    languages: tuple[str, ...] = ()
    women: int | None = None
    interpreter: bool | None = None
    current_task: str = ""
    roe_read_back: date | None = None
    night_ok: bool | None = None
    medevac: bool | None = None
    roads: bool = False
    committed: Sequence[UnitCommitment] = ()
    wait: float | None = 0.0
    lacks: tuple[str, ...] = ()
    limited: bool = False
    in_reach: bool = False

    @property
    def why_told(self) -> tuple[str, ...]:
        """Why it is not able, and what it lacks: codes of REASONS, for holders."""
        return (*self.why_not, *(code for code in self.lacks if code not in self.why_not))

    @property
    def arrival(self) -> float | None:
        """Minutes until it could be there: back from what it is committed to, and then the way;
        None where either is not known."""
        return None if self.minutes is None or self.wait is None else self.wait + self.minutes

    @property
    def could_come(self) -> bool:
        """Whether it is known to be able, and when it could be there."""
        return self.able is True and self.arrival is not None

    @property
    def back(self) -> datetime | None:
        """When the last of what it is committed to is expected to end, where that was said."""
        return max((one.back for one in self.committed if one.back), default=None)

    @property
    def duration(self) -> str:
        """Its minutes on the way in hours and minutes; empty where not known."""
        return "" if self.minutes is None else minutes_said(self.minutes)

    @property
    def arrival_said(self) -> str:
        """Its minutes until it could be there in hours and minutes; empty where not known."""
        return "" if self.arrival is None else minutes_said(self.arrival)


def minutes_said(minutes: float) -> str:
    """Minutes in hours and minutes, rounded up."""
    hours, rest = divmod(ceil(minutes), 60)
    return (
        _("%(h)d h %(m)02d min") % {"h": hours, "m": rest}
        if hours
        else _("%(m)d min") % {"m": rest}
    )


def travel_minutes(
    mission: Mission, from_base: Base, latitude: float, longitude: float, *, at: datetime
) -> Travel:
    """The way from one base to a point: minutes by the map, and what they rest on."""
    way = _ways(mission, at).way_finder_to(latitude, longitude)(from_base)
    return way.travel if way else Travel(None, say("where the base lies is not known"))


@dataclass(frozen=True)
class Backup:
    """A unit of another base that could come to a base's help: leaving at noon, and at midnight."""

    unit: Unit
    day: Able
    night: Able

    @property
    def both(self) -> tuple[Able, Able]:
        """By day, by night."""
        return self.day, self.night


def backup_of(standing: Standing, base: Base, *, most: int = 3) -> list[Backup]:
    """Who could come to the help of a base, the fastest by day first; none where its point is not
    known."""
    if base.latitude is None or base.longitude is None:
        return []
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    by_day, by_night = (
        reach.leaving(hour).units(base.latitude, base.longitude) for hour in (NOON, MIDNIGHT)
    )
    night = {one.unit.pk: one for one in by_night}
    others = [one for one in by_day if one.base is None or one.base.pk != base.pk]
    return [Backup(one.unit, one, night[one.unit.pk]) for one in others[:most]]


@dataclass(frozen=True)
class First:
    """The fastest unit known to be able, None where none is; and whether one comes in time."""

    able: Able | None
    comes: Comes


@dataclass(frozen=True)
class PlaceCover:
    """Who would be at a place first of whom no onset is known, leaving at noon and at midnight."""

    day: First
    night: First

    @property
    def in_time(self) -> bool:
        """Whether an able unit is known to come in time by day and by night."""
        return self.day.comes == self.night.comes == "in time"

    @property
    def known(self) -> bool:
        """Whether it is known if one does."""
        return "unknown" not in (self.day.comes, self.night.comes)

    @property
    def gap_shown(self) -> str:
        """The protection gap as the chip of it names it."""
        return "in time" if self.in_time else "late" if self.known else "unknown"

    @property
    def why(self) -> str:
        """The same in a sentence."""
        hours = {"n": round(IN_TIME / timedelta(hours=1))}
        match self.day.comes, self.night.comes:
            case "in time", "in time":
                return _("By day and by night an able unit comes within %(n)s hours.") % hours
            case "in time", "unknown":
                return _("By day only: whether an able unit comes by night is not known.")
            case "in time", _night:
                return _("By day only: by night no able unit comes within %(n)s hours.") % hours
            case ("unknown", _) | (_, "unknown"):
                return _("Whether an able unit comes within %(n)s hours is not known.") % hours
            case "none", "none":
                return _("No unit is able to come, leaving at noon or at midnight.")
        return _("No able unit comes within %(n)s hours, leaving at noon or at midnight.") % hours


def cover_of(
    standing: Standing, latitude: float | None, longitude: float | None
) -> PlaceCover | None:
    """Whether an able unit comes to one place (`UnitsReach.cover`); None where it has no point, or
    for who reads no units."""
    return covers_of(standing, [(latitude, longitude)])[0]


def covers_of(
    standing: Standing, points: Sequence[tuple[float | None, float | None]]
) -> list[PlaceCover | None]:
    """As `cover_of`, of n points in their order, each asked once. The same queries for any number;
    none where none has a point."""
    known = {(lat, lon) for lat, lon in points if lat is not None and lon is not None}
    if not known or not standing.reads("bases"):
        return [None] * len(points)
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    covers = {point: reach.cover(*point) for point in known}
    return [
        covers[lat, lon] if lat is not None and lon is not None else None for lat, lon in points
    ]


@dataclass(frozen=True)
class UnlistedBases:
    """The bases with a point that stand on a day and at which the person knows no unit."""

    standing: Standing
    day: date
    listed: frozenset[UUID]

    @cached_property
    def bases(self) -> list[Base]:
        """One query, the first time it is asked: most questions of reach never ask."""
        return list(
            bases_for(self.standing)
            .filter(
                Q(closed=None) | Q(closed__gt=self.day),
                Q(opened=None) | Q(opened__lte=self.day),
                retired=False,
                latitude__isnull=False,
            )
            .exclude(pk__in=self.listed)
        )


@dataclass(frozen=True)
class UnitTrip:
    """A unit, what is known of it, and its way to a point.

    arrival  minutes until it could be there, back from what it is committed to; None not known.
    roads    whether its minutes rest on known roads, or on open ground only.
    """

    unit: Unit
    state: State
    journey: Journey
    arrival: float | None
    roads: bool


@dataclass(frozen=True)
class UnitsReach:
    """Every unit a person sees on one moment, ready to be asked for any point."""

    standing: Standing
    at: datetime
    ways: Ways
    rows: Sequence[Unit]
    states: Mapping[UUID, State]
    medevac: Mapping[UUID, bool | None]
    reasons: bool
    unlisted: UnlistedBases
    committed: UnitCommitments

    def units(
        self,
        latitude: float,
        longitude: float,
        *,
        task: str = "",
        within: timedelta | None = None,
        but: Collection[UUID] = (),
        planned: bool = True,
    ) -> list[Able]:
        """The units this person sees, those first that could be there first; those of which that is
        not known come last. A unit that is committed leaves when it is expected back.

        Takes   degrees; task, a code of tutela.capacity.able.TASKS; within, leave out those known
                to need longer (one whose way is not known stays); but, alerts: who is on the way
                for one of these is not committed elsewhere; planned, whether there is time to
                choose, so that what a unit lacks for the task bars it.
        Gives   Able. No more queries, however many points are asked for.
        """
        able = [
            self._assess_unit(unit, ways, finder, task, held, free, planned)
            for unit, ways, finder, held, free in self._setting_out(latitude, longitude, but)
        ]
        if within is not None:
            most = within.total_seconds() / 60
            able = [one for one in able if one.arrival is None or one.arrival <= most]
        return sorted(able, key=_order)

    def wait_of(self, unit: Unit) -> float | None:
        """Minutes until a unit is back from what it is committed to; None where nobody said."""
        free = _free_at(self.committed.get(unit.pk, ()), self.at)
        return None if free is None else (free - self.at).total_seconds() / 60

    def trips(self, latitude: float, longitude: float) -> list[UnitTrip]:
        """The way of every unit to a point, for who weighs it for several tasks. No more queries,
        however many points are asked for."""
        trips = []
        for unit, ways, finder, _held, free in self._setting_out(latitude, longitude, ()):
            journey, travel, _way = self._journey(unit, ways, finder, "")
            wait = None if free is None else (free - self.at).total_seconds() / 60
            arrival = None if wait is None or travel.minutes is None else wait + travel.minutes
            trips.append(UnitTrip(unit, self.states[unit.pk], journey, arrival, travel.roads))
        return trips

    def _setting_out(
        self, latitude: float, longitude: float, but: Collection[UUID]
    ) -> Iterator[_SettingOut]:
        """Each unit with when it is free and the ways of that moment."""
        way = self.ways.way_finder_to(latitude, longitude)
        for unit in self.rows:
            held = [one for one in self.committed.get(unit.pk, ()) if one.about not in but]
            free = _free_at(held, self.at)
            if free is None or free == self.at:
                yield unit, self.ways, way, held, free
            else:
                later = replace(self.ways, local=free.astimezone(self.ways.local.tzinfo))
                yield unit, later, later.way_finder_to(latitude, longitude), held, free

    def leaving(self, hour: int) -> UnitsReach:
        """The same units, leaving when the clock next shows another hour. No more queries."""
        local = self.ways.local.replace(hour=hour, minute=0, second=0, microsecond=0)
        local = local if local >= self.ways.local else local + timedelta(days=1)
        return replace(self, at=local, ways=replace(self.ways, local=local))

    def first(self, latitude: float, longitude: float, *, within: timedelta) -> First:
        """Who of those known to be able would be there first, and whether that is in time.

        A time over open ground, where no road is known, is told and is not counted on: whether
        anybody comes in time is then not known.
        """
        units = self.units(latitude, longitude)
        able = next((unit for unit in units if unit.able), None)
        told = comes([(unit.able, unit.arrival if unit.roads else None) for unit in units], within)
        if told != "in time" and any(
            minutes is None or minutes <= within.total_seconds() / 60
            for _base, minutes in self.find_unlisted_bases(latitude, longitude)
        ):
            told = "unknown"
        return First(able, told if units else "unknown")

    def cover(self, latitude: float, longitude: float) -> PlaceCover:
        """Whether an able unit comes to a place of which no onset is known: the one answer of the
        pages of areas, places and risks."""
        day, night = (
            self.leaving(hour).first(latitude, longitude, within=IN_TIME)
            for hour in (NOON, MIDNIGHT)
        )
        return PlaceCover(day, night)

    def gap(
        self, latitude: float, longitude: float, *, onset: timedelta | None, task: str = ""
    ) -> Gap:
        """The protection gap of a point: the fastest able unit against the time until harm is
        feared, or not known where a base whose units are not known could send somebody in time.

        Takes   onset, None where not known.
        """
        units = self.units(latitude, longitude, task=task)
        return self.gap_of_units(units, latitude, longitude, onset=onset)

    def gap_of_units(
        self, units: Sequence[Able], latitude: float, longitude: float, *, onset: timedelta | None
    ) -> Gap:
        """As `gap`, of units that were asked for already."""
        able = [(unit.able, unit.arrival) for unit in units]
        gap = gap_of(able, onset)
        if gap.level in ("green", "amber"):
            return gap  # a unit known to be able comes in time: who else could is not asked
        return gap_of(able, onset, unlisted=self.find_unlisted_bases(latitude, longitude))

    def find_unlisted_bases(
        self, latitude: float, longitude: float
    ) -> list[tuple[str, float | None]]:
        """The bases at which this person knows no unit, with minutes to a point, nearest first, and
        the number at which each can be asked."""
        ways = self.ways_of_unlisted(latitude, longitude)
        return [(_base_to_ask(base), minutes) for base, minutes in ways]

    def ways_of_unlisted(
        self, latitude: float, longitude: float
    ) -> list[tuple[Base, float | None]]:
        """The bases at which this person knows no unit, each with its minutes to a point, nearest
        first."""
        if not self.unlisted.bases:
            return []
        way = self.ways.way_finder_to(latitude, longitude)
        ways = [(base, way(base)) for base in self.unlisted.bases]
        minutes = [(base, found.travel.minutes) for base, found in ways if found]
        return sorted(minutes, key=lambda minute: inf if minute[1] is None else minute[1])

    def _assess_unit(
        self,
        unit: Unit,
        ways: Ways,
        finder: Callable[[Base], PointRoute | None],
        task: str,
        held: Sequence[UnitCommitment],
        free: datetime | None,
        planned: bool,
    ) -> Able:
        state = self.states[unit.pk]
        lacking = state.lacking(task)
        journey, travel, way = self._journey(unit, ways, finder, task, planned)
        verdict = judge(state, journey)
        return Able(
            unit,
            unit.base,
            way.km if way else None,
            way.direction if way else "",
            travel.minutes,
            travel.why,
            verdict.able,
            self._reasons_told(verdict),
            "refused" in verdict.reasons,
            tuple(unit.languages),
            unit.women,
            unit.interpreter,
            unit.current_task,
            unit.roe_read_back,
            state.night if self.reasons else None,
            self.medevac.get(unit.pk) if self.reasons else None,
            travel.roads,
            held,
            None if free is None else (free - self.at).total_seconds() / 60,
            lacking if self.reasons else (),
            bool(lacking),
            (bool(lacking) and verdict.able is not False) or _is_limited(verdict),
        )

    def _journey(
        self,
        unit: Unit,
        ways: Ways,
        finder: Callable[[Base], PointRoute | None],
        task: str,
        planned: bool = False,
    ) -> tuple[Journey, Travel, PointRoute | None]:
        way = finder(unit.base) if unit.base else None
        travel = way.travel if way else Travel(None, say("where the unit stands is not known"))
        journey = Journey(
            ways.local.date(),
            way.km if way else None,
            travel.minutes,
            way.dark if way else ways.dark_at(None),
            task,
            planned,
        )
        return journey, travel, way

    def is_barred(self, unit: Unit, tasks: Collection[str]) -> bool:
        """Whether what a unit lacks keeps it from any of these planned tasks: then it is not
        offered for them, whoever asks."""
        state = self.states[unit.pk]
        return any(task and state.lacking(task) for task in tasks)

    def _reasons_told(self, verdict: Verdict) -> tuple[str, ...]:
        return verdict.reasons if self.reasons else ()


_SettingOut = tuple[
    Unit,
    "Ways",
    Callable[[Base], "PointRoute | None"],
    "list[UnitCommitment]",
    datetime | None,
]

LIMITS = frozenset({"no_vehicles", "no_night", "caveat_night", "caveat_task", "caveat_medevac"})
"""Reasons of the compartment for which a unit that is in reach is not able."""


def _is_limited(verdict: Verdict) -> bool:
    """Whether a unit is not able for reasons of the compartment alone."""
    return verdict.able is False and set(verdict.reasons) <= LIMITS | UNSURE | LACKS.keys()


def _free_at(held: Sequence[UnitCommitment], at: datetime) -> datetime | None:
    """When a unit is free of what it is committed to, from a moment on: that moment where it is;
    None where nobody said when it is back, or that time has passed and it is not."""
    backs = [one.back for one in held]
    if any(back is None or back < at for back in backs):
        return None
    return max((back for back in backs if back), default=at)


def _base_to_ask(base: Base) -> str:
    """A base with the number at which it can be asked who stands there."""
    number = base.duty_number or _("no duty number is on file")
    return f"{base.name} (\N{LEFT-TO-RIGHT ISOLATE}{number}\N{POP DIRECTIONAL ISOLATE})"


def _order(able: Able) -> tuple[bool, bool, float, float, str]:
    far = float("inf")
    return (
        able.arrival is None,
        able.minutes is None,
        far if able.arrival is None else able.arrival,
        far if able.km is None else able.km,
        able.unit.name,
    )


def reach_for(standing: Standing, *, at: datetime, reasons: bool = True) -> UnitsReach:
    """Everything about the units this person sees that a question of reach needs.

    Takes   reasons: whether who holds the compartment is told why a unit is not able; the read of
            readiness and caveats is then a line in the audit.
    """
    day = at.astimezone(ZoneInfo(standing.mission.time_zone)).date()
    units = (
        units_for(standing)
        .filter(retired=False)
        .annotate(
            refused=Exists(not_able(at, standing.mission).filter(unit=OuterRef("pk"))),
            fails=Exists(failing_checks(day).filter(unit=OuterRef("pk"))),
        )
    )
    rows = list(with_base(standing, units))
    refused: dict[UUID, set[str]] = defaultdict(set)
    if any(vars(unit)["refused"] for unit in rows):  # annotated above
        kept = not_able(at, standing.mission).filter(unit__in=rows)
        for pk, task in kept.values_list("unit", "task"):
            refused[pk].add(task)
    ready = {one.unit_id: one for one in UnitReadiness.objects.filter(unit__in=rows)}
    caveats: dict[UUID, list[KnownCaveat]] = {}
    for row in Caveat.objects.filter(unit__in=rows).exclude(status=Caveat.Status.LIFTED):
        caveats.setdefault(row.unit_id, []).append(known_caveat(row))
    told = reasons and holds_readiness(standing)
    if told and (ready or caveats):
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="caveat",
            readiness=len(ready),
            caveats=sum(map(len, caveats.values())),
        )
    failing = [unit for unit in rows if vars(unit)["fails"]]
    limits = limits_by_unit(rows, standing.mission, day, failing=failing)
    states = {
        unit.pk: replace(
            _state(unit, ready.get(unit.pk), caveats.get(unit.pk, ())),
            refused=frozenset(refused[unit.pk]),
            lacks=limits.get(unit.pk, {}),
        )
        for unit in rows
    }
    medevac = {unit: one.medevac for unit, one in ready.items()}
    ways = _ways(standing.mission, at)
    listed = frozenset(unit.base_id for unit in rows if unit.base_id)
    unlisted = UnlistedBases(standing, ways.local.date(), listed)
    committed = commitments_for(standing, rows)
    return UnitsReach(standing, at, ways, rows, states, medevac, told, unlisted, committed)


def not_able(at: datetime, mission: Mission) -> QuerySet[NotAble]:
    """What units are put down as not able for, on the day of a moment."""
    day = at.astimezone(ZoneInfo(mission.time_zone)).date()
    return NotAble.objects.filter(Q(able_from=None) | Q(able_from__gt=day)).order_by("since")


def known_caveat(row: Caveat) -> KnownCaveat:
    """A caveat as the core knows it: by its effects, without its words."""
    return KnownCaveat(
        row.status,
        row.starts,
        row.ends,
        row.no_night,
        frozenset(row.no_tasks),
        row.most_km,
        row.medevac_km,
        row.asks,
    )


def _state(unit: Unit, ready: UnitReadiness | None, caveats: Sequence[KnownCaveat]) -> State:
    if ready is None:
        return State(unit.able, caveats=caveats)
    return State(unit.able, ready.vehicles, ready.night, ready.reach_km, caveats)


# --- ways


@dataclass(frozen=True)
class PointRoute:
    """From a base to the point: kilometres in a straight line, and whether any of it is dark."""

    km: float
    direction: Words
    travel: Travel
    dark: bool


@dataclass(frozen=True)
class Ways:
    """The mission's travel times on one moment.

    surface   None where none is made yet.
    notes     what else is to be said of it.
    """

    rules: TravelRules
    local: datetime
    surface: Surface | None
    notes: tuple[Sentence, ...] = ()

    def basis(self) -> Sentence:
        """What every time of this moment rests on: the season, and what of the ground is known."""
        ground = (
            [NOT_MADE] if self.surface is None else [*self.surface.limits_in_words(), *self.notes]
        )
        return join("; ", [self._season(), *ground])

    def dark_at(self, point: tuple[float, float] | None) -> bool:
        """Whether it is night there; where the point is not known, by the hours from six to six."""
        if point is None:
            return not 6 <= self.local.hour < 18
        return not sun(*point, self.local).up

    def way_finder_to(
        self, latitude: float, longitude: float
    ) -> Callable[[Base], PointRoute | None]:
        """A function from a base with a point to its Way."""
        dark, change = light(latitude, longitude, self.local)
        why = self._assumptions(dark)
        straight = join("; ", [*why, NOT_MADE])
        if self.surface is not None:
            known = self.surface.minutes_to(latitude, longitude)
            far = self.surface.km_to(latitude, longitude)
            by_map = join("; ", [*why, *self.surface.limits_in_words(), *self.notes])

        def way(base: Base) -> PointRoute | None:
            if base.latitude is None or base.longitude is None:
                return None
            code = str(base.pk)
            if self.surface is None or self.surface.is_base_moved(
                code, base.latitude, base.longitude
            ):
                km = float(
                    distance_km(
                        *map(np.array, (latitude, longitude, base.latitude, base.longitude))
                    )
                )
                day: float | None = km / self.rules.slowest() * 60
                told, roads = straight, False
            else:
                km, day, told, roads = far[code], known[code], by_map, self.surface.roads
            if day is None:
                told = join("; ", [told, say("no way there is known")])
            minutes = (
                None
                if day is None
                else elapsed_minutes(day, night=self.rules.night, dark=dark, until_change=change)
            )
            late = dark or (minutes is not None and minutes > change)
            if late and not dark:
                told = join("; ", [told, say("part of the way is in the dark")])
            where = direction(bearing(latitude, longitude, base.latitude, base.longitude))
            return PointRoute(km, where, Travel(minutes, told, roads), late)

        return way

    def _season(self) -> Sentence:
        if not self.rules.rains:
            return say("season not known: taken as the rains")
        season = self.rules.season(self.local.date())
        return say("dry season") if season == "dry" else say("the rains")

    def _assumptions(self, dark: bool) -> list[Sentence]:
        told = [self._season()]
        if not dark:
            return [*told, say("by day")]
        if self.rules.night == 0:
            return [*told, say("by night nobody moves: from first light")]
        return [
            *told,
            say("by night at {n:.0f} percent of the day's speed", n=self.rules.night * 100),
        ]


def light(latitude: float, longitude: float, at: datetime) -> tuple[bool, float]:
    """Whether it is dark at a place, and minutes until that changes."""
    today = sun(latitude, longitude, at)
    if today.rises is None or today.sets is None:
        return not today.up, HALF_A_DAY
    if today.up:
        turn: datetime | None = today.sets
    elif at < today.rises:
        turn = today.rises
    else:
        turn = sun(latitude, longitude, at + timedelta(days=1)).rises
    return not today.up, max((turn - at).total_seconds() / 60, 0.0) if turn else HALF_A_DAY


def _ways(mission: Mission, at: datetime) -> Ways:
    rules = rules_of(mission)
    local = at.astimezone(ZoneInfo(mission.time_zone))
    season = rules.season(local.date())
    kept = surface_of(mission, season)
    if kept is None:
        return Ways(rules, local, None)
    digest, surface = kept
    if digest.startswith(ground_digest(mission, rules)):
        return Ways(rules, local, surface)
    return Ways(rules, local, surface, (say("made before the last change of speeds or roads"),))


def rules_of(mission: Mission) -> TravelRules:
    """The mission's speeds, months and night; as shipped for its country until it sets its own."""
    kept = TravelSettings.objects.filter(mission=mission).first()
    return from_json(kept.rules) if kept else shipped_rules(mission.iso3)


def ground_digest(mission: Mission, rules: TravelRules) -> str:
    """What the ground of a travel-time surface is known by: speeds, roads and country."""
    layers = GroundLayer.objects.filter(mission=mission, retired=False).order_by("pk")
    told = [rules.on_the_ground(), mission.iso3, *layers.values_list("pk", "version")]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def surface_of(mission: Mission, season: str) -> tuple[str, Surface] | None:
    """The newest surface of a season and its digest; None where none is made yet."""
    rows = TravelSurface.objects.filter(mission=mission, season=season)
    row = rows.values_list("pk", "digest", "made_at").first()
    if row is None:
        return None

    def read() -> Surface:
        return unpack_surface(bytes(rows.values_list("packed", flat=True).get()))

    return row[1], _SURFACES.get((mission.pk, season), row, read)


def ways_between(standing: Standing, points: Collection[tuple[float, float]]) -> Between | None:
    """What the mission's travel times tell of the ways between points, by bases this person may
    see; None where none are made, or only for speeds and roads that changed since. One query, where
    some are made at most seven."""
    mission = standing.mission
    if not points or not TravelSurface.objects.filter(mission=mission).exists():
        return None
    ground = ground_digest(mission, rules_of(mission))
    kept = [surface_of(mission, season) for season in SEASONS]
    surfaces = [one[1] for one in kept if one is not None and one[0].startswith(ground)]
    bases = {str(pk) for pk in bases_for(standing).order_by().values_list("pk", flat=True)}
    return Between(surfaces, points, bases) or None
