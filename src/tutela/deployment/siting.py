"""Best places for k units: the most expected harm in reach, under the rules units have.

Maximal covering (Church and ReVelle 1974). Who covers what from where is given: it is reckoned from
travel time, readiness and caveats. The answer is a suggestion: where to be is a person's decision.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from tutela.base.later import Bools, Floats, Ints, np
from tutela.base.messages import Sentence, join, say, say_n
from tutela.deployment.solver import LinearRow, Program, Solved, solve

NEAR = 0.1
"""How much less than the best a second answer may cover, as a share [P]."""

WORST = 0.1
"""The share of draws that count where the worst is weighed."""

EXACT = 1e-6
"""What is left between an answer and the bound where it is called the best."""

SLACK = 1e-9

DRAWN = 2018
"""The seed of draws: the same question is answered alike."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where units could stand.

    most_units  how many it can keep; km_care, to medical care, None for not known.
    stands      whether a base stands there today.
    """

    code: str
    name: str
    most_units: int = 1
    km_care: float | None = None
    stands: bool = False


@dataclass(frozen=True)
class Team:
    """Units with the same rules, so many of them; covers[site, point]: able and there in time."""

    name: str
    count: int
    covers: Bools


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked.

    demand      of each point: likelihood times gravity, or people.
    area        of each point its area; areas by name.
    staying     points in reach of units that stay where they are; today, all in reach today.
    floors      the share of each area's demand that is to be in reach, by the area's name.
    keep        sites where somebody stays; leave, sites where nobody is to be: by code.
    care_km     the most km to medical care; a site of which that is not known is then none.
    """

    sites: Sequence[Site]
    teams: Sequence[Team]
    demand: Floats
    area: Sequence[str] = ()
    staying: Bools | None = None
    today: Bools | None = None
    floors: Mapping[str, float] = field(default_factory=dict)
    keep: Collection[str] = ()
    leave: Collection[str] = ()
    care_km: float | None = None

    @property
    def staying_reach(self) -> Bools:
        """Points in reach of units that stay."""
        return np.zeros(len(self.demand), bool) if self.staying is None else self.staying


Kind = Literal["units", "support", "care", "leave", "keep", "floor"]


class Wish(NamedTuple):
    """One thing that is wanted, and by which name: a team, a site's code or an area."""

    kind: Kind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ChosenSite:
    """A site of an answer and why.

    teams   units by team; adds, demand nothing else of the answer reaches; new, what of its reach
            is out of reach today. Shares of all demand.
    """

    site: Site
    teams: Mapping[str, int]
    reaches: float
    adds: float
    new: float

    def reasons(self) -> list[Sentence]:
        """What it gives and what it costs, in words."""
        gains = [
            say("{n:.0f} percent of expected harm is reached from here", n=100 * self.reaches),
            say("{n:.0f} percent by nobody else of this answer", n=100 * self.adds),
        ]
        if self.new > SLACK:
            gains.append(say("{n:.0f} percent that nobody reaches today", n=100 * self.new))
        return gains

    def costs(self) -> list[Sentence]:
        """What it costs, in words."""
        units = sum(self.teams.values())
        costs = [say_n("it keeps {n} unit", "it keeps {n} units", units)]
        if not self.site.stands:
            costs.append(say("no base stands here: one is to be opened"))
        if self.site.km_care is None:
            costs.append(say("how far medical care is, is not known"))
        else:
            costs.append(say("medical care is {km:.0f} km away", km=self.site.km_care))
        return costs


@dataclass(frozen=True, eq=False)
class Answer:
    """Where to be.

    covered     share of all demand in reach, that of units that stay included.
    bound       more than which no answer covers.
    reached     points in reach; lost, points in reach today and no longer.
    """

    chosen: Sequence[ChosenSite]
    covered: float
    bound: float
    reached: Bools
    lost: Ints

    @property
    def codes(self) -> frozenset[str]:
        """The sites by code."""
        return frozenset(place.site.code for place in self.chosen)

    @property
    def best(self) -> bool:
        """Whether it is proven that nothing covers more."""
        return self.bound - self.covered <= EXACT


