"""What rooms above ask of the units a person commands, other than a tasking: it stands on the same
page, so that *nothing is asked* is never said beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class AlsoAsked:
    """One thing asked: in which words, of whom, where it is read and answered, and whether it
    waits for an answer."""

    words: str
    of: str
    url: str
    state: str
    waits: bool


ASKED: list[Callable[[Standing], Sequence[AlsoAsked]]] = []
"""Each gives what it asks of the units this person commands and is not over."""


def asked_besides(standing: Standing) -> list[AlsoAsked]:
    """All of it, what waits for an answer first."""
    rows = [row for of_room in ASKED for row in of_room(standing)]
    return sorted(rows, key=lambda row: not row.waits)
