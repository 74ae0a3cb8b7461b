"""What if: who would be reached in time under a setting, and what each restriction costs.

A setting drops caveats, closes bases, moves units, cuts roads, frees units of other tasks. It is
held against the present: which places come within reach, which fall out, how many people live there
as far as that is known. Units are judged by the rules of `tutela.capacity.able`, ways are the
minutes of the travel-time surfaces; a way that is not known stays not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from tutela.base.errors import BadParameter
from tutela.base.later import Floats, np
from tutela.base.messages import Sentence, say, say_n
from tutela.capacity.able import Caveat, Journey, State, judge
from tutela.capacity.travel import Season, elapsed_leaving

if TYPE_CHECKING:
    from numpy.typing import NDArray

Marks: TypeAlias = "NDArray[np.bool_]"
Ways = Callable[[Season, frozenset[str]], Floats]
LeverKind = Literal["caveat", "task", "road"]

AIR_KMH = 180.0
"""A transport helicopter with its approach, over the whole way. Project default, for the mission to
change."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A unit, where it sits, and what keeps it.

    state    as it is judged, without its caveats, which stand beside it by their ids.
    wait     minutes until it is back from its other task; None where nobody said.
    air      whether it has aircraft of its own; None is not known.
    """

    id: str
    site: str | None
    state: State
    caveats: tuple[tuple[str, Caveat], ...] = ()
    wait: float | None = 0.0
    air: bool | None = None


@dataclass(frozen=True, slots=True)
class HostForce:
    """A force of the host state at a site, and whether its due diligence is cleared for support."""

    name: str
    site: str
    cleared: bool


@dataclass(frozen=True, eq=False)
class World:
    """Units, sites they sit at or could, and k places.

    sites      ids of m bases, and of places where a base could be opened.
    km         (m, k), in a straight line.
    ways       of a season and the roads cut in it: (m, k) daylight minutes; infinite is later than
               was reckoned, NaN where no way is known.
    people     k, NaN where not known; hotspot, whether the place is in one; area, its id or blank.
    unlisted   bases that stand and at which no unit is known.
    night      the share of the day's speed kept by night.
    """

    on: date
    sites: tuple[str, ...]
    km: Floats
    ways: Ways
    people: Floats
    hotspot: Marks
    units: tuple[Mover, ...]
    unlisted: frozenset[str] = frozenset()
    night: float = 0.5
    area: tuple[str, ...] = ()

    def row(self, site: str) -> int:
        """The row of a site."""
        return self.sites.index(site)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is otherwise than today.

    dropped    caveats, by id.
    closed     bases; their units reach nobody unless they are moved.
    moved      unit to site.
    freed      units of which the other task is taken.
    cuts       roads that are cut, by id of the place where.
    assured    areas for which movement clearance and flight-safety assurances are given: only there
               anybody is counted by air.
    host       forces of the host state that are counted.
    """

    dropped: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    freed: frozenset[str] = frozenset()
    cuts: frozenset[str] = frozenset()
    assured: frozenset[str] = frozenset()
    host: tuple[HostForce, ...] = ()

    def require_cleared(self) -> None:
        """Raise BadParameter where a host force is counted without a cleared due-diligence file."""
        for force in self.host:
            if not force.cleared:
                raise BadParameter(
                    say(
                        "{force} is not counted: its due diligence is not cleared", force=force.name
                    ),
                    where="host",
                    next=say("wait for the Head of Mission's decision, or reckon without it"),
                )


@dataclass(frozen=True, slots=True)
class Moment:
    """When: season, light, and the minutes within which somebody must be there."""

    season: Season
    dark: bool
    within: float


@dataclass(frozen=True, eq=False)
class Reached:
    """Of k places: sure, an able unit comes in time; perhaps, that is not known."""

    sure: Marks
    perhaps: Marks


@dataclass(frozen=True, slots=True)
class Count:
    """Places, those of them in a hotspot, and people: `unnumbered` places have no known number."""

    places: int
    people: int
    unnumbered: int
    hotspots: int

    @property
    def people_known(self) -> int | None:
        """People as far as they are known; None where there are places and none has a number.

        >>> Count(1, 0, 1, 0).people_known, Count(2, 300, 1, 0).people_known
        (None, 300)
        >>> Count(0, 0, 0, 0).people_known
        0
        """
        return None if self.places and self.unnumbered == self.places else self.people


@dataclass(frozen=True, eq=False)
class Difference:
    """Indexes of the places that come within reach and that fall out; and both counted.

    doubtful   of those that fall out: whether anybody still comes is not known.
    """

    gained: tuple[int, ...]
    lost: tuple[int, ...]
    doubtful: frozenset[int]
    gain: Count
    loss: Count


