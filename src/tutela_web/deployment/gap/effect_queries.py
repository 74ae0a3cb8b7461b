"""Shortfalls by effect: what a mission is not able to bring about, in numbers, without a place.

For readers who are told the effect only: no place, no unit, no reason stands in what this gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutela.deployment.gap import EFFECTS
from tutela_web.access.models import Mission
from tutela_web.access.policy import operator_of
from tutela_web.deployment.gap.queries import gaps_of, open_needs


@dataclass(frozen=True)
class EffectShort:
    """An effect, and of how many needs it is asked.

    short    of these, needs that too few are able to meet in time
    unknown  needs of which it is not known
    """

    effect: str
    needs: int
    short: int
    unknown: int


def shortfalls_by_effect(mission: Mission) -> list[EffectShort]:
    """Each effect that some open need asks, the most short first.

    What is reckoned is up to Confidential and in no compartment, whoever asks.
    """
    office = operator_of(mission)
    gaps = gaps_of(office, open_needs(office), reasons=False)
    rows = []
    for effect in EFFECTS:
        met = [gap.met for gap in gaps if effect in gap.need.effects]
        if met:
            rows.append(EffectShort(effect, len(met), met.count("short"), met.count("unknown")))
    return sorted(rows, key=lambda row: (-row.short, -row.unknown))
