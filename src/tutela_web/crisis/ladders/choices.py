"""The steps of the ladders as a form offers them."""

from __future__ import annotations

from tutela.crisis.ladders import LADDERS, steps
from tutela_web.look.translate import word


def step_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every step, by its ladder, in the language of the page."""
    return [
        (
            word(label),
            [(step.code, word(step.label)) for step in steps().values() if step.ladder == ladder],
        )
        for ladder, label in LADDERS.items()
    ]