@dataclass(frozen=True, slots=True)
class Lever:
    """One restriction that could go: a caveat, the other task of a unit, a road that is cut."""

    kind: LeverKind
    id: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a restriction costs: what would be reached in time without it alone.

    known    whether it is: nobody knows the cost of a caveat of which it is not said what it bars.
    """

    lever: Lever
    gain: Count
    known: bool = True


@dataclass(frozen=True, slots=True)
class PriceList:
    """The price of each restriction, of all together, and what the single ones add up to."""

    each: tuple[Price, ...]
    together: Count
    added: int

    @property
    def unpriced(self) -> int:
        """Restrictions whose cost is not known: they stay in what is reckoned as all together."""
        return sum(1 for price in self.each if not price.known)

    @property
    def overlap(self) -> Sentence | None:
        """How all together part from their sum; None where they do not, or there are not two."""
        return overlap_said(len(self.each) - self.unpriced, self.together.people, self.added)


def overlap_said(number: int, together: int, added: int) -> Sentence | None:
    """What is said where the prices of restrictions do not add up.

    >>> print(overlap_said(4, 4400, 6300))
    they overlap: all 4 lifted gain 4,400 people, not 6,300
    >>> print(overlap_said(2, 900, 0))
    each alone gains less: all 2 lifted gain 900 people, not 0
    """
    if number < 2 or together == added:
        return None
    if together < added:
        return say(
            "they overlap: all {n} lifted gain {together:,} people, not {added:,}",
            n=number,
            together=together,
            added=added,
        )
    return say(
        "each alone gains less: all {n} lifted gain {together:,} people, not {added:,}",
        n=number,
        together=together,
        added=added,
    )


def reach_places(world: World, setting: Setting, moment: Moment) -> Reached:
    """Which places an able unit reaches in time under a setting.

    Takes   the world of m sites, u units and k places; the setting; when, and within how long.
    Gives   Reached. A place is not known where it hangs on a unit of which it is not known whether
            it is able or how long it needs, or on a base at which no unit is known.
    Raises  BadParameter for a host force whose due diligence is not cleared.
    Source  able-rules as tutela.capacity.able.judge, in time as tutela.capacity.gap.comes.
    """
    setting.require_cleared()
    minutes = _minutes(world, setting, moment)
    sure, perhaps = _nowhere(world), _nowhere(world)
    for unit in world.units:
        of_unit = _reached_by(world, unit, setting, moment, minutes)
        sure |= of_unit.sure
        perhaps |= of_unit.perhaps
    others = _reached_by_others(world, setting, moment, minutes)
    sure |= others.sure
    return Reached(sure, (perhaps | others.perhaps) & ~sure)


def count_places(world: World, which: Marks) -> Count:
    """The marked places, counted."""
    people = world.people[which]
    known = np.isfinite(people)
    return Count(
        int(which.sum()),
        int(people[known].sum()),
        int((~known).sum()),
        int((which & world.hotspot).sum()),
    )


def difference(world: World, before: Reached, after: Reached) -> Difference:
    """Which places come within reach from one reckoning to the other, and which fall out."""
    gained, lost = after.sure & ~before.sure, before.sure & ~after.sure
    return Difference(
        tuple(np.flatnonzero(gained).tolist()),
        tuple(np.flatnonzero(lost).tolist()),
        frozenset(np.flatnonzero(lost & after.perhaps).tolist()),
        count_places(world, gained),
        count_places(world, lost),
    )


def prices(world: World, setting: Setting, levers: Sequence[Lever], moment: Moment) -> PriceList:
    """What each restriction costs under a setting, alone and all together.

    Takes   levers: caveats in force, other tasks of units, roads cut in the setting.
    Gives   PriceList, the dearest first: by people, hotspots, places, then as given; those of which
            it is not known what they cost come last.
    Raises  as `reach_places`.
    """
    setting.require_cleared()
    minutes = _minutes(world, setting, moment)
    rows = [_reached_by(world, unit, setting, moment, minutes).sure for unit in world.units]
    others = _reached_by_others(world, setting, moment, minutes).sure
    times = np.sum([*rows, others], axis=0, dtype=np.int64)
    owner = {caveat: at for at, unit in enumerate(world.units) for caveat, _kept in unit.caveats}
    owner |= {unit.id: at for at, unit in enumerate(world.units)}
    coded = {pk: caveat.coded for unit in world.units for pk, caveat in unit.caveats}
    each = []
    for lever in levers:
        if lever.kind == "caveat" and not coded[lever.id]:
            each.append(Price(lever, count_places(world, _nowhere(world)), known=False))
            continue
        lifted = without_lever(setting, lever)
        if lever.kind == "road":
            gained = reach_places(world, lifted, moment).sure & (times == 0)
        else:
            unit = world.units[owner[lever.id]]
            gained = _reached_by(world, unit, lifted, moment, minutes).sure & (times == 0)
        each.append(Price(lever, count_places(world, gained)))
    everything = setting
    for price in each:
        if price.known:
            everything = without_lever(everything, price.lever)
    together = reach_places(world, everything, moment).sure & (times == 0)
    ordered = sorted(
        each,
        key=lambda price: (
            not price.known,
            -price.gain.people,
            -price.gain.hotspots,
            -price.gain.places,
        ),
    )
    return PriceList(
        tuple(ordered), count_places(world, together), sum(price.gain.people for price in each)
    )


def without_lever(setting: Setting, lever: Lever) -> Setting:
    """A setting without one restriction.

    >>> without_lever(Setting(cuts=frozenset({"ford"})), Lever("road", "ford")).cuts
    frozenset()
    """
    if lever.kind == "caveat":
        return replace(setting, dropped=setting.dropped | {lever.id})
    if lever.kind == "task":
        return replace(setting, freed=setting.freed | {lever.id})
    return replace(setting, cuts=setting.cuts - {lever.id})


def stages(world: World, settings: Sequence[Setting], moment: Moment) -> list[Difference]:
    """Of a drawdown by stages: what each one changes against the one before it, the first against
    the present."""
    states = [reach_places(world, setting, moment) for setting in (Setting(), *settings)]
    return [difference(world, *pair) for pair in pairwise(states)]


def count_said(count: Count) -> Sentence:
    """A count in words: people as far as they are known.

    >>> print(count_said(Count(3, 1200, 1, 0)))
    3 places, 1,200 people, 1 of unknown number
    """
    words = say_n(
        "{n} place, {people:,} people",
        "{n} places, {people:,} people",
        count.places,
        people=count.people,
    )
    if not count.unnumbered:
        return words
    return say("{told}, {m} of unknown number", told=words, m=count.unnumbered)


# --- one unit after the other


def _nowhere(world: World) -> Marks:
    return np.zeros(len(world.people), dtype=bool)


def _minutes(world: World, setting: Setting, moment: Moment) -> Floats:
    """Minutes from each site to each place at the day's speed."""
    return world.ways(moment.season, setting.cuts)


