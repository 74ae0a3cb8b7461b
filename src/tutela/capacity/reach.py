"""How long is the way from each base to anywhere? A grid over the ground, and the quickest way.

Cells of about 3 km over the mission's ground. From cell to its eight neighbours one moves at the
mean pace of both cells' ground; a river between two centres adds its crossing; a road joins cells
at its own speed and crosses what it crosses. Where no roads or terrain are given, all is open
ground, and the surface says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tutela.base.distances import KM_A_DEGREE, distance_km
from tutela.base.later import Floats, Ints, np, shapely
from tutela.base.messages import Sentence, say
from tutela.capacity.travel import MAIN_RIVER, OPEN, RIVER, Season, TravelRules
from tutela.capacity.types import Base
from tutela.places.layers import layer

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_KM = 3.0
"""The side of a cell: an hour on foot; finer than the rivers of the shipped layer are known."""

SNAP_KM = 6.0
"""A point farther from every cell than this lies off the ground."""

MAIN_RANK = 5
"""Natural Earth's rank up to which a river is a main one."""

NOWHERE = 65535
"""No way, or one of more than 45 days."""

CHUNK = 8

Tell = Callable[[int, int], object]


@dataclass(frozen=True)
class Ground:
    """What is known of the ground.

    area      where one may move: longitude before latitude, degrees.
    roads     lines, and the class of each.
    terrain   shapes, and the class of each; the first that holds a cell counts.
    """

    area: Any
    roads: Sequence[tuple[Any, str]] = ()
    terrain: Sequence[tuple[Any, str]] = ()


def country_ground(iso3: str) -> Any:
    """The shape of a country, or None where none is shipped.

    >>> country_ground("SSD").area > 50, country_ground("XXX")
    (True, None)
    """
    shapes = layer("countries").shapes_where("iso3", iso3)
    return shapely.union_all(shapes) if len(shapes) else None