@dataclass(frozen=True)
class SitingResult:
    """The best answer, another near it, or which wishes fight which.

    second      None where no other comes within the share asked for.
    fight       wishes of which any could be met without one of the others; empty where all are.
    late        whether no answer was found in the time given.
    points      with demand and in reach of a site; merged, what was left of them to weigh.
    """

    first: Answer | None = None
    second: Answer | None = None
    fight: Sequence[Wish] = ()
    late: bool = False
    points: int = 0
    merged: int = 0
    sites: int = 0


class _Merged(NamedTuple):
    """Points with the same sites in reach, and of the same area where that has a floor."""

    covers: Bools  # options x merged
    demand: Floats  # merged; or draws x merged
    area: Ints
    weighed: Ints


class _Option(NamedTuple):
    team: int
    site: int


@dataclass(eq=False)
class _Model:
    """The program of a question, built once and asked several times."""

    asked: Question
    draws: Floats | None = None  # draws x points
    dominated: bool = True  # whether sites that others replace are dropped

    @cached_property
    def areas(self) -> list[str]:
        return sorted(self.asked.floors)

    @cached_property
    def weights(self) -> Floats:
        """Demand by draw and point, all of a mean draw together 1."""
        demand = self.asked.demand[None] if self.draws is None else self.draws
        total = float(demand.sum() / len(demand))
        return demand / total if total > 0 else demand

    @cached_property
    def options(self) -> list[_Option]:
        every = [
            _Option(team, site)
            for team, _team in enumerate(self.asked.teams)
            for site, _site in enumerate(self.asked.sites)
        ]
        if not self.dominated:
            return every
        return [option for option in every if not self._replaced[option.team, option.site]]

    @cached_property
    def _replaced(self) -> Bools:
        """Options whose reach lies within that of another site that could keep all units."""
        teams, sites = self.asked.teams, self.asked.sites
        replaced = np.zeros((len(teams), len(sites)), bool)
        units = sum(team.count for team in teams)
        named = set(self.asked.keep) | set(self.asked.leave)
        if self.asked.care_km is not None:
            return replaced
        roomy = [at for at, site in enumerate(sites) if site.most_units >= units]
        heavy = self.asked.demand > 0 if self.draws is None else self.weights.sum(axis=0) > 0
        for number, team in enumerate(teams):
            reach = team.covers[:, heavy & ~self.asked.staying_reach]
            size = reach.sum(axis=1)
            for at, site in enumerate(sites):
                if site.code in named:
                    continue
                for other in roomy:
                    if other == at or sites[other].code in named or replaced[number, other]:
                        continue
                    larger = size[other] > size[at] or (size[other] == size[at] and other < at)
                    if larger and not (reach[at] & ~reach[other]).any():
                        replaced[number, at] = True
                        break
        return replaced

    @cached_property
    def merged(self) -> _Merged:
        asked = self.asked
        covers = np.array([asked.teams[option.team].covers[option.site] for option in self.options])
        covers = covers.reshape(len(self.options), len(asked.demand))
        weighed = np.flatnonzero(
            (self.weights.sum(axis=0) > 0) & covers.any(axis=0) & ~asked.staying_reach
        )
        area = np.full(len(weighed), -1, np.int64)
        if self.areas:
            number = {name: at for at, name in enumerate(self.areas)}
            area = np.array([number.get(asked.area[at], -1) for at in weighed.tolist()], np.int64)
        packed = np.packbits(covers[:, weighed], axis=0).T
        keys = np.concatenate([packed, area.astype("<i8").view(np.uint8).reshape(-1, 8)], axis=1)
        rows = np.ascontiguousarray(keys).view(f"V{keys.shape[1]}").ravel()
        _, first, of_point = np.unique(rows, return_index=True, return_inverse=True)
        of_point = of_point.ravel()
        demand = np.zeros((len(self.weights), len(first)))
        for draw, weights in enumerate(self.weights):
            demand[draw] = np.bincount(of_point, weights[weighed], minlength=len(first))
        return _Merged(covers[:, weighed[first]], demand, area[first], weighed)

    # --- columns: units by option, sites in use, merged points, then what the worst draws need

    @cached_property
    def first_site(self) -> int:
        return len(self.options)

    @cached_property
    def first_point(self) -> int:
        return self.first_site + len(self.asked.sites)

    @cached_property
    def first_draw(self) -> int:
        return self.first_point + int(self.merged.demand.shape[1])

    @cached_property
    def width(self) -> int:
        return self.first_draw + (0 if self.draws is None else 1 + len(self.draws))

    def wishes(self) -> list[Wish]:
        """All that is wanted, what a person would give up last at the end."""
        asked, units = self.asked, sum(team.count for team in self.asked.teams)
        wishes = [Wish("floor", name) for name in self.areas]
        wishes += [Wish("keep", code) for code in sorted(asked.keep)]
        wishes += [Wish("leave", code) for code in sorted(asked.leave)]
        wishes += [Wish("care")] if asked.care_km is not None else []
        wishes += [Wish("support", site.code) for site in asked.sites if site.most_units < units]
        return [*wishes, *(Wish("units", team.name) for team in asked.teams)]

    def rows(self, wishes: Collection[Wish]) -> list[LinearRow]:
        rows = [self._reach_rows(), self._use_rows()]
        return rows + [self._row_of(wish) for wish in wishes]

    def _reach_rows(self) -> LinearRow:
        """A merged point is in reach as far as a unit stands where it is reached from."""
        option, point = np.nonzero(self.merged.covers)
        n = self.merged.demand.shape[1]
        row = np.concatenate([np.arange(n), point])
        column = np.concatenate([np.arange(n) + self.first_point, option])
        factor = np.concatenate([np.ones(n), -np.ones(len(point))])
        return LinearRow(row, column, factor, np.full(n, -np.inf), np.zeros(n))

    def _use_rows(self) -> LinearRow:
        """A site is in use where a unit stands: not without one, and not with one unsaid."""
        units, n = max(1, sum(team.count for team in self.asked.teams)), len(self.asked.sites)
        site = np.array([option.site for option in self.options], np.int64)
        at = np.arange(len(self.options))
        used = np.arange(n)
        row = np.concatenate([site, used, site + n, used + n])
        column = np.concatenate([at, used + self.first_site, at, used + self.first_site])
        ones = np.ones(len(at))
        factor = np.concatenate([ones, -np.full(n, float(units)), ones, -np.ones(n)])
        low = np.concatenate([np.full(n, -np.inf), np.zeros(n)])
        high = np.concatenate([np.zeros(n), np.full(n, np.inf)])
        return LinearRow(row, column, factor, low, high)

    def _row_of(self, wish: Wish) -> LinearRow:
        if wish.kind == "units":
            number = [team.name for team in self.asked.teams].index(wish.subject)
            mine = [at for at, option in enumerate(self.options) if option.team == number]
            return _row(mine, high=self.asked.teams[number].count)
        if wish.kind == "care":
            return _row([self.first_site + at for at in self._far()], high=0)
        if wish.kind == "floor":
            return self._floor_row(wish.subject)
        at = [site.code for site in self.asked.sites].index(wish.subject)
        if wish.kind == "keep":
            return _row([self.first_site + at], low=1)
        if wish.kind == "leave":
            return _row([self.first_site + at], high=0)
        mine = [number for number, option in enumerate(self.options) if option.site == at]
        return _row(mine, high=self.asked.sites[at].most_units)

    def _far(self) -> list[int]:
        most = self.asked.care_km
        return [
            at
            for at, site in enumerate(self.asked.sites)
            if most is not None and (site.km_care is None or site.km_care > most)
        ]

    def _floor_row(self, name: str) -> LinearRow:
        mean = self.weights.mean(axis=0)
        inside = np.array([area == name for area in self.asked.area], bool)
        wanted = self.asked.floors[name] * mean[inside].sum()
        wanted -= mean[inside & self.asked.staying_reach].sum() + SLACK
        mine = np.flatnonzero(self.merged.area == self.areas.index(name))
        factor = self.merged.demand.mean(axis=0)[mine]
        return _row((mine + self.first_point).tolist(), factor=factor, low=wanted)

    def solve_under(
        self, wishes: Collection[Wish], more: Sequence[LinearRow], *, gap: float, seconds: float
    ) -> Solved:
        cost, most = np.zeros(self.width), np.ones(self.width)
        whole = np.zeros(self.width, bool)
        whole[: self.first_point] = True
        units = sum(team.count for team in self.asked.teams)
        most[: self.first_site] = [len(self.asked.sites) + units] * len(self.options)
        rows, free = [*self.rows(wishes), *more], None
        if self.draws is None:
            cost[self.first_point : self.first_draw] = -self.merged.demand[0]
        else:
            draws = len(self.draws)
            cost[self.first_draw] = 1.0
            cost[self.first_draw + 1 :] = 1 / max(1.0, WORST * draws)
            most[self.first_draw + 1 :] = np.inf
            free = np.array([self.first_draw])
            rows.append(self._worst_rows())
        return solve(Program(cost, most, whole, rows, free), gap=gap, seconds=seconds)

    def _worst_rows(self) -> LinearRow:
        """How far each draw's harm out of reach lies above the limit of the worst."""
        demand, draws = self.merged.demand, len(self.merged.demand)
        left = self.weights[:, ~self.asked.staying_reach].sum(axis=1)
        row, column = np.nonzero(demand)
        every = np.arange(draws)
        return LinearRow(
            np.concatenate([row, every, every]),
            np.concatenate(
                [
                    column + self.first_point,
                    np.full(draws, self.first_draw),
                    every + self.first_draw + 1,
                ]
            ),
            np.concatenate([demand[row, column], np.ones(2 * draws)]),
            left,
            np.full(draws, np.inf),
        )

    def units_of(self, x: Floats) -> dict[_Option, int]:
        units = np.rint(x[: self.first_site]).astype(int)
        return {option: int(n) for option, n in zip(self.options, units, strict=True) if n}

    def unlike(self, codes: Collection[str]) -> LinearRow:
        """At least one of these sites is not in use."""
        mine = [
            self.first_site + at for at, site in enumerate(self.asked.sites) if site.code in codes
        ]
        return _row(mine, high=len(mine) - 1)


