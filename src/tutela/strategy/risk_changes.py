"""How a risk moved between the day a line of the matrix was set and today.

Source: Framework, template B, paragraph 4: priority activities are adjusted when risks appear or
grow; requirement S1-094.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 10.0
"""Points of the agreed score from which a risk moved although its priority stays [P]."""


@dataclass(frozen=True, slots=True)
class AgreedValue:
    """What people agreed of a risk at one time: its priority from 0 to 3, its score; both None
    where nothing was agreed. `stands` is false where it was closed or left the strategy's scope."""

    priority: int | None
    score: float | None
    stands: bool = True


NOTHING = AgreedValue(None, None)


def how_moved(then: AgreedValue, now: AgreedValue) -> str:
    """How a risk moved: "rose", "fell", "agreed" since, "closed" since; blank where it did not.

    >>> how_moved(AgreedValue(2, 61.0), AgreedValue(3, 64.0))
    'rose'
    >>> how_moved(NOTHING, AgreedValue(1, 30.0))
    'agreed'
    >>> how_moved(AgreedValue(2, 61.0), AgreedValue(2, 66.0))
    ''
    >>> how_moved(AgreedValue(2, 61.0), AgreedValue(2, 50.0))
    'fell'
    """
    if then.stands and not now.stands:
        return "closed"
    if now.priority is None or now.score is None or not now.stands:
        return ""
    if then.priority is None or then.score is None or not then.stands:
        return "agreed"
    steps = now.priority - then.priority
    if not steps:
        points = now.score - then.score
        steps = 0 if abs(points) < LEAST else round(points)
    return "rose" if steps > 0 else "fell" if steps < 0 else ""
