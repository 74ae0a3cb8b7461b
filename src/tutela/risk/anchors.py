"""What the numbers mean: the anchors of each component, and those of each factor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tutela.risk.factors import table
from tutela.risk.types import Component

STEPS = range(6)
"""The choices of a factor: 0, evidence that there is none, to 5."""


@cache
def component_anchors(which: Component) -> Mapping[int, str]:
    """What a component's score from 1 to 5 means.

    >>> component_anchors("C")[3]
    'matches defenders'
    """
    rows = table("anchors.csv")
    return {int(row["score"]): row["means"] for row in rows if row["component"] == which}


@cache
def factor_anchors(factor: str) -> Mapping[int, str]:
    """What 1, 3 and 5 of a factor mean; 2 and 4 lie between.

    >>> factor_anchors("no warning channel")
    {1: 'tested, works both ways', 3: 'works at times, or one way only', 5: 'none works'}
    """
    rows = table("factor_anchors.csv")
    return {int(row["score"]): row["means"] for row in rows if row["factor"] == factor}