def _row(
    columns: Sequence[int],
    *,
    factor: Floats | None = None,
    low: float = -math.inf,
    high: float = math.inf,
) -> LinearRow:
    at = np.array(columns, np.int64)
    factors = np.ones(len(at)) if factor is None else factor
    return LinearRow(np.zeros(len(at), np.int64), at, factors, np.array([low]), np.array([high]))


def best_sites(asked: Question, *, near: float = NEAR, seconds: float = 60.0) -> SitingResult:
    """Where so many units reach the most expected harm, and another answer near it.

    Takes   asked; near, how much less the second answer may cover, as a share of the first;
            seconds, for each of the searches.
    Gives   SitingResult. First points with the same sites in reach are merged, and sites dropped
            whose reach lies within another's that can keep all units; neither changes what the best
            covers. The second answer leaves at least one site of the first. Where the wishes cannot
            be met together, which fight which: without any one of them the others can be met.
    Source  Church and ReVelle 1974; deletion filter of Chinneck and Dravnieks 1991.

    >>> import numpy as np
    >>> reach = np.array([[True, True, False], [False, True, True]])
    >>> asked = Question([Site("a", "Luma"), Site("b", "Kit")], [Team("any", 1, reach)],
    ...                  np.array([3.0, 1.0, 1.0]))
    >>> found = best_sites(asked)
    >>> sorted(found.first.codes), round(found.first.covered, 2), found.second
    (['a'], 0.8, None)
    """
    return _answers(_Model(asked), near=near, gap=0.0, seconds=seconds)


