"""How a lesson goes from what was seen to what is done otherwise, and what each step needs."""

from __future__ import annotations

from collections.abc import Collection

STAGES = ("observed", "validated", "implemented", "learned")
"""Source: issue 20, part 3; the order of the Lessons Learned cycle. A lesson is open until the
last."""


def next_stage(stage: str) -> str:
    """The stage after one; blank after the last.

    >>> next_stage("observed"), next_stage("learned")
    ('validated', '')
    """
    after = STAGES.index(stage) + 1
    return STAGES[after] if after < len(STAGES) else ""


def may_lead_review(person: str, concerned: Collection[str]) -> bool:
    """Whether somebody may lead a formal review: not who is of the chain it is about.

    >>> may_lead_review("p1", ["p1", "p2"])
    False
    """
    return person not in set(concerned)
