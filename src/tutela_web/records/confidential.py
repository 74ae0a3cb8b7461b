"""Whether a record is confidential: apart from lists for programs, so that pages read no API."""

from __future__ import annotations

from typing import Protocol, cast

from django.db.models import Model


class MarkedRow(Protocol):
    """A row with a marking; not every kind has compartments."""

    classification: int


def is_confidential(record: Model) -> bool:
    """Whether a record, of whatever kind, is marked or lies in a compartment."""
    marked = cast(MarkedRow, record)
    return bool(marked.classification or getattr(record, "compartment", ""))
