"""What a mission owes before and beside its strategy: that there is one, and that leaders lead it.

The machine says what is owed and since when. Who leads it, people name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tutela.strategy.consultation import TERM_DAYS

IMMINENT = re.compile(
    r"imminent\s+(?:threat|danger)|threats?\s+of\s+imminent|menace\s+imminente|amenaza\s+inminente",
    re.IGNORECASE,
)
PEOPLE = re.compile(r"civilian|civile?s?\b|poblaci[oó]n|population", re.IGNORECASE)

QUIET_DAYS = 30
"""After so many days without a decision or a review by a leader the log warns [P]."""


def imminent(words: str) -> bool:
    """Whether a paragraph speaks of civilians under imminent threat.

    Source  Framework, paragraph 1 and footnote 1.

    >>> imminent("(a) To protect civilians under imminent threat of physical violence;")
    True
    >>> imminent("(b) To protect civilians, and to support the peace process;")
    False
    """
    return IMMINENT.search(words) is not None and PEOPLE.search(words) is not None


@dataclass(frozen=True, slots=True)
class Owed:
    """The duty to have a strategy.

    since  the day the mandate was adopted; None where nobody recorded it
    due    by when it was to be in force; None with it
    state  kept, owed or overdue
    """

    since: date | None
    due: date | None
    state: str


def strategy_owed(since: Iterable[date | None], until: date | None, on: date) -> Owed | None:
    """Whether a mission owes a strategy, and since when it is overdue.

    Takes   since, the days the mandates in force with that wording were adopted; until, the last
            day of a strategy in force, None where there is none; on, today.
    Gives   None where no mandate asks for one. Where a day is not known it is overdue: unknown is
            never shown as in time.
    Source  Framework, paragraphs 1 and 8: within three months.

    >>> strategy_owed([date(2031, 1, 1)], None, date(2031, 3, 1)).state
    'owed'
    >>> strategy_owed([date(2031, 1, 1)], date(2031, 6, 1), date(2031, 7, 1)).state
    'overdue'
    >>> strategy_owed([], None, date(2031, 1, 1)) is None
    True
    """
    days = list(since)
    if not days:
        return None
    known = [day for day in days if day is not None]
    first = min(known) if len(known) == len(days) else None
    due = first + timedelta(days=TERM_DAYS) if first else None
    if until is not None and until >= on:
        return Owed(first, due, "kept")
    return Owed(first, due, "owed" if due is not None and due >= on else "overdue")


def quiet_since(days: Iterable[date], began: date, on: date) -> int | None:
    """How many days no leader decided or reviewed anything, where those are too many.

    Takes   days, of what leaders did; began, the first day of drafting; on, today.

    >>> quiet_since([date(2031, 1, 5)], date(2031, 1, 1), date(2031, 3, 1))
    55
    >>> quiet_since([], date(2031, 1, 1), date(2031, 1, 20)) is None
    True
    """
    gone = (on - max([began, *days])).days
    return gone if gone > QUIET_DAYS else None
