"""Reports from the field as a phone and a desk send them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.tutela_web.site.test_api import Program
from tutela_web.base.clock import real_now

NEW = "/m/luma/field-reports/new/"
LIST = "/m/luma/field-reports/"


def report(kind: str = "report", **said: Any) -> dict[str, Any]:
    """What a phone sends: answers by name, and where and when."""
    answers = said.pop("answers", {"what": "Shots near the well"})
    return {
        "id": str(uuid4()),
        "kind": kind,
        "captured_at": real_now().isoformat(),
        "answers": answers,
    } | said


def send(program: Program, content: dict[str, Any]) -> dict[str, Any]:
    """Send it, and what the sender is told."""
    answer = program.send("/field-reports", content)
    assert answer.status_code == 200, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def at_desk(**answers: Any) -> dict[str, Any]:
    """The form of the desk, as a page sends it."""
    return {
        "id": str(uuid4()),
        "way": "desk",
        "un_personnel": "no",
        "what": "Shots near the well",
    } | answers
