"""Days a question may be asked of: the calendar of the record, with room to look back and ahead."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say

FIRST, LAST = date(1800, 1, 1), date(2200, 12, 31)
"""What files may speak of; beyond lie slips of the pen and the ends of the calendar."""


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