def _site_of(unit: Mover, setting: Setting) -> str | None:
    moved = setting.moved.get(unit.id)
    if moved is not None:
        return moved
    return None if unit.site in setting.closed else unit.site


def _reached_by(
    world: World, unit: Mover, setting: Setting, moment: Moment, minutes: Floats
) -> Reached:
    site = _site_of(unit, setting)
    if site is None:
        gone = unit.site is not None
        able = False if gone else _judge_at_door(world, unit, setting, moment.dark)
        return Reached(_nowhere(world), np.full(len(world.people), able is not False))
    row = world.row(site)
    wait = 0.0 if unit.id in setting.freed else unit.wait
    way, late = elapsed_leaving(
        minutes[row], night=world.night, dark=moment.dark, after=wait or 0.0
    )
    if unit.air and not moment.dark and setting.assured:
        flown = world.km[row] / AIR_KMH * 60
        assured = np.isin(np.array(world.area, dtype=object), list(setting.assured))
        way, late = np.where(assured, np.fmin(way, flown), way), late & ~assured
    by_day, by_night = (_judge_at_door(world, unit, setting, dark) for dark in (False, True))
    going = np.where(late, by_night is True, by_day is True)
    barred = np.where(late, by_night is False, by_day is False)
    near = way + (np.nan if wait is None else wait)
    allowed = (world.km[row] <= _most_km(world, unit, setting)) & ~barred
    late_or_unknown = ~(near > moment.within)
    sure = allowed & ~np.isnan(near) & late_or_unknown & going
    return Reached(sure, allowed & late_or_unknown & ~sure)


def _judge_at_door(world: World, unit: Mover, setting: Setting, dark: bool) -> bool | None:
    """Whether it may and can go at all: the rules of the house, at its own door."""
    caveats = tuple(caveat for pk, caveat in unit.caveats if pk not in setting.dropped)
    at_door = Journey(world.on, 0.0, 0.0, dark)
    return judge(replace(unit.state, caveats=caveats), at_door).able


def _most_km(world: World, unit: Mover, setting: Setting) -> float:
    """How far from its site it may go."""
    caveats = [caveat for pk, caveat in unit.caveats if pk not in setting.dropped]
    limits = [unit.state.reach_km]
    for caveat in caveats:
        if caveat.holds(world.on):
            limits += [caveat.most_km, caveat.medevac_km]
    return min((km for km in limits if km is not None), default=float("inf"))


def _reached_by_others(world: World, setting: Setting, moment: Moment, minutes: Floats) -> Reached:
    """By host forces that are counted; and, not known, from bases at which no unit is known."""
    sure, perhaps = _nowhere(world), _nowhere(world)

    def spent(site: str) -> Floats:
        way = minutes[world.row(site)]
        return elapsed_leaving(way, night=world.night, dark=moment.dark).minutes

    for force in setting.host:
        sure |= spent(force.site) <= moment.within
    for base in world.unlisted - setting.closed:
        perhaps |= ~(spent(base) > moment.within)
    return Reached(sure, perhaps)