@dataclass(frozen=True, eq=False)
class Surface:
    """Daylight minutes from each base to each cell, in one season.

    lat, lon    centres of n cells, degrees; height and width of a cell in degrees.
    bases       ids of m bases, and where each stood when this was made.
    minutes     (m, n), rounded up; NOWHERE where no way leads.
    roads       whether any road was known; terrain likewise.
    """

    season: Season
    lat: NDArray[np.float32]
    lon: NDArray[np.float32]
    height: float
    width: float
    bases: tuple[str, ...]
    base_lat: Floats
    base_lon: Floats
    minutes: NDArray[np.uint16]
    open_kmh: float
    roads: bool
    terrain: bool

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(_flat(self.lat, self.lon, self.width / self.height))

    def cells(self, lat: Floats, lon: Floats) -> Ints:
        """The cell nearest to each of k points; -1 off the ground."""
        if not len(self.lat):
            return np.full(len(lat), -1)
        far, at = self._tree.query(_flat(lat, lon, self.width / self.height))
        return np.where(far * KM_A_DEGREE <= SNAP_KM, at, -1)

    def cell(self, latitude: float, longitude: float) -> int | None:
        """The cell nearest to a point; None off the ground."""
        (at,) = self.cells(np.array([latitude]), np.array([longitude])).tolist()
        return None if at < 0 else int(at)

    def hours(self, lat: Floats, lon: Floats) -> Floats:
        """Daylight hours from each of m bases to each of k points; infinite where no way is known.

        As `minutes_to`, but for many points; within a base's own cell it is nought.
        """
        at = self.cells(lat, lon)
        minutes = self.minutes[:, at].astype(np.float64)
        minutes[minutes == NOWHERE] = np.inf
        minutes[:, at < 0] = np.inf
        return minutes / 60

    @cached_property
    def _row(self) -> dict[str, int]:
        return {base: row for row, base in enumerate(self.bases)}

    def is_base_moved(self, base: str, latitude: float, longitude: float) -> bool:
        """Whether a base is not known here, or stands elsewhere than when this was made."""
        row = self._row.get(base)
        if row is None:
            return True
        return bool(
            abs(self.base_lat[row] - latitude) > 1e-6 or abs(self.base_lon[row] - longitude) > 1e-6
        )

    def km_to(self, latitude: float, longitude: float) -> dict[str, float]:
        """Kilometres in a straight line from where every base stood to a point."""
        point = np.asarray(latitude), np.asarray(longitude)
        straight = distance_km(*point, self.base_lat, self.base_lon)
        return dict(zip(self.bases, straight.tolist(), strict=True))

    def minutes_to(self, latitude: float, longitude: float) -> dict[str, float | None]:
        """Daylight minutes from every base to a point; None where no way is known."""
        cell = self.cell(latitude, longitude)
        if cell is None:
            return dict.fromkeys(self.bases)
        minutes = self.minutes[:, cell]
        point = np.asarray(latitude), np.asarray(longitude)
        straight = distance_km(*point, self.base_lat, self.base_lon)
        told = np.where(minutes == 0, np.ceil(straight / self.open_kmh * 60), minutes)
        return {
            base: None if minutes[row] == NOWHERE else float(told[row])
            for row, base in enumerate(self.bases)
        }

    def ground_within(self, bases: Sequence[str], minutes: float) -> Any:
        """The ground within so many daylight minutes of any of these bases, as one shape."""
        rows = [self._row[base] for base in bases if base in self._row]
        reached = (self.minutes[rows] <= minutes).any(axis=0)
        lat, lon = self.lat[reached].astype(float), self.lon[reached].astype(float)
        row = np.rint((lat - self.lat[:1]) / self.height)
        column = np.rint((lon - self.lon[:1]) / self.width)
        order = np.lexsort((column, row))
        lat, lon, row, column = lat[order], lon[order], row[order], column[order]
        # rows of neighbours as one box each: a hundredth of the corners to join
        starts = np.ones(len(lat), dtype=bool)
        starts[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1] + 1)
        ends = np.append(starts[1:], True)[: len(lat)]
        y, x = self.height / 2 * 1.0001, self.width / 2 * 1.0001
        boxes = shapely.box(lon[starts] - x, lat[starts] - y, lon[ends] + x, lat[starts] + y)
        return shapely.union_all(boxes, grid_size=1e-4)

    def limits_in_words(self) -> tuple[Sentence, ...]:
        """What these times do not know."""
        notes = []
        if not self.roads:
            notes.append(say("roads not known: times are for open ground"))
        if not self.terrain:
            notes.append(say("kinds of ground not known: taken as open ground"))
        return tuple(notes)

    def pack(self) -> bytes:
        """The surface as bytes; `unpack_surface` reads them."""
        kept = io.BytesIO()
        np.savez_compressed(
            kept,
            season=self.season,
            lat=self.lat,
            lon=self.lon,
            bases=np.array(self.bases, "U40"),
            cell=np.array([self.height, self.width, self.open_kmh]),
            base_lat=self.base_lat,
            base_lon=self.base_lon,
            minutes=self.minutes,
            known=[self.roads, self.terrain],
        )
        return kept.getvalue()


def unpack_surface(data: bytes) -> Surface:
    """A surface that was packed."""
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        height, width, open_kmh = map(float, kept["cell"])
        roads, terrain = map(bool, kept["known"])
        season: Season = "rains" if str(kept["season"]) == "rains" else "dry"
        return Surface(
            season,
            kept["lat"],
            kept["lon"],
            height,
            width,
            tuple(map(str, kept["bases"])),
            kept["base_lat"],
            kept["base_lon"],
            kept["minutes"],
            open_kmh,
            roads,
            terrain,
        )


def surface(
    bases: Sequence[Base],
    ground: Ground,
    rules: TravelRules,
    season: Season,
    *,
    cell_km: float = CELL_KM,
    most: float = float("inf"),
    tell: Tell = lambda done, total: None,
) -> Surface:
    """Daylight minutes from every base to every cell, in one season.

    Takes   m bases; the ground; the mission's speeds; most, minutes beyond which no way is looked
            for, so that few cells are asked; tell(done, total) is called as it goes.
    Gives   Surface. A base off the ground reaches nothing.
    Source  Dijkstra (1959), Numerische Mathematik 1, over the eight neighbours of each cell: at
            worst 8 % longer than a straight way over even ground.
    """
    from scipy.sparse.csgraph import dijkstra

    cells = _cells(ground, cell_km)
    graph = _graph(cells, ground, rules, season)
    lat, lon = (np.array([getattr(b, name) for b in bases], dtype=float) for name in ("lat", "lon"))
    made = Surface(
        season,
        cells.lat.astype(np.float32),
        cells.lon.astype(np.float32),
        cells.height,
        cells.width,
        tuple(base.id for base in bases),
        lat,
        lon,
        np.full((len(bases), len(cells.lat)), NOWHERE, np.uint16),
        rules.terrain[OPEN].of(season),
        bool(ground.roads),
        bool(ground.terrain),
    )
    nodes = [made.cell(base.lat, base.lon) for base in bases]
    rows = [row for row, node in enumerate(nodes) if node is not None]
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        far = dijkstra(graph, directed=False, indices=[nodes[row] for row in chunk], limit=most)
        whole = np.ceil(far - 1e-6)
        made.minutes[chunk] = np.where(whole < NOWHERE, whole, NOWHERE).astype(np.uint16)
        tell(begin + len(chunk), len(rows))
    return made


