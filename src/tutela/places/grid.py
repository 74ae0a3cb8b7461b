"""PRIO-GRID: the half-degree cells that conflict research counts in.

Source  Tollefsen, Strand & Buhaug (2012), PRIO-GRID: A unified spatial data structure,
        Journal of Peace Research 49(2).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from tutela.base.errors import BadParameter, UnknownPlace
from tutela.base.later import Floats, Ints, np, shapely
from tutela.base.messages import say
from tutela.places.layers import layer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ROWS, COLUMNS = 360, 720
NO_CELL = -1
"""The cell of a point whose latitude or longitude is not known."""


def cells(lat: ArrayLike, lon: ArrayLike) -> Ints:
    """The PRIO-GRID cell of each point.

    Takes   n latitudes and n longitudes in degrees; NaN where not known. A point on a border
            belongs to the cell north and east of it; latitude 90 to the last row, longitude 180
            (the same line as -180) to the last column.
    Gives   n cell ids, 1 to 259 200; NO_CELL (-1) where latitude or longitude is not known.
    Raises  BadParameter if a known latitude is beyond 90 or a longitude beyond 180.
    Source  Tollefsen, Strand & Buhaug (2012), Journal of Peace Research 49(2).

    >>> cells([4.85, float("nan")], [31.6, 31.6]).tolist()   # Juba, and a place not located
    [136504, -1]
    """
    lat, lon = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    for name, values, limit in (("latitude", lat, 90), ("longitude", lon, 180)):
        if beyond := np.flatnonzero(np.abs(values) > limit).tolist():
            raise BadParameter(
                say(
                    "{name} {flat} is beyond {limit} degrees",
                    name=name,
                    flat=values.flat[beyond[0]],
                    limit=limit,
                ),
                where=say("point {beyond}", beyond=beyond[0]),
                next=say("give degrees, latitude first"),
            )
    known = ~(np.isnan(lat) | np.isnan(lon))
    # doubled before shifted: adding 180 first would round a point just west of a border across it
    row = np.minimum(np.floor(np.where(known, lat, 0.0) * 2) + 180, ROWS - 1)
    column = np.minimum(np.floor(np.where(known, lon, 0.0) * 2) + 360, COLUMNS - 1)
    return np.where(known, row * COLUMNS + column + 1, NO_CELL).astype(np.int64)


def centres(gids: ArrayLike) -> tuple[Floats, Floats]:
    """The latitude and longitude of each cell's centre.

    Takes   n cell ids, 1 to 259 200.
    Gives   n latitudes and n longitudes in degrees.
    Raises  BadParameter if an id is no cell's.

    >>> [degrees.tolist() for degrees in centres([136504])]
    [[4.75], [31.75]]
    """
    ids = np.asarray(gids, dtype=np.int64)
    if wrong := ids[(ids < 1) | (ids > ROWS * COLUMNS)].tolist():
        raise BadParameter(
            say("{wrong} is no PRIO-GRID cell", wrong=wrong[0]),
            next=say("give ids from 1 to {number}", number=ROWS * COLUMNS),
        )
    row, column = np.divmod(ids - 1, COLUMNS)
    return row / 2 - 89.75, column / 2 - 179.75


@cache
def _cells_of_country(iso3: str, touching: bool) -> Ints:
    shapes = layer("countries").shapes_where("iso3", iso3)
    if not len(shapes):
        raise UnknownPlace(
            say("no country {iso3!r}", iso3=iso3),
            next=say("give the three-letter code, such as SSD or CAF"),
        )
    country = shapely.union_all(shapes)
    shapely.prepare(country)
    west, south, east, north = np.floor(np.array(country.bounds) * 2) / 2
    lat, lon = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(south, min(north, 89.5) + 0.5, 0.5) + 0.25,
            np.arange(west, min(east, 179.5) + 0.5, 0.5) + 0.25,
            indexing="ij",
        )
    )
    if touching:
        squares = shapely.box(lon - 0.25, lat - 0.25, lon + 0.25, lat + 0.25)
        inside = shapely.intersects(country, squares) & ~shapely.touches(country, squares)
    else:
        inside = shapely.contains_xy(country, lon, lat)
    found = cells(lat[inside], lon[inside])
    found.setflags(write=False)
    return found


def cells_of(iso3: Iterable[str], *, touching: bool = True) -> Ints:
    """The land cells of countries.

    Takes   country codes (ISO 3166-1 alpha-3; Kosovo is XKX), in any order.
            touching: cells whose square overlaps the country, so that no place in it falls
            outside; otherwise cells whose centre lies within it, so that no two countries share.
    Gives   cell ids, ascending, each once.
    Raises  UnknownPlace if a code is no country's.
    Source  borders: Natural Earth 1:50m, de facto.

    >>> len(cells_of(["SSD"])), len(cells_of(["SSD"], touching=False))
    (254, 201)
    """
    codes = [iso3] if isinstance(iso3, str) else list(iso3)
    parts = [_cells_of_country(code.upper(), touching) for code in codes]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *parts]))
