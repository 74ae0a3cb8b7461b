"""Best places for units, reckoned from the mission's hotspots, bases, travel times and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutela.base.distances import distance_km
from tutela.base.later import Bools, Floats, np
from tutela.base.messages import Sentence, join, say, say_n
from tutela.capacity.able import State
from tutela.deployment.covering import deterred_said, in_reach
from tutela.deployment.siting import (
    Answer,
    Question,
    Site,
    SitingResult,
    Team,
    best_sites,
    draw_demand,
    fight_said,
    share_in_worst,
)
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.reach.queries import UnitsReach, reach_for
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.deployment.gap.gap_ranking import HotspotInOrder, hotspots_in_order
from tutela_web.deployment.siting.actions import MoveAction, actions_of
from tutela_web.deployment.siting.forms import SitingAsked
from tutela_web.places.models import Place

SAME_KM = 10.0
"""A hotspot so near a base is no other place to stand."""

MOST_NEW = 60
"""So many places without a base are looked at, those first in the order."""

SECONDS = 4.0
"""For each search: a page waits no longer."""

DRAWS = 100
"""So many times expected harm is drawn from the range of each likelihood [P]."""

MORE = say("further units")
"""The team of units that are not of the mission yet."""

NOBODY = State(able=False)
FURTHER = State(able=True, night=True)


@dataclass(frozen=True)
class PlacedUnit:
    """A unit at its place of an answer, or so many further ones; what may be done next with it."""

    unit: Unit | None
    number: int
    actions: Sequence[MoveAction]


@dataclass(frozen=True)
class PlaceOfAnswer:
    """One site of an answer: where, who comes from where, what it gives and costs."""

    here: Base | Place
    is_base: bool
    units: Sequence[PlacedUnit]
    gains: Sentence
    costs: Sentence


@dataclass(frozen=True)
class AnswerRows:
    """An answer in rows, and what it leaves out; `lost` was in reach today. worst, the share in
    reach in the worst tenth of draws."""

    answer: Answer
    rows: Sequence[PlaceOfAnswer]
    lost: Sequence[HotspotInOrder]
    worst: float
    deterred: Sequence[tuple[Sentence, Sentence]]

    @property
    def percent(self) -> int:
        return round(100 * self.answer.covered)

    @property
    def worst_percent(self) -> int:
        return round(100 * self.worst)

    @property
    def bound(self) -> int:
        return round(100 * self.answer.bound)


@dataclass(frozen=True)
class SitingFound:
    """What came of a question.

    today     percent of expected harm in reach of all units as they stand.
    left_out  hotspots no answer reaches; unweighed, those without a likelihood or a point.
    unknown   what is not known and was not counted, in words.
    """

    result: SitingResult
    answers: Sequence[AnswerRows]
    today: int
    hotspots: Sequence[HotspotInOrder]
    sites: Sequence[Base | Place]
    left_out: Sequence[HotspotInOrder]
    unweighed: Sequence[HotspotInOrder]
    fight: Sentence | None
    unknown: Sequence[Sentence]


def find_places(standing: Standing, asked: SitingAsked) -> SitingFound | None:
    """The answers to a question as the form gives it; None where no hotspot can be weighed. The
    read of readiness and caveats is a line in the audit."""
    hotspots = hotspots_in_order(standing)
    if asked.agreed:
        hotspots = [hotspot for hotspot in hotspots if hotspot.agreed]
    weighed = [hotspot for hotspot in hotspots if hotspot.value and _has_point(hotspot.place)]
    if not weighed:
        return None
    reckoned = _Reckoned(standing, asked, weighed)
    result = best_sites(reckoned.question, seconds=SECONDS)
    answers = [
        reckoned.rows_of(answer) for answer in (result.first, result.second) if answer is not None
    ]
    reached = np.zeros(len(weighed), bool)
    for rows in answers:
        reached |= rows.answer.reached
    demand = reckoned.question.demand
    return SitingFound(
        result,
        answers,
        round(100 * float(demand[reckoned.today].sum() / demand.sum())),
        weighed,
        reckoned.sites,
        [weighed[at] for at in np.flatnonzero(~reached).tolist()] if answers else [],
        [hotspot for hotspot in hotspots if hotspot not in weighed],
        fight_said(reckoned.question, result.fight) if result.fight else None,
        reckoned.limits_said(),
    )


def _has_point(here: Place | Base) -> bool:
    return here.latitude is not None and here.longitude is not None


def _points(rows: Sequence[Place | Base]) -> tuple[Floats, Floats]:
    return (
        np.array([row.latitude for row in rows], np.float64),
        np.array([row.longitude for row in rows], np.float64),
    )


class _Reckoned:
    """Sites, ways and rules of one question."""

    def __init__(
        self, standing: Standing, asked: SitingAsked, weighed: Sequence[HotspotInOrder]
    ) -> None:
        self.asked, self.weighed = asked, weighed
        self.dark, self.within = asked.dark, 60.0 * asked.hours
        self.day = clock.today(standing.mission)
        self.reach: UnitsReach = reach_for(standing, at=clock.now(standing.mission))
        rows = bases_for(standing).filter(standing_on(self.day), retired=False)
        self.bases = [base for base in rows.order_by("name", "pk") if _has_point(base)]
        self.sites: list[Base | Place] = [*self.bases, *self._new_places()]
        self.km, self.minutes = self._ways()
        self.standing = standing
        self.units = {f"{unit.name} ({unit.code})": unit for unit in asked.move}
        self.moved = {unit.pk for unit in asked.move}
        self.staying, self.today = self._reach_of_units()
        self.question = self._question()
        self.draws = self._draws()

    def _new_places(self) -> list[Place]:
        """The places of hotspots where no base stands near, those first in the order."""
        places = list({hotspot.place.pk: hotspot.place for hotspot in self.weighed}.values())
        if self.bases:
            far = _km(places, self.bases).min(axis=1) > SAME_KM
            places = [place for place, apart in zip(places, far.tolist(), strict=True) if apart]
        return places[:MOST_NEW]

    def _ways(self) -> tuple[Floats, Floats]:
        """Kilometres and the day's minutes from each site to each hotspot: by the travel times
        where they are made, else in a straight line at the slowest speed over open ground."""
        ways = self.reach.ways
        places = [hotspot.place for hotspot in self.weighed]
        km = _km(self.sites, places)
        minutes = km / ways.rules.slowest() * 60
        if ways.surface is not None:
            hours = ways.surface.hours(*_points(places))
            rows = {base: row for row, base in enumerate(ways.surface.bases)}
            for at, base in enumerate(self.bases):
                code = str(base.pk)
                assert base.latitude is not None and base.longitude is not None  # of the query
                if not ways.surface.is_base_moved(code, base.latitude, base.longitude):
                    minutes[at] = hours[rows[code]] * 60
        return km, minutes

    def covers_of(self, state: State) -> Bools:
        """Where a unit is able and there in time, from each site to each hotspot."""
        return in_reach(
            state,
            self.km,
            self.minutes,
            on=self.day,
            dark=self.dark,
            within=self.within,
            night=self.reach.ways.rules.night,
        )

    def _reach_of_units(self) -> tuple[Bools, Bools]:
        """What the units that stay reach, and what all of them reach today."""
        at = {base.pk: row for row, base in enumerate(self.bases)}
        staying = np.zeros(len(self.weighed), bool)
        today = staying.copy()
        for unit in self.reach.rows:
            row = at.get(unit.base_id) if unit.base_id else None
            if row is not None:
                reached = self.covers_of(self.reach.states[unit.pk])[row]
                today |= reached
                staying |= reached & (unit.pk not in self.moved)
        return staying, today

    def _question(self) -> Question:
        asked = self.asked
        teams = [
            Team(name, 1, self.covers_of(self.reach.states.get(unit.pk, NOBODY)))
            for name, unit in self.units.items()
        ]
        if asked.more:
            teams.append(Team(MORE, asked.more, self.covers_of(FURTHER)))
        areas = [hotspot.place.area for hotspot in self.weighed]
        names = [area.name if area else "" for area in areas]
        return Question(
            [
                Site(str(site.pk), site.name, asked.most, care, isinstance(site, Base))
                for site, care in zip(self.sites, self._km_care(), strict=True)
            ],
            teams,
            np.array([hotspot.value for hotspot in self.weighed], np.float64),
            names,
            self.staying,
            self.today,
            {name: asked.floor for name in names if name and asked.floor},
            [str(base.pk) for base in asked.keep if base in self.bases],
            [str(base.pk) for base in asked.leave if base in self.bases],
            asked.care,
        )

    def _draws(self) -> Floats:
        """Expected harm as it could be, from the range of each hotspot's likelihood."""
        demand = self.question.demand
        low, high = (
            np.array([np.nan if end is None else end for end in ends]) * demand
            for ends in (
                [hotspot.low for hotspot in self.weighed],
                [hotspot.top for hotspot in self.weighed],
            )
        )
        return draw_demand(demand, low, high, number=DRAWS)

    def _km_care(self) -> list[float | None]:
        """Kilometres from each site to the nearest base with a unit that has medical evacuation."""
        known = {unit.base_id for unit in self.reach.rows if self.reach.medevac.get(unit.pk)}
        bases = [base for base in self.bases if base.pk in known]
        if not bases:
            return [None] * len(self.sites)
        return [float(km) for km in _km(self.sites, bases).min(axis=1)]

    def rows_of(self, answer: Answer) -> AnswerRows:
        sites = {str(site.pk): site for site in self.sites}
        rows = []
        for chosen in answer.chosen:
            here = sites[chosen.site.code]
            placed = [
                PlacedUnit(unit, number, actions_of(self.standing, unit, here))
                for name, number in chosen.teams.items()
                for unit in [self.units.get(name)]
            ]
            gains, costs = join("; ", chosen.reasons()), join("; ", chosen.costs())
            rows.append(PlaceOfAnswer(here, isinstance(here, Base), placed, gains, costs))
        feared = [
            self.weighed[at].actor for at in np.flatnonzero(answer.reached & ~self.staying).tolist()
        ]
        return AnswerRows(
            answer,
            rows,
            [self.weighed[at] for at in answer.lost.tolist()],
            share_in_worst(self.draws, answer.reached),
            deterred_said(feared),
        )

    def limits_said(self) -> list[Sentence]:
        """What is not known and was not counted."""
        said: list[Sentence] = [self.reach.ways.basis()]
        if len(self.sites) > len(self.bases):
            said.append(
                say(
                    "ways from places without a base are in a straight line at the slowest speed "
                    "over open ground"
                )
            )
        unsure = [
            unit.name
            for unit in self.asked.move
            if self.reach.states.get(unit.pk, NOBODY).able is None
        ]
        if unsure:
            said.append(say("whether {units} is able is not known", units=", ".join(unsure)))
        nowhere = sum(unit.base_id is None for unit in self.reach.rows)
        if nowhere:
            said.append(
                say_n(
                    "{n} unit stands nowhere on record and is not counted today",
                    "{n} units stand nowhere on record and are not counted today",
                    nowhere,
                )
            )
        said.append(say("a unit on another task is counted as free"))
        return said


def _km(here: Sequence[Base | Place], there: Sequence[Base | Place]) -> Floats:
    lat, lon = _points(here)
    to_lat, to_lon = _points(there)
    return distance_km(lat[:, None], lon[:, None], to_lat[None], to_lon[None])