def best_in_worst(
    asked: Question, draws: Floats, *, near: float = NEAR, gap: float = 0.01, seconds: float = 60.0
) -> SitingResult:
    """Where so many units leave the least harm out of reach in the worst tenth of draws.

    Takes   draws, of each draw the demand of each point; gap, how far from the least the answer may
            be. The demand of `asked` is not looked at.
    Gives   SitingResult; `covered` and `bound` are 1 less the mean harm left in the worst tenth of
            draws, as a share of a mean draw.
    Source  conditional value at risk, Rockafellar and Uryasev 2000.
    """
    mean = replace(asked, demand=draws.mean(axis=0))
    return _answers(_Model(mean, draws), near=near, gap=gap, seconds=seconds)


def draw_demand(
    demand: Floats, low: Floats, high: Floats, *, number: int = 100, seed: int = DRAWN
) -> Floats:
    """Demands as they could be, from the range of each point.

    Takes   low and high, NaN where no range is known: there the demand stays as it is.
    Gives   (number, points): of each draw the demand of each point, triangular between low and high
            with the demand as its mode, each point by itself. The same for the same question.
    Source  numpy.random.Generator.triangular on PCG64.

    >>> draws = draw_demand(np.array([2.0, 5.0]), np.array([1.0, np.nan]), np.array([4.0, np.nan]))
    >>> draws.shape, bool((draws[:, 0] >= 1).all()), set(draws[:, 1].tolist())
    ((100, 2), True, {5.0})
    """
    draws = np.repeat(demand[None], number, axis=0)
    with np.errstate(invalid="ignore"):
        known = (low < high) & (low <= demand) & (demand <= high)
    at = np.flatnonzero(known)
    if at.size:
        generator = np.random.default_rng(seed)
        draws[:, at] = generator.triangular(low[at], demand[at], high[at], size=(number, at.size))
    return draws


