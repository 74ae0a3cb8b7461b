"""Positions written the other way round, longitude first: read so where a named place says it.

The witness is a place that the row itself names: a town or an area of the shipped maps, or a place
that other rows of the file have where the exchanged position lies. Without a witness a person is
asked, with the exchanged position proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tutela.base.later import np, pl
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table
from tutela.base.values import plain
from tutela.incidents.known_places import (
    NEAR_TOWN,
    areas_named,
    seem_exchanged,
    towns_named,
)
from tutela.places.areas import locate_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ALONE", "PUBLISHED", "Turned", "find_turned", "with_extent_kept"]

PUBLISHED = ("ucdp", "acled", "country_month", "insecurity_insight")
"""Sources that are no office's own."""
ALONE = 8.0
"""Degrees to the nearest other row that make a position stand alone."""
AMONG = 3.0
"""Degrees to a surely placed row within which an exchanged position is likely."""
FEWEST = 3
"""So many rows of other tables must lie together before a whole table can be said to lie apart."""
NAMES = ("place", "adm2", "adm1")
"""Columns whose names may bear witness."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Turned:
    """What was found of positions written longitude first.

    positions   by row, the latitude and longitude that a named place of the row confirms.
    doubts      by row, the exchanged position proposed where nothing of the row confirms it.
    """

    positions: Mapping[int, Point] = field(default_factory=dict)
    doubts: Mapping[int, Sentence] = field(default_factory=dict)


def find_turned(frame: pl.DataFrame) -> Turned:
    """The positions of offices' own rows that are, or seem to be, written longitude first.

    Takes   rows with file, table, source, place, adm1, adm2, latitude and longitude.

    >>> rows = pl.DataFrame({"file": "a", "table": 0, "source": "field", "adm1": None, "adm2": None,
    ...     "place": ["Bria", "Bria", "Luma"], "latitude": [6.54, 21.99, 22.3],
    ...     "longitude": [21.98, 6.54, 6.1]}, schema_overrides={"adm1": pl.String})
    >>> found = find_turned(rows)
    >>> found.positions, [str(why) for why in found.doubts.values()]
    ({1: (6.54, 21.99)}, ['latitude and longitude seem exchanged: 6.1, 22.3'])
    """
    located = (
        frame.with_row_index("row")
        .filter(pl.col("latitude").is_not_null() & ~pl.col("source").is_in(PUBLISHED))
        .filter(pl.col("longitude").abs() <= 90)
        .filter(~((pl.col("latitude") == 0) & (pl.col("longitude") == 0)))
    )
    positions: dict[int, Point] = {}
    doubts: dict[int, Sentence] = {}
    for _file, rows in located.group_by("file", maintain_order=True):
        of_file = _by_named_places(rows)
        turned = {row: point for row, (point, is_turned) in of_file.items() if is_turned}
        sure = {row: point for row, (point, is_turned) in of_file.items() if not is_turned}
        positions |= turned
        doubts |= _propose_exchanges(rows, sure, turned)
    return Turned(positions, doubts)


def _by_named_places(rows: pl.DataFrame) -> dict[int, tuple[Point, bool]]:
    """By row, its position as a named place of its own confirms it, and whether exchanged."""
    confirmed: dict[int, tuple[Point, bool]] = {}
    lat, lon = rows["latitude"].to_numpy(), rows["longitude"].to_numpy()
    as_written, exchanged = locate_areas(lat, lon)["pcode"], locate_areas(lon, lat)["pcode"]
    told = rows.select("row", "latitude", "longitude", *NAMES).rows()
    for (row, y, x, *names), here, there in zip(told, as_written, exchanged, strict=True):
        said = [name for name in names if name]
        if any(_lies_at(name, (y, x), here) for name in said):
            confirmed[row] = (y, x), False
        elif any(_lies_at(name, (x, y), there) for name in said):
            confirmed[row] = (x, y), True
    return confirmed


def _lies_at(name: str, point: Point, area: str | None) -> bool:
    """Whether a town of this name is near a point, or an area of this name has it in it."""
    lat, lon = point
    if any(abs(y - lat) < NEAR_TOWN and abs(x - lon) < NEAR_TOWN for y, x in towns_named(name)):
        return True
    return area is not None and area in areas_named(name)


def _is_whole_exchanged(part: pl.DataFrame) -> bool:
    return seem_exchanged(
        part.select("place", "latitude", "longitude").drop_nulls().unique().rows()
    )


def _propose_exchanges(
    rows: pl.DataFrame, sure: Mapping[int, Point], turned: Mapping[int, Point]
) -> dict[int, Sentence]:
    """By row that nothing confirms, its exchanged position, where that alone lies among others."""
    doubts: dict[int, Sentence] = {}
    anchors = np.array([*sure.values(), *turned.values()])
    for _table, part in rows.group_by("table", maintain_order=True):
        others = rows.filter(pl.col("table") != part["table"][0])
        open_rows = part.filter(~pl.col("row").is_in([*sure, *turned]))
        if open_rows.is_empty():
            continue
        whole = _is_whole_exchanged(part)
        likely = _only_turned(open_rows, anchors)
        likely |= _only_turned(open_rows, _of_others(part, others, sure))
        for row, lat, lon in open_rows.select("row", "latitude", "longitude").rows():
            exchanged = {"lat": f"{lon:g}", "lon": f"{lat:g}"}
            if whole:
                doubts[row] = say(
                    "latitude and longitude seem exchanged in the whole table: {lat}, {lon}",
                    **exchanged,
                )
            elif row in likely:
                doubts[row] = say(
                    "latitude and longitude seem exchanged: {lat}, {lon}", **exchanged
                )
    return doubts


def _of_others(
    part: pl.DataFrame, others: pl.DataFrame, sure: Mapping[int, Point]
) -> NDArray[np.float64]:
    """Where the rows of the file's other tables lie, if those are more and this table has no row
    that is surely placed; else nowhere."""
    if others.height < max(FEWEST, part.height) or sure.keys() & set(part["row"]):
        return np.empty((0, 2))
    points: NDArray[np.float64] = others.select("latitude", "longitude").to_numpy()
    return points


def _only_turned(rows: pl.DataFrame, known: NDArray[np.float64]) -> frozenset[int]:
    """The rows whose position lies far from all known ones, and exchanged beside one of them."""
    if not len(known):
        return frozenset()
    points = rows.select("latitude", "longitude").to_numpy()
    as_written = np.full(len(points), np.inf)
    exchanged = as_written.copy()
    for anchor in np.unique(np.round(known * 2) / 2, axis=0):  # half a degree is near enough
        as_written = np.minimum(as_written, np.abs(points - anchor).max(axis=1))
        exchanged = np.minimum(exchanged, np.abs(points - anchor[::-1]).max(axis=1))
    only = (as_written > ALONE) & (exchanged <= AMONG)
    return frozenset(rows["row"].filter(pl.Series(only)).to_list())


_SPAN = re.compile(
    r"(-?\d{1,3}(?:[.,]\d+)?) ?°? ?(?:[-–—]|to|and|à|et|الى|إلى|و) ?(-?\d{1,3}(?:[.,]\d+)?) ?°? ?"
    r"(N|S|E|W|O|north|south|east|west|nord|sud|est|ouest|شمال\S*|شرق\S*|جنوب\S*|غرب\S*)\b",
    re.IGNORECASE,
)
_MARGIN = 0.2
"""Degrees that a place may lie outside the extent that somebody wrote down in round figures."""
MOST = 0.6
"""So large a share of a table's positions must lie in its extent one way round."""


