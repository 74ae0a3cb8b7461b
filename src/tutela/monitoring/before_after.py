"""What was recorded before and since a day, in windows of equal length. It shows no cause.

    before, after = split_periods(started, today)
    sides = compare_sides(counts of before, counts of after)

A period in which an area did not report is no quiet one: it is counted among those not heard, and
what was recorded is told per area and period that reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tutela.monitoring.indicators import Z95, CountedPeriod, share_interval

WEEK, MONTH = 7, 30
WEEKS = 12
"""So many weeks after its start a measure is looked at in periods of thirty days."""

MOST = 12
"""Periods on each side."""


def split_periods(start: date, on: date) -> tuple[list[CountedPeriod], list[CountedPeriod]]:
    """Periods of equal length, as many before a day as have ended since, oldest first.

    Takes   start, the first day of what was done; on, today, which is not over.
    Gives   periods before it and since: weeks in the first twelve, then thirty days; none where no
            week has ended yet.

    >>> before, after = split_periods(date(2018, 1, 1), date(2018, 1, 20))
    >>> len(before), len(after), before[0].first, after[-1].last
    (2, 2, datetime.date(2017, 12, 18), datetime.date(2018, 1, 14))
    >>> [len(side) for side in split_periods(date(2018, 1, 1), date(2018, 1, 7))]
    [0, 0]
    >>> split_periods(date(2018, 1, 1), date(2018, 12, 31))[1][0].last
    datetime.date(2018, 1, 30)
    """
    since = (on - start).days
    step = WEEK if since <= WEEK * WEEKS else MONTH
    number = max(0, min(MOST, since // step))
    return (
        [_period(start, step, -k) for k in range(number, 0, -1)],
        [_period(start, step, k) for k in range(number)],
    )


def _period(start: date, step: int, k: int) -> CountedPeriod:
    first = start + timedelta(days=step * k)
    return CountedPeriod(first, first + timedelta(days=step - 1))


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """What was recorded in a period: how many, in areas of which so many reported anything."""

    period: CountedPeriod
    recorded: int
    heard: int
    areas: int

    @property
    def count(self) -> int | None:
        """How many; None where nobody reported, which is not none."""
        return self.recorded if self.heard else None


@dataclass(frozen=True, slots=True)
class SideTotal:
    """One side of the day.

    heard      areas times periods that reported, of so many
    rate       recorded per area and period that reported, with its 95% interval; None if none did
    """

    recorded: int
    heard: int
    of: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def complete(self) -> bool:
        """Whether every area reported in every period."""
        return self.heard == self.of


@dataclass(frozen=True, slots=True)
class ComparedSides:
    """Both sides, and what may be said of them.

    alike       whether as many areas and periods reported on both sides
    by_chance   whether a difference as large may be chance alone; None where nothing compares
    """

    before: SideTotal
    after: SideTotal
    alike: bool
    by_chance: bool | None


def count_interval(count: int) -> tuple[float, float]:
    """The 95% interval of a count of things that happen apart from each other.

    Source  Breslow & Day (1987), Statistical Methods in Cancer Research II, equation 2.11 (Byar).

    >>> [round(end, 1) for end in count_interval(10)], [round(end, 1) for end in count_interval(0)]
    ([4.8, 18.4], [0.0, 3.7])
    """
    most = count + 1
    high = most * (1 - 1 / (9 * most) + Z95 / (3 * most**0.5)) ** 3
    if not count:
        return 0.0, high
    return count * (1 - 1 / (9 * count) - Z95 / (3 * count**0.5)) ** 3, high


def compare_sides(before: Sequence[PeriodCount], after: Sequence[PeriodCount]) -> ComparedSides:
    """Both sides summed over what reported, and whether chance alone may make the difference.

    >>> quiet = CountedPeriod(date(2018, 1, 1), date(2018, 1, 7))
    >>> told = compare_sides([PeriodCount(quiet, 9, 1, 1)], [PeriodCount(quiet, 0, 0, 1)])
    >>> told.before.rate, told.after.rate, told.alike, told.by_chance
    (9.0, None, False, None)
    >>> fewer = compare_sides([PeriodCount(quiet, 30, 1, 1)], [PeriodCount(quiet, 5, 1, 1)])
    >>> fewer.alike, fewer.by_chance
    (True, False)
    """
    first, then = _sum_side(before), _sum_side(after)
    by_chance: bool | None = None
    recorded = first.recorded + then.recorded
    if first.heard and then.heard:
        # of all that was recorded, as large a part lies after as reported there, were all alike
        part = 100 * then.heard / (first.heard + then.heard)
        low, high = share_interval(then.recorded, recorded) if recorded else (0.0, 100.0)
        by_chance = low <= part <= high
    alike = first.heard * then.of == then.heard * first.of
    return ComparedSides(first, then, alike, by_chance)


def _sum_side(counts: Sequence[PeriodCount]) -> SideTotal:
    recorded = sum(one.recorded for one in counts)
    heard, of = sum(one.heard for one in counts), sum(one.areas for one in counts)
    if not heard:
        return SideTotal(recorded, heard, of)
    low, high = count_interval(recorded)
    return SideTotal(recorded, heard, of, recorded / heard, low / heard, high / heard)
