"""In which order alerts that run stand: by level, then by the time left until harm is feared.

One order for every list, first page, map and paper. It looks at no score and at no message that
went out: where every row is late, and nobody was reached, the worst still stands first. Only what
a person said calms: a result while the danger lasts, and a time that ran out with nobody deciding,
leave an alert at its level.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tutela.warning.clocks import LEVELS

EARLIEST = {"imminent": timedelta(), "warning": timedelta(hours=24), "watch": timedelta(days=3)}
"""How soon, from when it was known, a level lets harm come. Source: domain reference, alert levels:
watch 3 to 30 days, warning 24 to 72 hours, imminent under 24 hours."""

NEAR = ("ongoing", "imminent")
"""The levels that stand first in every leader's paper, whatever days it is of."""

LAST = datetime.max.replace(tzinfo=UTC)


class Pressing(NamedTuple):
    """What alerts are sorted by, the least first.

    calmed   a person said that the danger ended
    level    how far down the levels it stands; a text nobody has understood stands between imminent
             and warning
    expired  its time ran out with nobody deciding: behind the others of its level
    harm     when harm is feared, now at the soonest
    due      when its clock runs out, or ran out
    """

    calmed: bool
    level: float
    expired: bool
    harm: datetime
    due: datetime
    number: int


def rank_alert(
    level: str,
    *,
    number: int,
    at: datetime,
    known_at: datetime,
    onset: datetime | None = None,
    due: datetime | None = None,
    calmed: bool = False,
    expired: bool = False,
    unread: bool = False,
) -> Pressing:
    """Where an alert stands among those that run.

    Takes   level, of LEVELS; at, now; onset, the hour harm is feared from, None for not known: then
            the soonest its level allows, so that what is not known never stands as later; due, when
            its clock runs out; calmed, expired, unread, as in `Pressing`.

    >>> at = datetime(2018, 12, 31, 5, 0, tzinfo=UTC)
    >>> def stands(level, **said): return rank_alert(level, number=1, at=at, known_at=at, **said)
    >>> stands("imminent", expired=True) < stands("watch", due=at), stands("ongoing").level
    (True, 0.0)
    >>> stands("imminent", onset=at + timedelta(hours=6)) < stands("imminent")
    False
    """
    down = float(len(LEVELS) - 1 - LEVELS.index(level))
    if unread:
        down = min(down, len(LEVELS) - 1 - LEVELS.index("imminent") + 0.5)
    harm = at if level == "ongoing" else onset or known_at + EARLIEST[level]
    return Pressing(calmed, down, expired, max(harm, at), due or LAST, number)
