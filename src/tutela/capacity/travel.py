"""How fast one moves: speeds by ground, road and season, and how much of it is kept by night."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.later import Bools, Floats, np
from tutela.base.messages import say

Season = Literal["dry", "rains"]
SEASONS: tuple[Season, ...] = ("dry", "rains")
OPEN = "open ground"
MAIN_RIVER = "main river"
RIVER = "river"
NIGHT = "share of the day's speed"
MONTHS = frozenset(range(1, 13))
HALF_A_DAY = 720.0
LIGHT = 360.0
"""Minutes until the light changes on leaving at noon or at midnight."""


class Pair(NamedTuple):
    """A value in the dry season and in the rains."""

    dry: float
    rains: float

    def of(self, season: Season) -> float:
        """The value in a season."""
        return self.rains if season == "rains" else self.dry


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the room's CSV tables, as text."""
    return shipped_rows("tutela.capacity", name)


@dataclass(frozen=True)
class TravelRules:
    """A mission's own word on how fast it moves.

    terrain     km/h by kind of ground; `open ground` is also for ground of which nothing is known.
    roads       km/h by class of road.
    crossings   minutes to cross a river, by kind, where no road crosses it.
    rains       the months of the rains; none given is all of them, for unknown is never fast.
    night       share of the day's speed kept by night, 0 to 1; 0 is no movement by night.
    """

    terrain: Mapping[str, Pair]
    roads: Mapping[str, Pair]
    crossings: Mapping[str, Pair]
    rains: frozenset[int]
    night: float

    def __post_init__(self) -> None:
        speeds = [*self.terrain.values(), *self.roads.values()]
        if any(not 0 < value <= 150 for pair in speeds for value in pair):
            raise BadParameter(
                say("a speed is above 0 and at most 150 km/h"), next=say("correct the speed")
            )
        if any(not 0 <= value <= 14400 for pair in self.crossings.values() for value in pair):
            raise BadParameter(
                say("a crossing takes 0 minutes to ten days"), next=say("correct the minutes")
            )
        if not 0 <= self.night <= 1:
            raise BadParameter(
                say("by night a share of 0 to 1 of the day's speed is kept"),
                next=say("correct the share"),
            )

    def season(self, on: date) -> Season:
        """The season of a day.

        >>> rules = shipped_rules("SSD")
        >>> rules.season(date(2030, 7, 1)), rules.season(date(2030, 1, 1))
        ('rains', 'dry')
        """
        return "rains" if on.month in (self.rains or MONTHS) else "dry"

    def slowest(self) -> float:
        """The slowest speed over open ground, km/h: what is taken where nothing else is known."""
        return min(self.terrain[OPEN])

    def as_json(self) -> dict[str, Any]:
        """The rules for a record; `from_json` reads them."""
        return {
            "terrain": {name: list(pair) for name, pair in self.terrain.items()},
            "roads": {name: list(pair) for name, pair in self.roads.items()},
            "crossings": {name: list(pair) for name, pair in self.crossings.items()},
            "rains": sorted(self.rains),
            "night": self.night,
        }

    def on_the_ground(self) -> str:
        """A digest of what a travel-time surface is made of: all but the months and the night.

        >>> len(shipped_rules("SSD").on_the_ground())
        16
        """
        told = {k: v for k, v in self.as_json().items() if k not in ("rains", "night")}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def from_json(told: Mapping[str, Any]) -> TravelRules:
    """Rules as a record holds them; a class the record does not know has the shipped value.

    Raises  BadParameter for a speed, a crossing or a share outside what is possible.

    >>> from_json(shipped_rules("SSD").as_json()) == shipped_rules("SSD")
    True
    """
    base = shipped_rules("")

    def pairs(name: str, given: Mapping[str, Pair]) -> dict[str, Pair]:
        return {**given, **{k: Pair(*map(float, v)) for k, v in told.get(name, {}).items()}}

    return TravelRules(
        pairs("terrain", base.terrain),
        pairs("roads", base.roads),
        pairs("crossings", base.crossings),
        frozenset(int(month) for month in told.get("rains", ())),
        float(told.get("night", base.night)),
    )


@cache
def shipped_rules(iso3: str) -> TravelRules:
    """The rules a mission begins with, by country.

    Source  data/travel.csv and data/rains.csv; project defaults, to be set by the mission.

    >>> shipped_rules("SSD").terrain["open ground"], sorted(shipped_rules("").rains)
    (Pair(dry=10.0, rains=4.0), [])
    """
    kinds: dict[str, dict[str, Pair]] = {"terrain": {}, "road": {}, "crossing": {}, "night": {}}
    for row in table("travel.csv"):
        kinds[row["kind"]][row["class"]] = Pair(float(row["dry"]), float(row["rains"]))
    months = {row["iso3"]: row["months"] for row in table("rains.csv")}
    return TravelRules(
        kinds["terrain"],
        kinds["road"],
        kinds["crossing"],
        frozenset(map(int, months.get(iso3, "").split())),
        kinds["night"][NIGHT].dry,
    )


class Elapsed(NamedTuple):
    """Minutes on the way as the clock counts them, and where any of it is in the dark."""

    minutes: Floats
    late: Bools


def elapsed_leaving(minutes: Floats, *, night: float, dark: bool, after: float = 0.0) -> Elapsed:
    """As `elapsed_minutes`, of many ways at once, leaving at noon or at midnight: the one rule of
    reach in time for siting, what-if and covers of a place.

    Takes   minutes at the day's speed, infinite or NaN where no way is known; night, the share of
            it kept by night; dark, leaving at midnight, else at noon; after, minutes that are
            waited first. Once in the dark the night's speed is kept to the end.
    Gives   Elapsed, without the wait; infinite and NaN as they are. Where nobody moves by night, a
            way that the night stops is infinite: nobody is to count on who waits on the road.

    >>> import numpy as np
    >>> elapsed_leaving(np.array([60.0, 420.0]), night=0.5, dark=False)
    Elapsed(minutes=array([ 60., 480.]), late=array([False,  True]))
    """
    turned, into = divmod(after + LIGHT, HALF_A_DAY)
    in_dark, until = dark ^ (turned % 2 == 1), HALF_A_DAY - into
    way = np.asarray(minutes, dtype=float)
    lit = np.zeros(way.shape) if in_dark else np.fmin(way, until)
    rest = way - lit
    late = np.full(way.shape, True) if in_dark else way > until
    slow = rest / night if night else np.where(rest > 0, np.inf, rest)
    return Elapsed(np.where(late, lit + slow, way), late)


def elapsed_minutes(
    minutes: float, *, night: float, dark: bool, until_change: float, then: float = HALF_A_DAY
) -> float:
    """How long a way of so many daylight minutes takes, by day and by night.

    Takes   minutes at the day's speed; night, the share of it kept by night; dark, whether it is
            night on leaving; until_change, minutes until the light changes; then, minutes of each
            night and day after that.
    Gives   minutes, those of waiting for light where nobody moves by night included.

    >>> elapsed_minutes(60, night=0.5, dark=False, until_change=240)
    60.0
    >>> elapsed_minutes(60, night=0.5, dark=False, until_change=30)     # half the way in the dark
    90.0
    >>> elapsed_minutes(60, night=0, dark=True, until_change=300)       # waits for sunrise
    360.0
    """
    total, left = 0.0, float(minutes)
    while True:
        pace = night if dark else 1.0
        if pace * until_change >= left:
            return total + (left / pace if left else 0.0)
        left -= pace * until_change
        total += until_change
        dark, until_change = not dark, then