# --- cells


@dataclass(frozen=True, eq=False)
class _Cells:
    """n cells on which one may move, and where each lies in the grid around the ground."""

    south: float
    west: float
    height: float
    width: float
    index: Ints  # (rows, columns) of the grid: the cell, or -1
    lat: Floats
    lon: Floats

    def cells_at(self, lat: Floats, lon: Floats) -> Ints:
        """The cell each point lies in, or -1."""
        row = np.floor((lat - self.south) / self.height).astype(np.int64)
        column = np.floor((lon - self.west) / self.width).astype(np.int64)
        rows, columns = self.index.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(
            inside, self.index[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)], -1
        )


def _flat(lat: Any, lon: Any, wide: float) -> Floats:
    """Points on a flat map in degrees of latitude; near enough over a few kilometres."""
    return np.column_stack((lat, np.asarray(lon, dtype=float) / wide)).astype(float)


def _cells(ground: Ground, cell_km: float) -> _Cells:
    west, south, east, north = shapely.bounds(ground.area)
    height = cell_km / KM_A_DEGREE
    width = height / np.cos(np.radians((south + north) / 2))
    south, west = south - height, west - width
    rows, columns = (
        int(np.ceil(far / side)) + 1
        for far, side in ((north - south, height), (east - west, width))
    )
    lat, lon = (
        grid.ravel()
        for grid in np.meshgrid(
            south + (np.arange(rows) + 0.5) * height,
            west + (np.arange(columns) + 0.5) * width,
            indexing="ij",
        )
    )
    area = shapely.buffer(ground.area, height)
    shapely.prepare(area)
    inside = shapely.contains_xy(area, lon, lat)
    wet = np.zeros(len(lat), dtype=bool)
    box = shapely.box(west, south, east, north)
    for lake in layer("lakes").shapes:
        if shapely.intersects(lake, box):
            shapely.prepare(lake)
            wet |= shapely.contains_xy(lake, lon, lat)
    everywhere = _Cells(
        south, west, height, width, np.arange(rows * columns).reshape(rows, -1), lat, lon
    )
    for line, _kind in ground.roads:
        bridged = _cells_along(everywhere, line)
        wet[bridged[bridged >= 0]] = False
    kept = inside & ~wet
    index = np.where(kept, np.cumsum(kept) - 1, -1).reshape(rows, columns)
    return _Cells(south, west, height, width, index, lat[kept], lon[kept])


def _cells_along(cells: _Cells, line: Any) -> Ints:
    """The cells a line runs through, in its order; -1 where it leaves them."""
    if not line.length:
        return np.zeros(0, dtype=np.int64)
    lon, lat = shapely.get_coordinates(shapely.segmentize(line, cells.height / 4)).T
    return cells.cells_at(lat, lon)


# --- ways between cells


def _graph(cells: _Cells, ground: Ground, rules: TravelRules, season: Season) -> Any:
    """Minutes between neighbours; of two ways between the same cells the quicker counts."""
    from scipy.sparse import csr_matrix

    count = len(cells.lat)
    a, b = _neighbours(cells.index)
    km = _km(cells, a, b)
    pace = _pace(cells, ground, rules, season)
    minutes = km * (pace[a] + pace[b]) / 2 + _crossings(cells, a, b, rules, season)
    ways = [(a, b, minutes)]
    lines: dict[str, list[Any]] = {}
    for line, kind in ground.roads:
        lines.setdefault(kind, []).extend(shapely.get_parts(line))
    for kind, parts in lines.items():
        speed = rules.roads[kind].of(season)
        for part in parts:
            cell = _cells_along(cells, part)
            a, b = cell[:-1], cell[1:]
            joined = (a >= 0) & (b >= 0) & (a != b)
            a, b = a[joined], b[joined]
            ways.append((np.minimum(a, b), np.maximum(a, b), _km(cells, a, b) / speed * 60))
    a, b, minutes = (np.concatenate(column) for column in zip(*ways, strict=True))
    order = np.lexsort((minutes, b, a))
    a, b, minutes = a[order], b[order], minutes[order]
    first = np.ones(len(a), dtype=bool)
    first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    return csr_matrix((minutes[first], (a[first], b[first])), shape=(count, count))


