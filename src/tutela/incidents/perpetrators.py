"""Who harms civilians: actors by the harm attributed to them, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

CERTAINTIES = ("confirmed", "probable", "suspected", "unknown")
"""How sure it is who did it, the surest first."""


@dataclass
class Attributed:
    """What is attributed to one actor; `actor` is "" where nobody is named."""

    actor: str
    incidents: int = 0
    events: int = 0  # imported ones: their sources do not say how sure it is
    by_certainty: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CERTAINTIES, 0))
    killed: int | None = None  # as far as reported; None where no number is known
    uncounted: int = 0  # those of which the number of killed is not known

    @property
    def floor(self) -> bool:
        """Whether the number of killed is only the least."""
        return self.killed is not None and self.uncounted > 0


def rank(rows: Iterable[tuple[str, str | None, int, int | None, int]]) -> list[Attributed]:
    """Rank actors by reported killed, then by how often; what nobody known did stands last, and is
    never left out.

    Takes   groups of incidents or imported events: actor ("" where not known), certainty of
            attribution (None of events), how many, the killed of those where it is known (None
            where of none), of how many it is not.
    Gives   one Attributed for each actor. An actor without a known number is ranked by how often,
            below those with one: what is not known is not nought.

    >>> rank([("kestrel", "confirmed", 2, 5, 0), ("kestrel", "suspected", 1, None, 1),
    ...       ("", "unknown", 3, 9, 0)])[0]
    ... # doctest: +NORMALIZE_WHITESPACE
    Attributed(actor='kestrel', incidents=3, events=0,
        by_certainty={'confirmed': 2, 'probable': 0, 'suspected': 1, 'unknown': 0},
        killed=5, uncounted=1)
    """
    by_actor: dict[str, Attributed] = {}
    for actor, certainty, count, killed, uncounted in rows:
        attributed = by_actor.setdefault(actor, Attributed(actor))
        if certainty is None:
            attributed.events += count
        else:
            attributed.incidents += count
            attributed.by_certainty[certainty if certainty in CERTAINTIES else "unknown"] += count
        if killed is not None:
            attributed.killed = (attributed.killed or 0) + killed
        attributed.uncounted += uncounted
    return sorted(
        by_actor.values(),
        key=lambda one: (
            one.actor == "",
            one.killed is None,
            -(one.killed or 0),
            -(one.incidents + one.events),
            one.actor,
        ),
    )
