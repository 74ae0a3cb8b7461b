"""Why a record stands as it does: the reason somebody gave when a field of it was last changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutela_web.records.models import Record


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
    versions = type(edited[0]).history.filter(id__in=[one.pk for one in edited])
    kept = [
        type(edited[0])._meta.get_field(name).attname  # type: ignore[union-attr]
        for name in names
    ]
    rows = versions.order_by("history_date", "history_id")
    reasons: dict[Any, str] = {}
    stood: dict[Any, tuple[Any, ...]] = {}
    for pk, why, *values in rows.values_list("id", "history_change_reason", *kept):
        if pk in stood and stood[pk] != tuple(values):
            reasons[pk] = why or ""
        stood[pk] = tuple(values)
    return {pk: why for pk, why in reasons.items() if why}
