"""The ladders of action, military and police, settled in advance: steps, authority and limits.

The steps are Holt and Berkman's, *The Impossible Mandate?* (2006), and the domain reference's,
section b; who decides and the limits are proposals [P] that a mission replaces by its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows

LADDERS: Mapping[str, str] = {"military": "military", "police": "police"}
"""The ladders, by their code."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a ladder.

    code       of the ladder and the step: "military.presence"
    rank       from 1, the lowest of its ladder
    authority  who decides on it [P]
    limits     within which it stays [P]
    """

    code: str
    ladder: str
    rank: int
    label: str
    authority: str
    limits: str


@cache
def steps() -> Mapping[str, Step]:
    """Every step by its code, each ladder from its lowest step up.

    >>> [one.code for one in steps().values() if one.ladder == "military"][-1]
    'military.offensive_action'
    >>> steps()["police.presence"].rank
    1
    """
    by_code: dict[str, Step] = {}
    for row in shipped_rows("tutela.crisis", "ladders.csv"):
        rank = 1 + sum(step.ladder == row["ladder"] for step in by_code.values())
        code = f"{row['ladder']}.{row['step']}"
        by_code[code] = Step(
            code, row["ladder"], rank, row["label"], row["authority"], row["limits"]
        )
    return by_code