def share_in_worst(draws: Floats, reached: Bools, *, worst: float = WORST) -> float:
    """The share of harm in reach, on the mean of those draws in which it is least.

    Takes   draws, of each draw the demand of each point; worst, the share of draws that count.

    >>> draws = np.array([[1.0, 1.0], [1.0, 3.0]])
    >>> share_in_worst(draws, np.array([True, False]), worst=0.5)
    0.25
    """
    whole = draws.sum(axis=1)
    shares = np.where(whole > 0, draws[:, reached].sum(axis=1) / np.maximum(whole, SLACK), 0.0)
    return 1 - _mean_of_worst(1 - shares, worst)


def _mean_of_worst(lost: Floats, share: float) -> float:
    """The mean of the greatest of them: of a share of all, and one at least."""
    return float(np.sort(lost)[::-1][: max(1, round(share * len(lost)))].mean())


def _answers(model: _Model, *, near: float, gap: float, seconds: float) -> SitingResult:
    wishes = model.wishes()
    sizes = {
        "points": len(model.merged.weighed),
        "merged": model.merged.demand.shape[1],
        "sites": len({option.site for option in model.options}),
    }
    solution = model.solve_under(wishes, [], gap=gap, seconds=seconds)
    if not solution.possible:
        return SitingResult(fight=_fight(model, wishes, seconds=seconds), **sizes)
    if solution.x is None:
        return SitingResult(late=True, **sizes)
    first = _answer(model, solution)
    every = _Model(model.asked, model.draws, dominated=False)
    other = every.solve_under(wishes, [every.unlike(first.codes)], gap=gap, seconds=seconds)
    second = None if other.x is None or not first.chosen else _answer(every, other)
    if second is not None and second.covered > first.covered:  # within the gap asked for
        first, second = second, first
    if second is not None and second.covered < (1 - near) * first.covered - SLACK:
        second = None
    return SitingResult(first, second, **sizes)


