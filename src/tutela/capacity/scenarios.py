"""Five scenarios by which contingents say how they read the rules of engagement, and who differs.

The scenarios are invented; a mission's commander answers them first, and each unit after. Source of
the practice: Holt and Taylor, *Protecting Civilians in the Context of UN Peacekeeping Operations*
(2009), on rules read differently by contingents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows

ANSWERS: Mapping[str, str] = {
    "act": "acts at once",
    "force": "acts, and may use force",
    "asks": "asks first",
    "no": "does not act",
}
"""What a unit says it would do, by code; the first is the least that acts."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario: its name in a few words, and the question."""

    code: str
    title: str
    question: str


@cache
def scenarios() -> Mapping[str, Scenario]:
    """The scenarios by their code, in the order in which they are asked.

    >>> len(scenarios()), scenarios()["market"].title
    (5, 'riders at a market')
    """
    rows = shipped_rows("tutela.capacity", "scenarios.csv")
    return {r["scenario"]: Scenario(r["scenario"], r["title"], r["question"]) for r in rows}


def diverging(
    account: Mapping[str, str], answers: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """The units and scenarios whose answer is another than the commander's own account.

    Takes   account, the commander's answer by scenario; answers, of each unit the same. What the
            commander or the unit did not answer is not known, and differs from nothing.

    >>> diverging({"market": "force"}, {"A": {"market": "asks", "gate": "no"}, "B": {}})
    [('A', 'market')]
    """
    return [
        (unit, scenario)
        for unit, said in answers.items()
        for scenario in scenarios()
        if scenario in said and account.get(scenario, said[scenario]) != said[scenario]
    ]
