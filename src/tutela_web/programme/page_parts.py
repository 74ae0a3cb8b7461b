"""What features above show on the page of a record, without its own feature knowing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tutela_web.access.policy import Standing
from tutela_web.records.models import Record

R = TypeVar("R", bound=Record)

PARTS: dict[type[Record], list[Callable[..., dict[str, Any]]]] = {}
"""By model, what adds to the context of its page; `apps.py` says which features do."""


def show_on_page_of(model: type[R], *parts: Callable[[Standing, R], dict[str, Any]]) -> None:
    """Let features show something on the page of a record of a feature below.

    Takes   parts: each gives names and values of the page's template, for a reader and a record.
    """
    PARTS[model] = list(parts)


def parts_from_above(standing: Standing, record: Record) -> dict[str, Any]:
    """What the features above show on the page of a record, for its template."""
    context: dict[str, Any] = {}
    for part in PARTS.get(type(record), ()):
        context |= part(standing, record)
    return context
