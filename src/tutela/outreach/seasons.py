"""Seasons of a dispute: when the next one begins, and whether today lies in it."""

from __future__ import annotations

from datetime import date, timedelta

LEAD = timedelta(days=30)
"""So long before its season begins a dispute comes on the agenda [P]."""


def next_season(month: int, on: date) -> date:
    """The first day of the next season that begins in a month, today if that is it.

    >>> next_season(1, date(2018, 12, 31)), next_season(12, date(2018, 12, 1))
    (datetime.date(2019, 1, 1), datetime.date(2018, 12, 1))
    """
    return date(on.year if date(on.year, month, 1) >= on else on.year + 1, month, 1)


def in_season(first: int, last: int, on: date) -> bool:
    """Whether a day lies in the months from the first to the last, also across the new year.

    >>> in_season(11, 2, date(2018, 12, 31)), in_season(3, 5, date(2018, 12, 31))
    (True, False)
    """
    return first <= on.month <= last if first <= last else on.month >= first or on.month <= last
