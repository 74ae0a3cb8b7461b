"""By when somebody says whether a place nobody named is concerned, and who hears of the silence.

What is reported of one place may concern those around it: a machine infers them, and a person says
of each whether it is so. The question has a clock of its own; nothing but an answer stops it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tutela.warning.clocks import LEVELS, HeldLevel
from tutela.warning.ladders import RUNGS

SOON, LATER = timedelta(hours=1), timedelta(hours=24)
LIMITS = dict(zip(LEVELS, (LATER, LATER, SOON, SOON), strict=True))
"""How long an answer may take, by the level of the alert that caused the question [P].

Source  domain reference, amendment 13.
"""


def answer_due(asked_at: datetime, held: Iterable[HeldLevel]) -> datetime:
    """By when it is answered: the earliest hour that any level gives which the alert had since.

    A level that is lowered gives no new time, and one that is raised begins when it was raised.

    Takes   held, the levels of the alert that caused the question, oldest first.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 8, 0, tzinfo=UTC)
    >>> raised = HeldLevel("imminent", at + timedelta(hours=2))
    >>> answer_due(at, [HeldLevel("warning", at), raised]).hour
    11
    """
    levels = list(held)
    before = [level for level in levels if level.since <= asked_at][-1:]
    since = [level for level in levels if level.since > asked_at]
    dues = [max(one.since, asked_at) + LIMITS[one.level] for one in (*before, *since)]
    return min(dues, default=asked_at + LATER)


def steps_due(due: datetime, asked_at: datetime, now: datetime) -> int:
    """How many steps silence has climbed: the first once it is late, a further one after each time
    as long again, up to the top of the ladders.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 8, 0, tzinfo=UTC)
    >>> [steps_due(at + SOON, at, at + timedelta(hours=n)) for n in (0, 1, 2, 9)]
    [0, 1, 2, 3]
    """
    if now < due:
        return 0
    every = min(max(due - asked_at, timedelta(minutes=1)), LATER)
    return min((now - due) // every + 1, RUNGS)
