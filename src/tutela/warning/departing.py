"""By when those tasked must leave, and when they would be there.

    leave_by(...)      the hour the clock of departure runs to
    estimate(...)      the arrival that is expected, as far as it is known now

An hour by which somebody must leave is no arrival, and an arrival expected is no promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta


def leave_by(
    tasked_at: datetime,
    level: str,
    limits: Mapping[str, timedelta],
    *,
    notice: timedelta | None = None,
    planned: datetime | None = None,
    harm: datetime | None = None,
    travel: timedelta | None = None,
) -> datetime | None:
    """By when those tasked leave: at the hour planned, else by their notice to move, and never
    later than the way allows: where harm is expected at H and the way takes T, by H - T.

    In an ongoing attack, or where H - T has passed, they leave at once: within what the clock
    allows in an ongoing attack, counted from the tasking, so that a late answer gains no time.

    Takes   tasked_at, when they were tasked; limits, of the clock of departure by level: for those
            whose notice is not on file; harm, the nearest hour it is feared; None for not known.
    Gives   None where nothing says by when.

    >>> from datetime import UTC
    >>> def at(hour, minute=0): return datetime(2018, 12, 31, hour, minute, tzinfo=UTC)
    >>> limits = {"imminent": timedelta(minutes=60), "ongoing": timedelta(minutes=10)}
    >>> ready = {"notice": timedelta(minutes=30), "travel": timedelta(minutes=19)}
    >>> f"{leave_by(at(8), 'imminent', limits, **ready):%H:%M}"
    '08:30'
    >>> f"{leave_by(at(8), 'imminent', limits, harm=at(8, 40), **ready):%H:%M}"
    '08:21'
    >>> f"{leave_by(at(8), 'ongoing', limits, **ready):%H:%M}"
    '08:10'
    """
    within = notice if notice is not None else limits.get(level)
    ready = planned or (None if within is None else tasked_at + within)
    at_once = tasked_at + limits["ongoing"]
    if level == "ongoing":
        latest: datetime | None = at_once
    elif harm is not None and travel is not None:
        latest = max(harm - travel, at_once)
    else:
        latest = None
    return min((one for one in (ready, latest) if one is not None), default=None)


def estimate(arrives: datetime | None, travel: timedelta | None, now: datetime) -> datetime | None:
    """The arrival expected now: as it stood, or a whole way from now where they have not left.

    Takes   arrives, as it was known when it was last looked at; travel, the way of those who have
            not left and said no hour; None for all others.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 8, 25, tzinfo=UTC)
    >>> f"{estimate(at, timedelta(minutes=19), at):%H:%M} {estimate(at, None, at):%H:%M}"
    '08:44 08:25'
    """
    if arrives is None:
        return None
    return arrives if travel is None else max(arrives, now + travel)
