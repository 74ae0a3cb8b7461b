"""Humanitarian space: what is asked before aid, soldiers and police meet in one place."""

from __future__ import annotations

from collections.abc import Mapping

ACCESS, TASK, OPERATION = "access", "task", "operation"

QUESTIONS: dict[str, tuple[str, ...]] = {
    ACCESS: ("help",),
    TASK: ("escorts", "markings", "transport", "visits"),
    OPERATION: ("inform", "apart", "reprisals"),
}
"""By kind, what is answered. A joint task keeps humanitarian, military and police action distinct
(Framework, template G); an operation settles how far humanitarians inform it, where they stay
apart, and what reprisals civilians could suffer (lessons on information sharing)."""

LAST_RESORT = ("request", "reason")
"""What is answered besides where soldiers are to deliver aid: who requested it in so many words,
and why nobody else can."""


def open_questions(kind: str, answers: Mapping[str, str], *, military: bool = False) -> list[str]:
    """The questions nobody answered, in order.

    Takes   kind, one of QUESTIONS; answers by question; military, whether soldiers would deliver.

    >>> open_questions("task", {"escorts": "none", "visits": "apart"})
    ['markings', 'transport']
    >>> open_questions("access", {"help": "road cleared"}, military=True)
    ['request', 'reason']
    """
    asked = QUESTIONS[kind] + (LAST_RESORT if kind == ACCESS and military else ())
    return [one for one in asked if not answers.get(one, "").strip()]
