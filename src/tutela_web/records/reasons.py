"""Why a record stands as it does: the reason somebody gave when a field of it was last changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutela_web.records.models import Record
from tutela_web.records.versions.queries import column_of, versions_of


def reason_of_change(record: Record, *names: str) -> str:
    """Why one of these fields was last changed; empty where it was not, or nobody said why.

    One query; none where the record was never edited.
    """
    return reasons_of_changes([record], *names).get(record.pk, "")


def reasons_of_changes(records: Sequence[Record], *names: str) -> dict[Any, str]:
    """By the id of a record, why one of these fields was last changed. One query for all."""
    edited = [record for record in records if record.version > 1]
    if not edited:
        return {}
    kept = [column_of(type(edited[0]), name) for name in names]
    reasons: dict[Any, str] = {}
    stood: dict[Any, list[Any]] = {}
    for was in versions_of(*edited):
        values = [getattr(was, name) for name in kept]
        if was.pk in stood and stood[was.pk] != values:
            reasons[was.pk] = was.version_why
        stood[was.pk] = values
    return {pk: why for pk, why in reasons.items() if why}
