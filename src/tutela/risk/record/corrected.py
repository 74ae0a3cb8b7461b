"""What people set against the method's hotspots and its order: who belongs together, in what order.

A correction tells of places, not of ids: what the evidence of another day makes of the same ground
is corrected alike. The order people agreed stays as they agreed it, whatever is suggested since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tutela.base.later import Ints, np


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided of a hotspot.

    kind     "in": the places belong to it; "out": they do not, and are one of their own; "join":
             the whole hotspot they are of belongs to it
    places   ids of the places that are moved
    anchor   ids of the places of the hotspot that is corrected, as it was then
    """

    kind: Literal["in", "out", "join"]
    places: tuple[str, ...]
    anchor: tuple[str, ...]


def correct_groups(group: Ints, names: Sequence[str], corrections: Sequence[Correction]) -> Ints:
    """The hotspots of places as people corrected them, one correction after the other.

    A hotspot is where most of its places of then are. What is not on record any more, group -1, is
    neither moved nor moves.

    Takes   n numbers of hotspots, -1 where nothing is on record; n ids of places.
    Gives   n numbers, in no order.

    >>> names, group = ["a", "b", "c", "d"], np.array([0, 0, 0, 1])
    >>> correct_groups(group, names, [Correction("in", ("d",), ("a", "b"))]).tolist()
    [0, 0, 0, 0]
    >>> correct_groups(group, names, [Correction("out", ("b",), ("a", "b", "c"))]).tolist()
    [0, 2, 0, 1]
    """
    row_of = {name: row for row, name in enumerate(names)}
    corrected = group.copy()
    for correction in corrections:
        moved = [row_of[name] for name in correction.places if name in row_of]
        moved = [row for row in moved if corrected[row] >= 0]
        staying = [name for name in correction.anchor if name not in correction.places]
        home = _home_of(corrected, [row_of[name] for name in staying if name in row_of])
        if not moved or home is None:
            continue
        if correction.kind == "in":
            corrected[moved] = home
        elif correction.kind == "join":
            theirs = _home_of(corrected, moved)
            corrected[corrected == theirs] = home
        else:
            apart = [row for row in moved if corrected[row] == home]
            corrected[apart] = corrected.max() + 1
    return corrected


def _home_of(group: Ints, rows: Sequence[int]) -> int | None:
    """The hotspot most of these places are of; None where none is on record."""
    held = group[list(rows)] if rows else np.zeros(0, dtype=np.int64)
    numbers, count = np.unique(held[held >= 0], return_counts=True)
    return int(numbers[np.argmax(count)]) if len(numbers) else None


Standing = tuple[int, float]
"""A priority, 0 to 3, and the value suggested with it: what places a hotspot among others."""


def falling_keys(agreed: Sequence[Standing]) -> list[Standing]:
    """What each hotspot of an agreed order stands for among those nobody agreed: its own priority
    and value, but never more than the one before it. So a suggestion finds its place between them
    and none of them changes its own.

    >>> falling_keys([(3, 2.0), (2, 0.9), (3, 9.0)])
    [(3, 2.0), (2, 0.9), (2, 0.9)]
    """
    keys: list[Standing] = []
    for key in agreed:
        keys.append(min(key, keys[-1]) if keys else key)
    return keys
