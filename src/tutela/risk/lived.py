"""What is known of how a community lives, as proposals to factors of vulnerability, with reasons.

A proposal fills nothing: a person gives the value. What nobody was asked proposes nothing.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Bearing = Literal["exposes", "protects"]
"""What a fact does, as the office that wrote it says."""

FACTOR_OF = {
    "terrain": "exposed location or routes",
    "isolation": "people unable to flee",
    "season access": "people unable to flee",
    "night access": "no effective protector",
    "protectors": "no effective protector",
    "displacement": "displacement or site conditions",
    "water": "routine movement",
    "firewood": "routine movement",
    "market": "routine movement",
    "fields": "routine movement",
    "school": "routine movement",
    "worship": "routine movement",
    "migration": "routine movement",
    "own protection": "weak self-protection",
}
"""The factor each fact speaks to; every one is of vulnerability."""

RANGES: dict[Bearing, tuple[int, int]] = {"exposes": (3, 5), "protects": (1, 3)}
"""Where a value lies that agrees with a fact: what exposes is the middle or more, what protects the
middle or less. How far, the person who scores says."""


class LivedFact(NamedTuple):
    """A fact as a proposal reads it: its topic, and what it does."""

    topic: str
    bears: Bearing


class FactorProposal(NamedTuple):
    """What facts propose of one factor: lowest, highest, and which of the facts say so."""

    factor: str
    low: int
    high: int
    facts: tuple[int, ...]


def propose_factors(facts: list[LivedFact]) -> list[FactorProposal]:
    """What facts propose, factor by factor, in the order of what is asked.

    Where facts of one factor disagree, the range holds both: it widens, and ranks nobody.

    >>> propose_factors([LivedFact("water", "exposes"), LivedFact("market", "exposes")])
    [FactorProposal(factor='routine movement', low=3, high=5, facts=(0, 1))]
    >>> [(one.low, one.high) for one in propose_factors(
    ...     [LivedFact("protectors", "protects"), LivedFact("night access", "exposes")])]
    [(1, 5)]
    """
    by_factor: dict[str, list[int]] = {}
    for at, fact in enumerate(facts):
        by_factor.setdefault(FACTOR_OF[fact.topic], []).append(at)
    ordered = [name for name in dict.fromkeys(FACTOR_OF.values()) if name in by_factor]
    return [
        FactorProposal(
            factor,
            min(RANGES[facts[at].bears][0] for at in by_factor[factor]),
            max(RANGES[facts[at].bears][1] for at in by_factor[factor]),
            tuple(by_factor[factor]),
        )
        for factor in ordered
    ]
