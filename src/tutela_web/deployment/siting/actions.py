"""What may be done next with a move of an answer: links that features beside this one join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base, Unit
from tutela_web.places.models import Place


@dataclass(frozen=True)
class MoveAction:
    """A link beside a move: to request it, to try it in a what-if."""

    url: str
    label: Words


Offer = Callable[[Standing, Unit | None, Base | Place], MoveAction | None]

ACTIONS: list[Offer] = []
"""Each gives its link for a unit (None: one not of the mission yet) at a base or a place; None
where it has none for this person. No query."""


def actions_of(standing: Standing, unit: Unit | None, here: Base | Place) -> list[MoveAction]:
    """The links beside one move."""
    offered = [offer(standing, unit, here) for offer in ACTIONS]
    return [action for action in offered if action is not None]