def extent_said(texts: Iterable[str]) -> tuple[float, float, float, float] | None:
    """The least and most latitude, and longitude, that a text says its area lies between.

    >>> extent_said(["Uror lies between 7.2–8.4 N and 31.0–32.6 E"])
    (7.2, 8.4, 31.0, 32.6)
    >>> extent_said(["7-8 N"])
    """
    for text in texts:
        spans: dict[bool, tuple[float, float]] = {}
        for first, last, side in _SPAN.findall(plain(text)):
            begin, end = float(first.replace(",", ".")), float(last.replace(",", "."))
            folded = side.casefold()
            back = folded[0] in "swo" or folded.startswith(("جنوب", "غرب"))
            along = folded[0] in "ns" or folded.startswith(("شمال", "جنوب"))
            ends = sorted((-abs(begin), -abs(end)) if back else (begin, end))
            spans.setdefault(along, (ends[0], ends[1]))
        if len(spans) == 2:
            return (*spans[True], *spans[False])
    return None


def with_extent_kept(table: Table, latitude: str | None, longitude: str | None) -> Table:
    """A table whose title says where its area lies, the two columns of positions exchanged where
    they lie in it only the other way round; a row that lies in it neither way waits.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Lat": ["31.5", "32.1"], "Lon": ["7.9", "8.1"]})
    >>> titles = ("Uror lies between 7.2-8.4 N and 31.0-32.6 E",)
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([3, 4]), titles=titles)
    >>> with_extent_kept(table, "Lat", "Lon").frame.row(0, named=True)
    {'Lon': '31.5', 'Lat': '7.9'}
    """
    extent = extent_said(table.titles)
    if extent is None or latitude is None or longitude is None or latitude == longitude:
        return table
    points = list(zip(*(map(_degrees, table.frame[n]) for n in (latitude, longitude)), strict=True))
    located = [point for point in points if None not in point]
    as_written = sum(_lies_within(point, extent) for point in located)
    exchanged = sum(_lies_within(point[::-1], extent) for point in located)
    notes = table.notes
    frame = table.frame
    if exchanged > as_written and exchanged >= MOST * len(located):
        frame = frame.rename({latitude: longitude, longitude: latitude})
        points = [point[::-1] for point in points]
        why = say(
            "latitude and longitude are exchanged in the whole table, as its title shows: read the"
            " other way round"
        )
        notes = (*notes, why)
    elif as_written < MOST * len(located):
        return table
    doubts: dict[int, str] = dict(table.doubts)
    for point, line in zip(points, table.lines, strict=True):
        if None not in point and not _lies_within(point, extent):
            why = say("lies outside the area that the title of the table names")
            doubts.setdefault(int(line), why)
    return replace(table, frame=frame, notes=notes, doubts=doubts)


def _degrees(cell: str | None) -> float | None:
    if not cell or not re.fullmatch(r"-?\d{1,3}(?:[.,]\d+)?", plain(cell).strip()):
        return None
    return float(plain(cell).strip().replace(",", "."))


def _lies_within(
    point: tuple[float | None, ...], extent: tuple[float, float, float, float]
) -> bool:
    lat, lon = point
    if lat is None or lon is None:
        return False
    south, north, west, east = extent
    within = south - _MARGIN <= lat <= north + _MARGIN
    return within and west - _MARGIN <= lon <= east + _MARGIN
