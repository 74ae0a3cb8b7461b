"""Positions written the other way round, longitude first, where a second witness says so.

One row of a file lies in another country, and with its two numbers exchanged beside the others: it
is read so, and said. Without a witness a person is asked (`incoming`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tutela.incidents.known_places import NEAR_TOWN, towns_named

__all__ = ["ALONE", "PUBLISHED", "positions_turned"]

PUBLISHED = ("ucdp", "acled", "country_month", "insecurity_insight")
"""Sources that are no office's own."""
ALONE = 8.0
"""Degrees to the nearest other row that make a position stand alone."""
BESIDE = 1.0
"""Degrees to another row, or to the town of the row's name, that make a witness."""
FEWEST = 3
"""So many rows must lie together before others can be said to lie apart."""

Point = tuple[float, float]


def positions_turned(frame: pl.DataFrame) -> dict[int, Point]:
    """By row, the latitude and longitude of a position that was written the other way round.

    Takes   rows with file, table, source, place, latitude and longitude.

    >>> rows = pl.DataFrame({"file": "a", "table": 0, "source": "field", "place": "Luma",
    ...     "latitude": [7.0, 7.1, 7.2, 30.2], "longitude": [30.0, 30.1, 30.2, 7.1]})
    >>> positions_turned(rows)
    {3: (7.1, 30.2)}
    """
    located = (
        frame.with_row_index("row")
        .filter(pl.col("latitude").is_not_null() & ~pl.col("source").is_in(PUBLISHED))
        .filter((pl.col("longitude").abs() <= 90) & (pl.col("latitude") != pl.col("longitude")))
        .filter(~((pl.col("latitude") == 0) & (pl.col("longitude") == 0)))
    )
    turned: dict[int, Point] = {}
    for _file, rows in located.group_by("file", maintain_order=True):
        points = rows.select("latitude", "longitude").to_numpy()
        apart = _apart(points)
        if apart is None:
            continue
        together = points[~apart]
        by_table = _shares(rows["table"], apart)
        for at in np.flatnonzero(apart).tolist():
            lat, lon = points[at].tolist()
            if by_table[rows["table"][at]] > 0.5:
                continue  # the whole table may be exchanged: a person is asked
            if _nearest(together, (lat, lon)) <= ALONE or _is_town(rows["place"][at], (lat, lon)):
                continue
            other = (lon, lat)
            if _is_among(together, other) or _is_town(rows["place"][at], other):
                turned[rows["row"][at]] = lon, lat
    return turned


def _apart(points: NDArray[np.float64]) -> NDArray[np.bool_] | None:
    """Which positions lie far from the middle of all; None where too few lie together."""
    far: NDArray[np.bool_] = np.abs(points - np.median(points, axis=0)).max(axis=1) > ALONE
    if len(points) - int(far.sum()) < FEWEST or int(far.sum()) * 3 > len(points):
        return None
    return far


def _shares(tables: pl.Series, apart: NDArray[np.bool_]) -> Mapping[int, float]:
    shares = pl.DataFrame({"table": tables, "apart": apart}).group_by("table").agg(pl.mean("apart"))
    return dict(shares.rows())


def _nearest(points: NDArray[np.float64], to: Point) -> float:
    return float(np.abs(points - np.array(to)).max(axis=1).min())


def _is_among(points: NDArray[np.float64], point: Point) -> bool:
    """Whether a point lies beside another or between them all."""
    between = (points.min(axis=0) <= point) & (point <= points.max(axis=0))
    return bool(between.all()) or _nearest(points, point) <= BESIDE


def _is_town(place: str | None, point: Point) -> bool:
    return any(
        abs(lat - point[0]) < NEAR_TOWN and abs(lon - point[1]) < NEAR_TOWN
        for lat, lon in (towns_named(place) if place else ())
    )
