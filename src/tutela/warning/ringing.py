"""What makes a desk ring, and for how long: until a person answered, never until somebody looked.

A person told of an alert hears it at once. Saying that one has read it quiets that desk for as long
as the clock gives, and no longer: while the clock stands unmet it rings again. Nothing here stops a
clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

UNTIL: Mapping[str, str] = {
    "issued": "acknowledge",
    "owner": "acknowledge",
    "missed": "acknowledge",
    "some": "acknowledge",
    "asked": "issue",
    "reopened": "decide",
    "lasts": "outcome",
}
"""Why somebody was told of an alert, and the clock that rings until it is met; *outcome* is met by
a person who says that the danger ended. A clock that ran out rings until it is met itself. Other
notices ring nowhere."""

STEP = "step"

REPEAT_SECONDS: Mapping[str, int] = {"warning": 300, "imminent": 60, "ongoing": 20}
"""After how long a desk sounds again, by the level. A watch is told once a day and never rings.

Our choice: an attack going on is not talked over, a warning is heard again before its first clock.
"""


def clock_that_rings(why: str, key: str) -> str:
    """The clock a notice rings for; empty where it rings for none.

    Takes   key, of the notice: of a clock that ran out it begins with the clock.

    >>> clock_that_rings("issued", "1"), clock_that_rings("step", "answer 2 0")
    ('acknowledge', 'answer')
    >>> clock_that_rings("listens", "ongoing")
    ''
    """
    return key.partition(" ")[0] if why == STEP else UNTIL.get(why, "")


def rings(
    clock: str,
    unmet: Collection[str],
    *,
    level: str,
    opened_at: datetime | None,
    again_after: timedelta | None,
    now: datetime,
) -> bool:
    """Whether a notice rings now.

    Takes   clock, that it rings for; unmet, the clocks of the alert that nobody has met; opened_at,
            when its reader acted on it; again_after, how long the clock gives at this level: so
            long one may see to it before it rings again. None: it does not ring again.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> ten = timedelta(minutes=10)
    >>> def told(opened, level="ongoing"):
    ...     return rings(
    ...         "acknowledge",
    ...         {"acknowledge"},
    ...         level=level,
    ...         opened_at=opened,
    ...         again_after=ten,
    ...         now=at,
    ...     )
    >>> told(None), told(at - ten / 2), told(at - ten), told(None, "watch")
    (True, False, True, False)
    """
    if not clock or clock not in unmet or level not in REPEAT_SECONDS:
        return False
    if opened_at is None:
        return True
    return again_after is not None and opened_at + again_after <= now