def _neighbours(index: Ints) -> tuple[Ints, Ints]:
    """Pairs of neighbouring cells, the lower number first."""
    pairs = [
        (index[:, :-1], index[:, 1:]),
        (index[:-1], index[1:]),
        (index[:-1, :-1], index[1:, 1:]),
        (index[:-1, 1:], index[1:, :-1]),
    ]
    a, b = (np.concatenate([pair[side].ravel() for pair in pairs]) for side in (0, 1))
    both = (a >= 0) & (b >= 0)
    return np.minimum(a, b)[both], np.maximum(a, b)[both]


def _km(cells: _Cells, a: Ints, b: Ints) -> Floats:
    return distance_km(cells.lat[a], cells.lon[a], cells.lat[b], cells.lon[b])


def _pace(cells: _Cells, ground: Ground, rules: TravelRules, season: Season) -> Floats:
    """Minutes a kilometre on each cell's ground."""
    pace = np.full(len(cells.lat), 60 / rules.terrain[OPEN].of(season))
    for shape, kind in reversed(ground.terrain):
        shapely.prepare(shape)
        pace[shapely.contains_xy(shape, cells.lon, cells.lat)] = 60 / rules.terrain[kind].of(season)
    return pace


def _crossings(cells: _Cells, a: Ints, b: Ints, rules: TravelRules, season: Season) -> Floats:
    """Minutes to cross the widest river that lies between the centres of each pair of cells."""
    minutes = np.zeros(len(a))
    for kind, banks in _rivers(cells).items():
        if not len(banks):
            continue
        tree = shapely.STRtree(banks)
        ends = shapely.get_coordinates(banks)
        touched = cells.cells_at(ends[:, 1], ends[:, 0])
        near = np.zeros(len(cells.lat) + 1, dtype=bool)
        near[touched] = True
        close = _widen_cells(cells, near[:-1])
        asked = np.flatnonzero(close[a] | close[b])
        steps = shapely.linestrings(
            np.stack(
                [
                    np.column_stack((cells.lon[a[asked]], cells.lat[a[asked]])),
                    np.column_stack((cells.lon[b[asked]], cells.lat[b[asked]])),
                ],
                axis=1,
            )
        )
        crossing = asked[np.unique(tree.query(steps, predicate="intersects")[0])]
        minutes[crossing] = np.maximum(minutes[crossing], rules.crossings[kind].of(season))
    return minutes


def _widen_cells(cells: _Cells, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The marked cells and all around them: a river between two centres touches one of these."""
    grid = np.zeros(np.add(cells.index.shape, 2), dtype=bool)
    rows, columns = np.nonzero(cells.index >= 0)
    grid[rows + 1, columns + 1] = marked
    wide = grid.copy()
    for turn in (-1, 0, 1):
        for across in (-1, 0, 1):
            wide |= np.roll(grid, (turn, across), axis=(0, 1))
    return np.asarray(wide[rows + 1, columns + 1])


def _rivers(cells: _Cells) -> Mapping[str, Any]:
    """The rivers around the cells, cut into pieces of at most half a cell, by kind."""
    rows, columns = cells.index.shape
    box = shapely.box(
        cells.west,
        cells.south,
        cells.west + columns * cells.width,
        cells.south + rows * cells.height,
    )
    known = layer("rivers")
    main = np.array([rank <= MAIN_RANK for rank in known.column("scalerank")])
    return {
        kind: _pieces(known.shapes[which], box, cells.height / 2)
        for kind, which in ((MAIN_RIVER, main), (RIVER, ~main))
    }


def _pieces(lines: Any, box: Any, most: float) -> Any:
    """Lines as pieces of two points."""
    cut = shapely.segmentize(shapely.get_parts(shapely.intersection(lines, box)), most)
    parts = shapely.get_parts(cut)
    points, line = shapely.get_coordinates(parts, return_index=True)
    same = line[1:] == line[:-1]
    pieces = np.stack([points[:-1][same], points[1:][same]], axis=1)
    return shapely.linestrings(pieces) if len(pieces) else np.array([], dtype=object)
