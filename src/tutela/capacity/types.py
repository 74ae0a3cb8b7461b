"""The room's words: a base of the mission, and what is known of the bases on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tutela.base.errors import Rejection


@dataclass(frozen=True, slots=True)
class Base:
    """Where peacekeepers stand.

    on_from    first day this is known to hold: the month of the deployment map, or the day given.
    strength   people, or None: not known, which is never nought.
    kinds      what stands there, in words: infantry, formed police, reserve, aviation, medical, ...
    """

    id: str
    name: str
    lat: float
    lon: float
    mission: str = ""
    on_from: date | None = None
    strength: int | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bases:
    """The bases known on a day, and how old that knowledge is.

    known_from  the month, year or day the newest information speaks of; None if there is none.
    notes       what was left out, what is old, what is not known: to be said aloud.
    """

    bases: tuple[Base, ...]
    on: date
    known_from: date | None
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()

    def __len__(self) -> int:
        return len(self.bases)

    def with_troops(self) -> tuple[Base, ...]:
        """Bases that hold troops or formed police, or of which that is not known.

        An office, observers or individual police alone cannot stand between people and attackers.
        """
        return tuple(base for base in self.bases if base.strength != 0)
