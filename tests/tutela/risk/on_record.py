"""Karuna, an invented land: its towns, its groups and what is on record about them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tutela.incidents.types import SCHEMA, Events
from tutela.places.gazetteer import Places
from tutela.places.types import Place

TODAY = date(2030, 6, 1)

AKOLA = Place("akola", "Akola", 6.0, 30.0, iso3="SSD", population=12_000)
BEMO = Place("bemo", "Bemo", 6.2, 30.1, iso3="SSD")
CHIRR = Place("chirr", "Chirr", 8.0, 31.0, iso3="SSD")
DORM_SITE = Place("dorm", "Dorm site", 6.1, 30.05, iso3="SSD", kind="POC site")


def towns(*places: Place) -> Places:
    return Places.of(places or (AKOLA, BEMO, CHIRR))


def event(
    days_ago: int,
    place: Place = AKOLA,
    by: str | list[str] = "Group Kestrel",
    killed: int | None = 2,
    harm: str = "killing",
    **columns: object,
) -> dict[str, object]:
    """One event on record, so many days before today."""
    day = TODAY - timedelta(days=days_ago)
    return {
        "source": "field",
        "grain": "event",
        "date_start": day,
        "date_end": day,
        "date_precision": 1,
        "year": day.year,
        "latitude": place.lat,
        "longitude": place.lon,
        "place_precision": 1,
        "place": place.name,
        "iso3": "SSD",
        "violence": "one-sided" if killed is not None else "unknown",
        "harm": harm,
        "side_a": [by] if isinstance(by, str) else by,
        "side_b": [],
        "civilian_deaths": killed,
        "grade": "C3",
    } | columns


def on_record(*rows: dict[str, object]) -> Events:
    """Events of the canonical table; ids are their numbers unless given."""
    numbered = [{"source_id": str(n + 1)} | row for n, row in enumerate(rows)]
    full = [{column: row.get(column) for column in SCHEMA} for row in numbered]
    return Events(pl.DataFrame(full, schema=SCHEMA))
