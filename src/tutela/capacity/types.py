"""The room's words: a base of the mission, and what is known of the bases on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tutela.base.errors import Rejection
from tutela.base.messages import Sentence, join, say, say_n


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
    closed      bases of the list that were not yet open, or closed again, on the day.
    notes       what was left out, what is old, what is not known: to be said aloud.
    """

    bases: tuple[Base, ...]
    on: date
    known_from: date | None
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    closed: int = 0

    def __len__(self) -> int:
        return len(self.bases)

    def with_troops(self) -> tuple[Base, ...]:
        """Bases that hold troops or formed police, or of which that is not known.

        An office, observers or individual police alone cannot stand between people and attackers.
        """
        return tuple(base for base in self.bases if base.strength != 0)

    def why_none(self) -> Sentence | None:
        """Why a list that was given holds nobody who could protect; None where it does.

        >>> print(Bases((), date(2030, 6, 1), None, closed=2).why_none())
        the list of bases given holds none with troops on 2030-06-01: 2 closed or not yet open
        """
        if self.with_troops():
            return None
        parts = []
        if self.closed:
            parts.append(say("{n} closed or not yet open", n=self.closed))
        if self.rejected:
            parts.append(self._refused_in_words())
        if self.bases:
            parts.append(say("{n} without troops", n=len(self.bases)))
        told = say("the list of bases given holds none with troops on {day}", day=self.on)
        return say("{told}: {parts}", told=told, parts=join("; ", parts)) if parts else told

    def _refused_in_words(self) -> Sentence:
        first = self.rejected[0]
        return say_n(
            "{n} row refused (line {row}: {why})",
            "{n} rows refused (the first, line {row}: {why})",
            len(self.rejected),
            row=first.row,
            why=first.why,
        )

    def all_notes(self) -> tuple[str, ...]:
        """The notes, and what was refused of the list."""
        if none := self.why_none():
            return (*self.notes, none)
        if self.rejected:
            return (
                *self.notes,
                say("of the list of bases, {refused}", refused=self._refused_in_words()),
            )
        return self.notes
