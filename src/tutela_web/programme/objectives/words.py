"""How an objective is called where other records name it."""

from __future__ import annotations

from tutela_web.programme.naming import Called, called_at
from tutela_web.programme.objectives.models import Objective


def call_objective(objective: Objective) -> Called:
    """By its number and its words."""
    return called_at(
        objective,
        "objective",
        "programme:objective",
        code=objective.code,
        words=objective.words,
    )
