"""What is weak in the tie between an early warning mechanism and an outside party.

A tie works both ways: the party warns us, and is told what we know. One that goes one way alone, or
that nobody tested in time, is marked; what nobody said is not known, and is no weakness by itself.
"""

from __future__ import annotations

from datetime import date, timedelta

ONE_SIDED, UNTESTED, FAILED, NOT_KNOWN = "one-sided", "untested", "no answer", "not known"

RETEST = timedelta(days=90)
"""So long a test of a tie holds [P]. Source: practice of alert networks; a mission changes it with
the mechanism."""


def weaknesses(
    warns: bool | None,
    told: bool | None,
    *,
    tested_on: date | None,
    answered: bool | None,
    on: date,
    holds: timedelta = RETEST,
) -> tuple[str, ...]:
    """What is weak in a tie, in words of this module, the gravest first; nothing where it works.

    Takes   warns and told, whether the party warns us and is told by us, None where nobody said;
            tested_on and answered, its last test; on, today; holds, how long a test holds.

    >>> today = date(2018, 12, 31)
    >>> weaknesses(True, False, tested_on=None, answered=None, on=today)
    ('one-sided', 'untested')
    >>> weaknesses(True, True, tested_on=date(2018, 12, 1), answered=True, on=today)
    ()
    >>> weaknesses(None, True, tested_on=date(2018, 12, 1), answered=False, on=today)
    ('no answer', 'not known')
    """
    weak = []
    fresh = tested_on is not None and on - tested_on <= holds
    if fresh and answered is False:
        weak.append(FAILED)
    if warns is not None and told is not None and warns != told:
        weak.append(ONE_SIDED)
    if not fresh:
        weak.append(UNTESTED)
    if warns is None or told is None:
        weak.append(NOT_KNOWN)
    return tuple(weak)
