"""Karuna's record, for what is likely there: an invented land in two cells of South Sudan."""

from __future__ import annotations

from datetime import date

import polars as pl

from tutela.incidents.types import SCHEMA, Events

AKOLA, BEMO = (6.2, 30.2), (6.2, 30.7)
"""Two towns in neighbouring cells."""


def attack(day: date, at: tuple[float, float] = AKOLA, **columns: object) -> dict[str, object]:
    """One attack on civilians on record."""
    return {
        "source": "field",
        "grain": "event",
        "date_start": day,
        "date_end": columns.get("date_start", day),
        "date_precision": 1,
        "year": day.year,
        "latitude": at[0],
        "longitude": at[1],
        "place_precision": 1,
        "iso3": "SSD",
        "country": "South Sudan",
        "violence": "one-sided",
        "harm": "killing",
        "side_a": ["Group Kestrel"],
        "side_b": [],
        "deaths": 3,
        "civilian_deaths": 3,
    } | columns


def on_record(*rows: dict[str, object]) -> Events:
    """Events of the canonical table, numbered in order."""
    numbered = [{"source_id": str(n + 1)} | row for n, row in enumerate(rows)]
    full = [{column: row.get(column) for column in SCHEMA} for row in numbered]
    return Events(pl.DataFrame(full, schema=SCHEMA))
