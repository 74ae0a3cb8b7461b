"""Columns of a strategy's tables, declared by name: what a row takes from a record, as plain JSON.

    rows_of(objectives, "code term term_label tiers words")

A name is an attribute; `key:path.to.it` another one under that key; `kind_label` the English word
of the choice `kind`, as the catalogues know it. Days, ids, figures with a fraction become text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import override

from tutela_web.records.models import Record

Row = dict[str, Any]


def values_of(record: Any, columns: str) -> Row:
    """What the columns name of a record, or of anything that has attributes of these names.

    >>> from types import SimpleNamespace as Some
    >>> line = Some(tiers=(1, 2), ends=date(2018, 12, 31), risk=Some(km=8.25))
    >>> values_of(line, "tiers ends reach:risk.km")
    {'tiers': [1, 2], 'ends': '2018-12-31', 'reach': '8.2'}
    """
    row = {}
    for column in columns.split():
        key, _colon, path = column.partition(":")
        row[key] = _plain(_value(record, path or key))
    return row


def row_of(record: Record, columns: str, *, placed: bool = False) -> Row:
    """The same with what says who may read the row: marking, area and compartment.

    Takes   placed, whether its readers are those of its area; else of the whole mission.
    """
    area = record.area if placed else None
    return values_of(record, columns) | {
        "marking": record.classification,
        "area": area.code if area is not None else "",
        "compartment": record.compartment,
    }


def rows_of(records: Iterable[Record], columns: str, *, placed: bool = False) -> list[Row]:
    """A row for each record."""
    return [row_of(record, columns, placed=placed) for record in records]


def _value(record: Any, path: str) -> Any:
    if path.endswith("_label"):
        with override("en"):
            return str(getattr(record, f"get_{path.removesuffix('_label')}_display")())
    for name in path.split("."):
        record = getattr(record, name)
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value) if isinstance(value, UUID) else value
