"""What alerts rest on that rooms above keep: each joins itself by the word its keys begin with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class EvidenceAbove:
    """What an alert rests on that a room above keeps: what is read of it, and where."""

    label: str
    url: str


EVIDENCE_ABOVE: dict[str, Callable[[Standing, Collection[str]], list[EvidenceAbove]]] = {}
"""From rooms above, by the word before the key in an alert's evidence: of these names what this
person may read. The lower room never asks who they are."""


def is_above(name: str) -> bool:
    """Whether a room above keeps what this key of evidence names."""
    return name.partition(":")[0] in EVIDENCE_ABOVE


def heard_there(evidence: Iterable[str]) -> bool:
    """Whether what is told of a place names that place itself: it is no inference then."""
    return any(is_above(name) for name in evidence)
