"""A concept of operations: what is to bring about a protection outcome, and where that breaks off.

An outcome needs an operation, an operation a task, a task a resource; none of them stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tutela.base.messages import Sentence, say

STEPS = ("outcome", "operation", "task", "resource")
"""The concept from what people gain to what it takes."""


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a concept: `kind` of STEPS; `under`, the id of what it serves, or empty."""

    id: str
    kind: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a concept breaks off: at which part, why, and what to do."""

    id: str
    says: Sentence
    next: Sentence


_LACKS = {
    "outcome": say("no operation brings this outcome about"),
    "operation": say("no task carries this operation out"),
    "task": say("no resource is named for this task"),
}
_ALONE = {
    "operation": say("this operation serves no protection outcome"),
    "task": say("this task belongs to no operation"),
    "resource": say("this resource is for no task"),
}


def may_lie_under(kind: str, above: str) -> bool:
    """Whether a part of a kind serves one of another.

    >>> may_lie_under("task", "operation"), may_lie_under("task", "outcome")
    (True, False)
    """
    return kind in STEPS and above in STEPS and STEPS.index(kind) == STEPS.index(above) + 1


def broken_items(items: Iterable[Item], *, hidden: Collection[str] = ()) -> list[Broken]:
    """The parts that lack what is to bring them about, or what they are for.

    Takes   items of one concept or of several; hidden, ids of parts that have something below them
            which this reader may not see: of these nothing is told.
    Source  domain reference, requirement S3-054.

    >>> [str(one.id) for one in broken_items([Item("o", "outcome"), Item("t", "task")])]
    ['o', 't', 't']
    """
    rows = list(items)
    held = {row.under for row in rows if row.under} | set(hidden)
    broken = []
    for item_row in rows:
        if item_row.kind in _ALONE and not item_row.under:
            broken.append(Broken(item_row.id, _ALONE[item_row.kind], say("say what it serves")))
        if item_row.kind in _LACKS and item_row.id not in held:
            broken.append(Broken(item_row.id, _LACKS[item_row.kind], say("add it, or ask for it")))
    order = {row.id: STEPS.index(row.kind) for row in rows if row.kind in STEPS}
    return sorted(broken, key=lambda one: order[one.id])
