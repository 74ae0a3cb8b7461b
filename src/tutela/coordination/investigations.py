"""Whether an investigation by the host moves, or stands still."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

STALLS_AFTER = timedelta(days=60)
"""So long without a step an investigation stands still [P]: the mission's to change."""


def stalled_since(
    opened_on: date | None, steps: Iterable[date], on: date, after: timedelta = STALLS_AFTER
) -> date | None:
    """Since when an investigation stands still: the day of its last step, or that it was opened.

    Takes   when it was opened, None where nobody knows; the days of the steps of who investigates;
            the day it is looked at; after how long without a step it stands still.
    Gives   None where it moves, and where no day is known: unknown is not said to stand still.
    Source  requirement S0-033: the host's investigation with its steps and stall dates.

    >>> stalled_since(date(2018, 1, 5), [date(2018, 3, 1)], date(2018, 6, 1))
    datetime.date(2018, 3, 1)
    >>> stalled_since(date(2018, 1, 5), [], date(2018, 2, 1)) is None
    True
    >>> stalled_since(None, [], date(2018, 6, 1)) is None
    True
    """
    known = [day for day in (opened_on, *steps) if day is not None and day <= on]
    last = max(known, default=None)
    return last if last is not None and on - last > after else None
