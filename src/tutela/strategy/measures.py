"""When an indicator is to be read and a report to be made, and whether it was."""

from __future__ import annotations

from datetime import date, timedelta

STATES = ("late", "due", "ahead", "no day")
"""How a day that was set stands, the most pressing first."""

SOON = 7
"""So many days before its day it is due [P]."""


def due_on(first: date | None, every: int | None, last: date | None) -> date | None:
    """The day the next reading is due.

    Takes   first, the day of the first reading; every, the days between readings; last, the day of
            the latest reading, if there is one.
    Gives   None where nothing more is due, or no day was set.

    >>> due_on(date(2019, 1, 1), 90, None), due_on(date(2019, 1, 1), 90, date(2019, 1, 4))
    (datetime.date(2019, 1, 1), datetime.date(2019, 4, 4))
    """
    if last is None:
        return first
    return last + timedelta(every) if every else None


def state_of(due: date | None, *, on: date) -> str:
    """How a day stands: one of STATES.

    >>> state_of(date(2018, 12, 30), on=date(2018, 12, 31)), state_of(None, on=date(2018, 12, 31))
    ('late', 'no day')
    """
    if due is None:
        return "no day"
    if due < on:
        return "late"
    return "due" if due <= on + timedelta(SOON) else "ahead"
