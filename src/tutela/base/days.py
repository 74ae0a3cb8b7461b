"""Days a question may be asked of, and the law of spans: in which period an event is counted.

A source dates an event to a day or over a span. It is counted in a period only where its whole span
lies in it; what only reaches into the period is said apart, with the days it is dated to: an attack
dated "July to December" happened in none of these months that anybody knows of.
"""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta

from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import Sentence, day_said, month_said, say, term

FIRST, LAST = date(1800, 1, 1), date(2200, 12, 31)
"""What files may speak of; beyond lie slips of the pen and the ends of the calendar."""

BEYOND = "dated only to a span that reaches beyond the period"
"""Why a record is in no figure of a period, where its exact days cannot be told with it."""


def ask_of(day: date) -> date:
    """The day, if anything could be known of it.

    Raises  BadParameter if it lies outside FIRST to LAST.

    >>> ask_of(date(1, 1, 3))
    Traceback (most recent call last):
    tutela.base.errors.BadParameter: 0001-01-03 is not a day from 1800 to 2200. Next: ...
    """
    if not FIRST <= day <= LAST:
        raise BadParameter(
            say(
                "{day} is not a day from {first} to {last}",
                day=day,
                first=FIRST.year,
                last=LAST.year,
            ),
            next=say("look at the year"),
        )
    return day


@dataclass(frozen=True, eq=False)
class RowsByPeriod:
    """Rows as a period has them.

    within   those whose whole span lies in it: what is counted
    apart    those whose span only reaches into it: said apart, with their days
    undated  how many rows have no last day: in no period
    """

    within: pl.DataFrame
    apart: pl.DataFrame
    undated: int
    first: str
    last: str

    def say_apart(self) -> Sentence | None:
        """What is said beside the count: how many more, and the days they are dated to; None where
        every row lies within or without."""
        if self.apart.is_empty():
            return None
        began, ended = first_of_span(self.first, self.last), pl.col(self.last)
        days = self.apart.select(began.min().alias("first"), ended.max().alias("last")).row(0)
        return say_more_dated(self.apart.height, *days)


def first_of_span(first: str = "since", last: str = "day") -> pl.Expr:
    """The first day of each row's span: the last where no first is known, or it lies after it."""
    return pl.min_horizontal(pl.coalesce(first, last), last)


def lies_within(since: date, until: date, *, first: str = "since", last: str = "day") -> pl.Expr:
    """Whether the whole span of a row lies in a period, both days included; never null."""
    began = first_of_span(first, last)
    return ((began >= since) & (pl.col(last) <= until)).fill_null(False)


def only_reaches_into(
    since: date, until: date, *, first: str = "since", last: str = "day"
) -> pl.Expr:
    """Whether the span of a row reaches into a period and beyond it; never null."""
    began = first_of_span(first, last)
    touches = ((began <= until) & (pl.col(last) >= since)).fill_null(False)
    return touches & ~lies_within(since, until, first=first, last=last)


def split_by_period(
    rows: pl.DataFrame, since: date, until: date, *, first: str = "since", last: str = "day"
) -> RowsByPeriod:
    """The rows of a period, and what is said apart: the one way events are counted in some days.

    Takes   rows with a column of first and one of last days, null where not known; both days of
            the period are included.

    >>> rows = pl.DataFrame({"since": [date(2018, 12, 3), date(2018, 7, 1)],
    ...     "day": [date(2018, 12, 4), date(2018, 12, 31)]})
    >>> december = split_by_period(rows, date(2018, 12, 1), date(2018, 12, 31))
    >>> december.within.height, december.say_apart()
    (1, '1 more, dated only to July to December 2018')
    """
    return RowsByPeriod(
        rows.filter(lies_within(since, until, first=first, last=last)),
        rows.filter(only_reaches_into(since, until, first=first, last=last)),
        rows[last].null_count(),
        first,
        last,
    )


def month_of_span(first: str = "since", last: str = "day") -> pl.Expr:
    """The first day of the month a row's span lies in; null where it lies in several, or has none.

    >>> rows = pl.DataFrame({"since": [date(2018, 12, 3), date(2018, 11, 30)],
    ...     "day": [date(2018, 12, 4), date(2018, 12, 1)]})
    >>> rows.select(month_of_span().alias("month"))["month"].to_list()
    [datetime.date(2018, 12, 1), None]
    """
    began, ended = first_of_span(first, last).dt.truncate("1mo"), pl.col(last).dt.truncate("1mo")
    return pl.when(began == ended).then(ended)


def say_more_dated(n: int, first: date, last: date) -> Sentence:
    """How many more there are, dated only to some days.

    >>> say_more_dated(3, date(2018, 7, 1), date(2018, 12, 31))
    '3 more, dated only to July to December 2018'
    >>> say_more_dated(1, date(2018, 12, 15), date(2019, 1, 15))
    '1 more, dated only to 15 December 2018 to 15 January 2019'
    """
    return say("{n} more, dated only to {days}", n=n, days=say_span(first, last))


def say_span(first: date, last: date) -> Sentence:
    """A span of days in words: whole months by their names, else its first and last day.

    >>> say_span(date(2018, 12, 1), date(2019, 1, 31))
    'December 2018 to January 2019'
    >>> say_span(date(2018, 12, 1), date(2018, 12, 1))
    '1 December 2018'
    """
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return month_said(first)
        began = month_said(first) if first.year != last.year else term(month_name[first.month])
        return say("{first} to {last}", first=began, last=month_said(last))
    if first == last:
        return day_said(first)
    return say("{first} to {last}", first=day_said(first), last=day_said(last))
