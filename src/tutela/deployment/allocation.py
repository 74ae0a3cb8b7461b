"""How means are shared, which demand won over the protection of civilians, and what is left of a
crisis reserve.

Source: Framework on the protection of civilians, template I, section F; UN policy on the protection
of civilians, paragraphs on the use of capacities and resources. The mission decides; this counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say

MEANS = ("units", "hours", "staff", "funds")
"""What is shared between tasks."""

POC = "poc"
"""The purpose of a share or a demand that is protection of civilians; any other is another."""

GOT: Mapping[str, int] = {"full": 2, "part": 1, "later": 0, "none": 0}
"""How much of what it asked a demand got; one that is not decided is in none of these."""


@dataclass(frozen=True, slots=True)
class RankedDemand:
    """A demand for means: its place in the ranking, 1 first, what it is for, what it got.

    outcome   of GOT; "" while nobody decided
    """

    rank: int
    purpose: str
    outcome: str = ""


def wins_over(demand: RankedDemand, other: RankedDemand) -> bool:
    """Whether a demand that is not protection wins over one that is: it is ranked before it, or got
    more of what it asked.

    >>> election = RankedDemand(1, "task", "full")
    >>> wins_over(election, RankedDemand(2, "poc", "full"))
    True
    >>> wins_over(RankedDemand(3, "task", "part"), RankedDemand(2, "poc", "none"))
    True
    >>> wins_over(RankedDemand(3, "task", "part"), RankedDemand(2, "poc", "full"))
    False
    """
    if demand.purpose == POC or other.purpose != POC:
        return False
    both = (GOT.get(demand.outcome), GOT.get(other.outcome))
    got_more = both[0] is not None and both[1] is not None and both[0] > both[1]
    return demand.rank < other.rank or got_more


def needs_reason(demand: RankedDemand, others: Iterable[RankedDemand]) -> bool:
    """Whether who decided and why must be said of a demand: it is protection and gets less than it
    asked, or it wins over one that is.

    >>> needs_reason(RankedDemand(1, "poc", "part"), [])
    True
    >>> needs_reason(RankedDemand(2, "own", "full"), [RankedDemand(1, "poc", "full")])
    False
    """
    if demand.purpose == POC:
        return demand.outcome in ("part", "none", "later")
    return any(wins_over(demand, other) for other in others)


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What one purpose or task is given, by MEANS; None is not known."""

    name: str
    purpose: str
    means: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class MeansTotal:
    """What of one of MEANS is shared in all.

    known    the sum of what is known; missing, how many lines have no figure
    percent  of each line, 0 to 100; None where its figure or another line's is missing, or where
             nothing is shared
    """

    known: float
    missing: int
    percent: Sequence[float | None]


def totals(lines: Sequence[ShareLine]) -> dict[str, MeansTotal]:
    """What is shared of each of MEANS, and the share of each line. A share is told only where no
    figure is missing: of a sum that is not known there is no part.

    >>> lines = [ShareLine("patrols", "poc", {"units": 3.0}), ShareLine("camp", "own",
    ...          {"units": 1.0, "hours": None})]
    >>> totals(lines)["units"]
    MeansTotal(known=4.0, missing=0, percent=[75.0, 25.0])
    >>> totals(lines)["hours"]
    MeansTotal(known=0.0, missing=2, percent=[None, None])
    """
    whole = {}
    for name in MEANS:
        figures = [line.means.get(name) for line in lines]
        known = sum(figure for figure in figures if figure is not None)
        missing = sum(figure is None for figure in figures)
        percent = [
            None if figure is None or missing or not known else 100 * figure / known
            for figure in figures
        ]
        whole[name] = MeansTotal(float(known), missing, percent)
    return whole


def own_share(lines: Sequence[ShareLine]) -> tuple[str, float] | None:
    """What percent own protection takes: of units, else of hours, else of staff, by the first of
    which no figure is missing. None where each misses one, or nothing is shared.

    Gives   which of MEANS, and the percent, 0 to 100

    >>> own_share([ShareLine("patrols", "poc", {"units": 3.0}), ShareLine("camp", "own",
    ...           {"units": 1.0})])
    ('units', 25.0)
    >>> own_share([ShareLine("patrols", "poc", {"units": None})]) is None
    True
    """
    whole = totals(lines)
    for name in ("units", "hours", "staff"):
        percent = [share for share in whole[name].percent if share is not None]
        if lines and len(percent) == len(lines):
            own = [
                share for line, share in zip(lines, percent, strict=True) if line.purpose == "own"
            ]
            return name, sum(own)
    return None


# --- the crisis reserve


@dataclass(frozen=True, slots=True)
class ReservePart:
    """A part of a reserve: how many units it counts for, and whether something holds it today."""

    size: int
    committed: bool


@dataclass(frozen=True, slots=True)
class ReserveLeft:
    """What is left of a reserve, in units, beside its floor."""

    whole: int
    left: int
    floor: int

    @property
    def below(self) -> bool:
        """Whether less is left than the floor."""
        return self.left < self.floor


def reserve_left(parts: Iterable[ReservePart], floor: int) -> ReserveLeft:
    """What is left of a reserve once what is committed is taken off.

    Raises  BadParameter for a floor below nothing.

    >>> reserve_left([ReservePart(1, False), ReservePart(1, True)], floor=2)
    ReserveLeft(whole=2, left=1, floor=2)
    >>> reserve_left([], floor=1).below
    True
    """
    if floor < 0:
        raise BadParameter(say("a floor cannot lie below nothing"), where="floor")
    counted_parts = list(parts)
    free = sum(part.size for part in counted_parts if not part.committed)
    return ReserveLeft(sum(part.size for part in counted_parts), free, floor)


# --- the mix of activities


MIXES = ("influence", "information", "settlements", "patrols", "disruption")
"""Influence, gathering of information, defence of settlements, patrols, disruption."""


def mixes() -> dict[str, str]:
    """The one of MIXES each kind of tasking counts for, by the code of its option; an option that
    is none of them is not there. The mission's to change [P].

    >>> mixes()["night_patrol"], "evacuation" in mixes()
    ('patrols', False)
    """
    rows = shipped_rows("tutela.deployment", "mixes.csv")
    return {row["option"]: row["mix"] for row in rows if row["mix"]}


@dataclass(frozen=True, slots=True)
class MonthMix:
    """Taskings of one month by MIXES, and how many count for none of them."""

    month: date
    counted: Mapping[str, int]
    outside: int

    @property
    def total(self) -> int:
        """How many count for one of MIXES."""
        return sum(self.counted.values())

    def percent(self, mix: str) -> float | None:
        """The share of one of MIXES, 0 to 100; None in a month without any."""
        return 100 * self.counted[mix] / self.total if self.total else None


def mix_by_month(counts: Mapping[tuple[date, str], int], months: Sequence[date]) -> list[MonthMix]:
    """The mix of activities month by month.

    Takes   counts, how many taskings by the first day of the month and the code of the option;
            months, the first days of those to tell.

    >>> january = date(2018, 1, 1)
    >>> (mix,) = mix_by_month({(january, "day_patrol"): 3, (january, "force"): 1}, [january])
    >>> mix.counted["patrols"], mix.percent("disruption")
    (3, 25.0)
    """
    kinds = mixes()
    shown = []
    for month in months:
        counted = dict.fromkeys(MIXES, 0)
        outside = 0
        for (of, option), n in counts.items():
            if of != month:
                continue
            if (mix := kinds.get(option)) is None:
                outside += n
            else:
                counted[mix] += n
        shown.append(MonthMix(month, counted, outside))
    return shown
