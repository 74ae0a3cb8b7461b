"""How far the telling of an alert got: of each person, what became of what was sent to them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

REACHED = ("delivered", "sent", "waiting", "failed")
"""How far messages to one person got, the best first. Delivered is by a receipt alone: mail brings
none, so it is sent at best. What nobody acted on stands on the page only, and so is waiting."""

LEDGER = {"held": "failed", "kept": "waiting"}
"""What the ledger calls otherwise: held back, it did not leave; kept in an exercise, it stands on
the page of who would have had it."""


def best_delivery(states: Iterable[str]) -> str:
    """How far the messages to one person got: the best counts.

    Takes   states, as the ledger of messages names them; none where nothing was to be sent.

    >>> best_delivery(["failed", "sent"]), best_delivery(["held"]), best_delivery([])
    ('sent', 'failed', 'waiting')
    """
    known = [LEDGER.get(state, state) for state in states]
    return min(known, key=REACHED.index, default="waiting")


@dataclass(frozen=True, slots=True)
class Addressed:
    """One person who was told: how far it got, and whether they acted on it.

    own   whether they raised the alert: what they know of it nobody told them
    """

    reached: str
    opened: bool
    own: bool = False


@dataclass(frozen=True)
class Telling:
    """How far the telling of one alert got, counted by people, each once.

    >>> one = Telling({"a": Addressed("failed", False), "b": Addressed("sent", True)})
    >>> one.addressed, one.count("failed"), one.opened, one.nobody
    (2, 1, 1, False)
    """

    people: Mapping[Hashable, Addressed]

    @property
    def addressed(self) -> int:
        """How many people were to be told."""
        return len(self.people)

    def count(self, reached: str) -> int:
        """How many were reached so far, and no further."""
        return sum(person.reached == reached for person in self.people.values())

    @property
    def opened(self) -> int:
        """How many acted: said that they read it, or recorded something of it."""
        return sum(person.opened and not person.own for person in self.people.values())

    def unread_by(self, person: Hashable) -> bool:
        """Whether somebody was told and has not acted yet."""
        one = self.people.get(person)
        return one is not None and not one.opened and not one.own

    @property
    def delivered(self) -> int:
        return self.count("delivered")

    @property
    def sent(self) -> int:
        return self.count("sent")

    @property
    def waiting(self) -> int:
        return self.count("waiting")

    @property
    def failed(self) -> int:
        return self.count("failed")

    @property
    def nobody(self) -> bool:
        """Whether every message to others than who raised it failed, and none of them has acted:
        somebody must telephone."""
        others = [person for person in self.people.values() if not person.own]
        return bool(others) and all(one.reached == "failed" and not one.opened for one in others)
