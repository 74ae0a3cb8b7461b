"""What would come in of files: each incident with its place, day and toll, and what is held.

A held line does not come in by itself: a person looks at it. Nothing is dropped in silence, and of
misconduct by personnel nothing is kept but a count.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from tutela.base.errors import Rejection
from tutela.base.say import Sentence, join, say
from tutela.incidents.read import Reading
from tutela.incidents.said import MAY_CONCERN_PERSONNEL, NEVER_KEPT

NEIGHBOURHOOD = 1.0
"""Degrees around an area in which a place may still lie: about 110 km."""

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "file": pl.String,
    "sheet": pl.String,
    "line": pl.Int64,
    "source": pl.String,
    "source_id": pl.String,
    "date_start": pl.Date,
    "date_end": pl.Date,
    "place": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "harm": pl.String,
    "actor": pl.String,
    "killed_low": pl.Int32,
    "killed": pl.Int32,
    "killed_high": pl.Int32,
    "held": pl.String,
}
"""Columns of what would come in; killed are civilians alone where a file counts no others. A blank
`held` comes in; else it says why a person must look."""


def incoming(
    reading: Reading,
    area: BaseGeometry | None = None,
    *,
    unsure: Container[tuple[str, str | None, int]] = frozenset(),
) -> tuple[pl.DataFrame, int]:
    """One row an incident that would come in or is held, by file and line.

    Takes   a Reading; area, polygons in degrees: what lies further outside than NEIGHBOURHOOD is
            held; unsure, file, sheet and line of rows that may tell of misconduct by personnel, of
            which nothing stands in the table but that they are held.
    Gives   the table with COLUMNS; how many rows tell of misconduct by personnel, of which nothing
            stands in it.
    """
    files = reading.files
    at = reading.tables.to_list()
    held = [
        str(join("; ", why)) if why else ""
        for why in reasons_to_hold(
            reading.events.frame.with_columns(line=reading.lines, table=reading.tables), area
        )
    ]
    frame = reading.events.frame.select(
        "source",
        "source_id",
        "date_start",
        "date_end",
        "place",
        "harm",
        lat="latitude",
        lon="longitude",
        actor=pl.concat_list("side_a").list.join("; "),
        killed_low="deaths_low",
        killed=pl.coalesce("deaths", "civilian_deaths"),
        killed_high="deaths_high",
    ).with_columns(
        file=pl.Series("file", [files[n].file for n in at], pl.String),
        sheet=pl.Series("sheet", [files[n].sheet for n in at], pl.String),
        line=reading.lines.cast(pl.Int64),
    )
    frame = frame.with_columns(held=pl.Series("held", held, pl.String))
    apart = [at in unsure for at in frame.select("file", "sheet", "line").iter_rows()]
    if any(apart):
        where = ("file", "sheet", "line", "held")
        mark = pl.Series("apart", apart, pl.Boolean)
        why = pl.lit(str(MAY_CONCERN_PERSONNEL))
        frame = frame.with_columns(held=pl.when(mark).then(why).otherwise("held"))
        frame = frame.with_columns(
            pl.when(~mark).then(pl.col(name)).alias(name)
            for name in frame.columns
            if name not in where
        )
    refused = [(report.file, one) for report in files for one in report.rejected]
    misconduct = sum(one.why == NEVER_KEPT for _, one in refused)
    not_read = pl.DataFrame(
        [
            {
                "file": file,
                "sheet": one.sheet,
                "line": one.row,
                "held": _reason(one),
            }
            for file, one in refused
            if one.why != NEVER_KEPT
        ],
        schema={name: COLUMNS[name] for name in ("file", "sheet", "line", "held")},
    )
    table = pl.concat([frame.cast(COLUMNS), not_read], how="diagonal").select(list(COLUMNS))  # type: ignore[arg-type]
    return table.sort("file", "sheet", "line", nulls_last=True, maintain_order=True), misconduct


def _reason(one: Rejection) -> str:
    what = f"{one.column}: {one.why}" if one.column else one.why
    return "; ".join((what, *one.also))


def reasons_to_hold(frame: pl.DataFrame, area: BaseGeometry | None = None) -> list[list[Sentence]]:
    """Why each row of an office's own tables waits for a person; nothing for those that come in.

    Takes   rows with date_start, place, latitude, longitude and source_id, the `line` each stands
            on, and a number of its `table`; area, polygons in degrees, where one is known.
    Gives   a list a row, in the order of the rows: no day, no place, far outside the area, far
            from the other rows of its place, pasted twice.

    >>> rows = pl.DataFrame({
    ...     "date_start": [None], "place": ["Luma"], "latitude": [6.5], "longitude": [31.5],
    ...     "source_id": ["L-1"], "line": [2], "table": [0]})
    >>> reasons_to_hold(rows)
    [['no day or month is given']]
    """
    frame = frame.rename({"latitude": "lat", "longitude": "lon"})
    dateless = frame["date_start"].is_null().to_list()
    reasons = [[say("no day or month is given")] if one else [] for one in dateless]
    nowhere = frame.select(pl.col("place").is_null() & pl.col("lat").is_null()).to_series()
    for row in nowhere.arg_true().to_list():
        reasons[row].append(say("no place is given"))
    outside = {} if area is None else _rows_outside(frame, area)
    for row, why in outside.items():
        reasons[row].append(why)
    for row in _rows_far_from_their_place(frame, set(outside)):
        reasons[row].append(
            say("far from where other rows of this place are: {text}", text=frame["place"][row])
        )
    for row, line in _rows_said_again(frame).items():
        reasons[row].append(say("says the same as line {line}", line=line))
    return reasons


def _rows_far_from_their_place(frame: pl.DataFrame, but: set[int]) -> list[int]:
    """Rows further than NEIGHBOURHOOD from the middle of all others that name their place.

    Where two rows alone name it, nothing tells which is right: both.
    """
    located = (
        frame.with_row_index("row")
        .filter(pl.col("place").is_not_null() & pl.col("lat").is_not_null())
        .filter(~pl.col("row").is_in(sorted(but)))
        .with_columns(named=pl.col("place").str.to_lowercase().str.strip_chars())
        .with_columns(
            north=pl.col("lat") - pl.col("lat").median().over("named"),
            east=pl.col("lon") - pl.col("lon").median().over("named"),
        )
    )
    alone = pl.len().over("named") == 2
    most = pl.when(alone).then(NEIGHBOURHOOD / 2).otherwise(NEIGHBOURHOOD)
    far = located.filter((pl.col("north").abs() > most) | (pl.col("east").abs() > most))
    return far["row"].to_list()


def _rows_said_again(frame: pl.DataFrame) -> dict[int, int]:
    """By row, the line that says all the same before it, where an office gives no numbers."""
    said = (
        frame.with_row_index("row")
        .with_columns(made=pl.col("source_id").str.extract(r"^([0-9a-f]{12})(?:-\d+)?$"))
        .filter(pl.col("made").is_not_null())
    )
    again = said.with_columns(first=pl.col("line").first().over("table", "made")).filter(
        pl.col("source_id") != pl.col("made")
    )
    return dict(again.select("row", "first").rows())


def _rows_outside(frame: pl.DataFrame, area: BaseGeometry) -> dict[int, Sentence]:
    """By row, what to say of coordinates that lie far outside the area."""
    near = shapely.buffer(area, NEIGHBOURHOOD)
    lat, lon = frame["lat"].to_numpy(), frame["lon"].to_numpy()
    located = ~(np.isnan(lat) | np.isnan(lon))
    inside = shapely.contains_xy(near, lon, lat)
    swapped = shapely.contains_xy(near, lat, lon)
    told = {}
    for row in np.flatnonzero(located & ~inside).tolist():
        told[row] = (
            say(
                "outside the area; latitude and longitude seem swapped: {lat}, {lon}",
                lat=f"{lon[row]:g}",
                lon=f"{lat[row]:g}",
            )
            if swapped[row]
            else say("outside the area and its neighbourhood")
        )
    return told
