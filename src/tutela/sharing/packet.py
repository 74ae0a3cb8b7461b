"""Counts by area, month and harm, and the check of what finer ones would betray (rules g11, g21).

A packet for a partner holds counts, never cases. `mosaic` says how many combinations of day, area
and harm point to fewer than five happenings: the reason why months are told, and not days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tutela.base.days import month_of_span
from tutela.base.errors import BadParameter
from tutela.base.later import np, pl
from tutela.base.messages import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINER = (("area", "harm", "week"), ("area", "harm", "day"))
"""What a partner might ask for instead of months."""


def months_between(since: date, until: date) -> list[date]:
    """The first days of the months that two days lie in, and of all between them.

    >>> months_between(date(2018, 11, 20), date(2019, 1, 2))
    [datetime.date(2018, 11, 1), datetime.date(2018, 12, 1), datetime.date(2019, 1, 1)]
    """
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def whole_months_within(since: date, until: date, today: date) -> tuple[date, date] | None:
    """The whole months that are over between two days: two packets a day apart would tell, one
    taken from the other, what happened on that day.

    Gives   the first and the last day of them; None where there is none.

    >>> whole_months_within(date(2018, 1, 1), date(2018, 5, 28), date(2018, 6, 9))
    (datetime.date(2018, 1, 1), datetime.date(2018, 4, 30))
    >>> whole_months_within(date(2018, 5, 1), date(2018, 5, 31), date(2018, 5, 31)) is None
    True
    """
    after = min(until + timedelta(days=1), today)
    first = since if since.day == 1 else (since.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = after.replace(day=1) - timedelta(days=1)
    return (first, last) if first <= last else None


def require_whole_months(
    since: date, until: date, today: date, *, where: str, refusal: str
) -> None:
    """Refuse a period of days that are not those of whole months that are over.

    Takes   where, the field of the last day; refusal, what is wrong, as a sentence.
    Raises  BadParameter, which proposes the whole months within.
    """
    whole = whole_months_within(since, until, today)
    if whole != (since, until):
        step = (
            say("ask from {first} to {last}", first=whole[0], last=whole[1])
            if whole
            else say("wait until the month is over")
        )
        raise BadParameter(refusal, where=where, next=step)


def count_by_month(
    happened: pl.DataFrame, harms: Sequence[str], months: Sequence[date]
) -> NDArray[np.int64]:
    """How many happenings each harm has in each month.

    Takes   happened, columns since and day (dates) and harm (text), of one area; harms and months,
            the rows and columns wanted. What has no day, or lies in several months, is in none.
    Gives   harms x months counts.

    >>> days = pl.DataFrame({"day": [date(2018, 2, 3), date(2018, 2, 9)], "harm": ["killing"] * 2})
    >>> days = days.with_columns(since="day")
    >>> count_by_month(days, ["killing"], [date(2018, 1, 1), date(2018, 2, 1)]).tolist()
    [[0, 2]]
    """
    counts = np.zeros((len(harms), len(months)), dtype=np.int64)
    row_of = {harm: row for row, harm in enumerate(harms)}
    column_of = {month: column for column, month in enumerate(months)}
    told = happened.select(month_of_span().alias("month"), "harm")
    for month, harm, number in told.group_by("month", "harm").len().iter_rows():
        if harm in row_of and month in column_of:
            counts[row_of[harm], column_of[month]] += number
    return counts


@dataclass(frozen=True)
class FinerCount:
    """Of the combinations of these columns, how many point to fewer than `least` happenings."""

    columns: tuple[str, ...]
    few: int
    combinations: int


def mosaic(happened: pl.DataFrame, *, least: int) -> list[FinerCount]:
    """What finer tables than by month would betray: a combination of area, harm and day that holds
    few happenings can be joined with what others know, and then points to somebody.

    Takes   happened, columns area, day, harm; least, the smallest count that may be told.
    Gives   one row for each of FINER; none where nothing happened.
    Source  k-anonymity of combinations: Sweeney (2002), "k-anonymity", IJUFKS 10(5).

    >>> rows = {"area": ["a"] * 6, "day": [date(2018, 1, 1)] * 5 + [date(2018, 1, 9)]}
    >>> [(row.few, row.combinations) for row in mosaic(
    ...     pl.DataFrame(rows | {"harm": ["killing"] * 6}), least=5)]
    [(1, 2), (1, 2)]
    """
    told = happened.drop_nulls("day").with_columns(week=pl.col("day").dt.truncate("1w"))
    if told.is_empty():
        return []
    rows = []
    for columns in FINER:
        sizes = told.group_by(columns).len()["len"]
        rows.append(FinerCount(columns, int((sizes < least).sum()), len(sizes)))
    return rows
