"""Fora: whether they meet as they said, what they carry over, what they report upward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from tutela.base.messages import Sentence, day_said, say, say_n

HEADINGS = ("progress", "impact", "constraints", "resources", "decisions_sought")
"""What a local body reports upward. Source: Framework, template H, paragraph 21."""


def lateness(last: date | None, rhythm_days: int | None, on: date) -> Sentence | None:
    """What to say where a forum has not met as often as it said it would.

    Takes   last, when it last met, or None if it never did; rhythm_days, at most so many days from
            one meeting to the next, or None where nobody said.
    Gives   a sentence, or None where it met in time or gave itself no rhythm but met once.

    >>> str(lateness(date(2018, 12, 1), 14, date(2018, 12, 31)))
    'last met on 1 December 2018, 16 days later than its rhythm asks'
    >>> lateness(date(2018, 12, 20), 14, date(2018, 12, 31))
    >>> str(lateness(None, 14, date(2018, 12, 31)))
    'it has never met'
    """
    if last is None:
        return say("it has never met")
    if rhythm_days is None:
        return None
    over = (on - last - timedelta(days=rhythm_days)).days
    if over <= 0:
        return None
    return say_n(
        "last met on {last}, {n} day later than its rhythm asks",
        "last met on {last}, {n} days later than its rhythm asks",
        over,
        last=day_said(last),
    )


def carried_over(raised: date, held: Iterable[date], ended: date | None = None) -> int:
    """To how many later meetings an action was carried over: until it ended, to each that was held.

    Takes   raised, the day of the meeting that decided it; held, days of meetings of the forum in
            any order; ended, when it was done or dropped.

    >>> carried_over(date(2018, 12, 3), [date(2018, 12, 3), date(2018, 12, 10), date(2018, 12, 17)])
    2
    >>> carried_over(date(2018, 12, 3), [date(2018, 12, 10), date(2018, 12, 17)], date(2018, 12, 9))
    0
    """
    return sum(day > raised and (ended is None or day <= ended) for day in held)


SILENCE_DAYS = 90
"""After so many days without a contact an engagement that should not break has a gap."""


def silences(
    contacts: Iterable[date], since: date, until: date, most: int = SILENCE_DAYS
) -> list[tuple[date, date]]:
    """The stretches longer than `most` days without a contact, from the first talks to the end.

    Takes   contacts in any order; since, the day of the first talks; until, exit or today.
    Gives   first and last day of each stretch, the oldest first.

    >>> day = date(2018, 1, 1)
    >>> [n.isoformat() for n in silences([date(2018, 2, 1)], day, date(2018, 6, 1))[0]]
    ['2018-02-01', '2018-06-01']
    >>> silences([date(2018, 2, 1), date(2018, 4, 20)], day, date(2018, 6, 1))
    []
    """
    days = [since, *sorted(contact for contact in contacts if since < contact < until), until]
    return [(before, after) for before, after in pairwise(days) if (after - before).days > most]


FUNCTIONS = ("priorities", "assessments", "who", "sharing", "accountability", "means")
"""What coordination settles: priority risks and activities, joint assessments, who does what,
sharing of information, accountability, means. Source: Framework, template H, paragraph 19."""


def share_of_women(women: int | None, men: int | None) -> float | None:
    """The share of women, 0 to 1; None where either number is not known, or nobody came.

    >>> share_of_women(2, 6), share_of_women(None, 6), share_of_women(0, 0)
    (0.25, None, None)
    """
    if women is None or men is None or women + men == 0:
        return None
    return women / (women + men)