def _fight(model: _Model, wishes: Sequence[Wish], *, seconds: float) -> list[Wish]:
    """A smallest set that cannot be met: each wish is left out for good where it still cannot."""
    every = _Model(model.asked, model.draws, dominated=False)
    fighting = list(wishes)
    for wish in wishes:
        fewer = [other for other in fighting if other != wish]
        if not every.solve_under(fewer, [], gap=1.0, seconds=seconds).possible:
            fighting = fewer
    return fighting


def _answer(model: _Model, solution: Solved) -> Answer:
    assert solution.x is not None  # whoever asks looked
    asked, units = model.asked, model.units_of(solution.x)
    mean = model.weights.mean(axis=0)
    at_site: dict[int, Bools] = {}
    for team, site in units:
        reach = asked.teams[team].covers[site]
        at_site[site] = at_site.get(site, np.zeros_like(reach)) | reach
    times = sum((reach.astype(np.int64) for reach in at_site.values()), np.zeros(len(mean)))
    times = times + asked.staying_reach
    today = asked.staying_reach if asked.today is None else asked.today
    new = ~today if asked.today is not None else np.zeros(len(mean), bool)
    chosen = [
        ChosenSite(
            asked.sites[site],
            {asked.teams[team].name: n for (team, at), n in units.items() if at == site},
            float(mean[reach].sum()),
            float(mean[reach & (times == 1)].sum()),
            float(mean[reach & new].sum()),
        )
        for site, reach in sorted(at_site.items())
    ]
    reached = times > 0
    covered, bound = _share_and_bound(model, solution, reached)
    lost: Ints = np.flatnonzero(today & ~reached & (mean > 0))
    return Answer(chosen, covered, bound, reached, lost)


def _share_and_bound(model: _Model, solution: Solved, reached: Bools) -> tuple[float, float]:
    if model.draws is None:
        covered = float(model.weights[0][reached].sum())
        return covered, max(covered, covered + (solution.value - solution.bound))
    worst = _mean_of_worst(model.weights[:, ~reached].sum(axis=1), WORST)
    return 1 - worst, 1 - min(solution.bound, worst)


def wish_said(asked: Question, wish: Wish) -> Sentence:
    """A wish in words."""
    names = {site.code: site for site in asked.sites}
    if wish.kind == "floor":
        share = 100 * asked.floors[wish.subject]
        return say("at least {n:.0f} percent in reach in {area}", n=share, area=wish.subject)
    if wish.kind == "care":
        return say("nobody farther than {km:g} km from medical care", km=asked.care_km)
    if wish.kind == "units":
        count = next(team.count for team in asked.teams if team.name == wish.subject)
        return say_n(
            "no more than {n} unit ({team})",
            "no more than {n} units ({team})",
            count,
            team=wish.subject,
        )
    site = names[wish.subject]
    if wish.kind == "keep":
        return say("somebody stays at {site}", site=site.name)
    if wish.kind == "leave":
        return say("nobody stands at {site}", site=site.name)
    return say_n(
        "{site} keeps no more than {n} unit",
        "{site} keeps no more than {n} units",
        site.most_units,
        site=site.name,
    )


def fight_said(asked: Question, fight: Sequence[Wish]) -> Sentence:
    """Which wishes fight which, in words; without any one of them the others can be met."""
    words = join("; ", [wish_said(asked, wish) for wish in fight])
    if len(fight) == 1:
        return say("this alone cannot be met: {wish}", wish=words)
    return say("these cannot be met together: {wishes}", wishes=words)
