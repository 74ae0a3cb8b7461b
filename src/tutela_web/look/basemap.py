"""The base map as vector tiles, from the layers the core ships.

    python -m tutela_web.look.basemap OUT

Land, borders, water and towns, zoom 0 to 8, for all Africa and its neighbours; finer where the
core has finer shapes. The same layers give the same bytes. Borders are Natural Earth's, de facto:
every page that draws them says `tutela.monitoring.ground.DISCLAIMER`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tutela.base.later import np, shapely
from tutela.places.layers import LAYERS, layer, shipped_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

Shapes: TypeAlias = "NDArray[np.object_]"
BOUNDS = (-32.0, -40.0, 66.0, 48.0)
"""West, south, east, north of what is drawn finely; the rest of the world ends at zoom 3."""

WORLD_ZOOM = 3
MOST_ZOOM = 8
GRID = 15
"""Shapes are cut by a grid of so many degrees first: cutting large ones tile by tile is slow."""


@dataclass(frozen=True)
class TileLayer:
    """One layer of the tiles: shapes, what is said of each, and between which zooms."""

    name: str
    shapes: Shapes
    said: Mapping[str, Sequence[object]]
    least: int = 0
    most: int = MOST_ZOOM


def sheets() -> Iterator[TileLayer]:
    """The layers of the base map, lowest first."""
    countries, areas = layer("countries"), layer("areas")
    codes = [str(c) for c in countries.column("iso3")]
    fine: dict[str, shapely.Geometry] = {}
    for code in sorted(set(areas.column("iso3"))):
        fine[code] = shapely.union_all(areas.shapes_where("iso3", code))
    coarse = shapely.make_valid(countries.shapes)
    best = [fine.get(code, shape) for code, shape in zip(codes, coarse, strict=True)]
    # Coarse land lies under the fine, so that no sea shows where the two do not meet.
    under = [code in fine for code in codes]
    yield TileLayer(
        "land",
        np.array([*coarse[under], *best], dtype=object),
        {"iso3": [""] * sum(under) + codes},
    )
    yield TileLayer("lakes", layer("lakes").shapes, {"rank": layer("lakes").column("scalerank")}, 3)
    rivers = layer("rivers")
    yield TileLayer("rivers", rivers.shapes, {"rank": rivers.column("scalerank")}, 3)
    inner = shapely.union_all(shapely.boundary(areas.shapes))
    outer = shapely.union_all([shapely.boundary(shape) for shape in fine.values()])
    inner = shapely.line_merge(inner.difference(outer.buffer(0.004)))
    yield TileLayer("areas", np.array([inner], dtype=object), {"k": ["area"]}, 4)
    yield TileLayer(
        "borders", np.array([_borders(coarse, outer, fine)], dtype=object), {"k": ["border"]}
    )
    disputed = layer("disputed")
    yield TileLayer(
        "disputed", shapely.boundary(disputed.shapes), {"name": disputed.column("name")}, 3
    )
    towns = layer("towns")
    largest = np.array([max(shapely.get_parts(s), key=shapely.area) for s in best], dtype=object)
    yield TileLayer(
        "names",
        shapely.point_on_surface(largest),
        {"name": countries.column("name"), "iso3": codes},
        2,
    )
    yield TileLayer(
        "towns",
        towns.shapes,
        {
            "name": towns.column("NAME"),
            "rank": towns.column("SCALERANK"),
            "capital": [int(str(c).startswith("Admin-0")) for c in towns.column("FEATURECLA")],
        },
        4,
    )


def _borders(
    coarse: Shapes, outer: shapely.Geometry, fine: dict[str, shapely.Geometry]
) -> shapely.Geometry:
    """Borders between countries without coasts; the finer line where there is one."""
    near = [s for s in coarse if shapely.intersects(s, shapely.box(*BOUNDS))]
    edges = shapely.union_all([shapely.boundary(s) for s in near])
    coast = shapely.boundary(shapely.union_all(near))
    between = edges.difference(coast)
    # Where fine shapes have their own line the coarse one goes; their coasts are no borders.
    # The outlines follow each other within about 8 km.
    beside = shapely.buffer(shapely.simplify(outer, 0.02), 0.07, quad_segs=2)
    between = between.difference(beside)
    own = outer.difference(shapely.buffer(shapely.simplify(coast, 0.02), 0.06, quad_segs=2))
    return shapely.line_merge(shapely.union_all([between, own]))


def _cut(sheet: TileLayer, frame: shapely.Geometry, grid: int) -> TileLayer:
    """A sheet's shapes within a frame, cut by a grid; points stay whole."""
    west, south, east, north = (int(b) for b in frame.bounds)
    cells = shapely.intersection(
        frame,
        np.array(
            [
                shapely.box(x, y, x + grid, y + grid)
                for x in range(west, east, grid)
                for y in range(south, north, grid)
            ],
            dtype=object,
        ),
    )
    cell, which = shapely.STRtree(sheet.shapes).query(cells, predicate="intersects")
    if shapely.get_dimensions(sheet.shapes[0]) == 0:
        which = np.unique(which)
        pieces = sheet.shapes[which]
    else:
        order = np.lexsort((cell, which))
        cell, which = cell[order], which[order]
        pieces = shapely.intersection(sheet.shapes[which], cells[cell])
        whole = shapely.get_dimensions(pieces) == shapely.get_dimensions(sheet.shapes[which])
        pieces, which = pieces[whole], which[whole]
    said = {key: [values[k] for k in which] for key, values in sheet.said.items()}
    return TileLayer(sheet.name, pieces, said, sheet.least, sheet.most)


def _tiles(sheet: TileLayer, folder: Path) -> dict[tuple[int, int, int], bytes]:
    """A sheet as tiles, not yet compressed: the world as far as zoom 3, then what is in bounds."""
    import pyogrio

    tiles: dict[tuple[int, int, int], bytes] = {}
    world, near = shapely.box(-180, -90, 180, 90), shapely.box(*BOUNDS)
    for frame, grid, least, most in (
        (world, GRID, 0, WORLD_ZOOM),
        (near, 6, WORLD_ZOOM + 1, MOST_ZOOM),
    ):
        least, most = max(least, sheet.least), min(most, sheet.most)
        cut = _cut(sheet, frame, grid)
        if least > most or not len(cut.shapes):
            continue
        into = folder / f"{sheet.name}{least}"
        pyogrio.raw.write(
            str(into),
            geometry=shapely.to_wkb(cut.shapes),
            field_data=[np.array(values) for values in cut.said.values()],
            fields=list(cut.said),
            layer=sheet.name,
            driver="MVT",
            geometry_type="Unknown",
            crs="EPSG:4326",
            FORMAT="DIRECTORY",
            MINZOOM=str(least),
            MAXZOOM=str(most),
            COMPRESS="NO",
            MAX_SIZE="500000",
            MAX_FEATURES="200000",
        )
        for path in into.glob("*/*/*.pbf"):
            z, x, y = int(path.parent.parent.name), int(path.parent.name), int(path.stem)
            if _is_tile_drawn(z, x, y):
                tiles[z, x, y] = path.read_bytes()
    return tiles


def _is_tile_drawn(z: int, x: int, y: int) -> bool:
    """Whether a tile is drawn: all up to zoom 3, then those that touch the bounds."""
    if z <= WORLD_ZOOM:
        return True
    west, south, east, north = BOUNDS
    n = 2**z

    def lat(row: int) -> float:
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / n)))))

    return (
        (x + 1) / n * 360 - 180 > west
        and x / n * 360 - 180 < east
        and lat(y) > south
        and lat(y + 1) < north
    )


# ---- the archive: PMTiles 3, github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md


def tile_id(z: int, x: int, y: int) -> int:
    """A tile's number along the Hilbert curve of its zoom, after all tiles of lower zooms.

    >>> tile_id(0, 0, 0), tile_id(1, 0, 0), tile_id(1, 1, 0), tile_id(2, 0, 0)
    (0, 1, 4, 5)
    """
    total: int = (4**z - 1) // 3
    a, tx, ty = 2 ** (z - 1) if z else 0, x, y
    d = 0
    while a > 0:
        rx, ry = int(tx & a > 0), int(ty & a > 0)
        d += a * a * ((3 * rx) ^ ry)
        if ry == 0:
            if rx == 1:
                tx, ty = 2**z - 1 - tx, 2**z - 1 - ty
            tx, ty = ty, tx
        a //= 2
    return total + d


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _directory(entries: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Entries (tile id, offset, length, run) as a compressed directory."""
    out = bytearray(_varint(len(entries)))
    last = 0
    for first, _, _, _ in entries:
        out += _varint(first - last)
        last = first
    for _, _, _, run in entries:
        out += _varint(run)
    for _, _, length, _ in entries:
        out += _varint(length)
    after = -1
    for k, (_, offset, length, _) in enumerate(entries):
        out += _varint(0 if k and offset == after else offset + 1)
        after = offset + length
    return _gzip(bytes(out))


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def archive(tiles: dict[tuple[int, int, int], bytes], *, about: Mapping[str, object]) -> bytes:
    """Tiles as one PMTiles file: equal tiles once, in the order of the curve.

    Takes   tiles by zoom, column, row, not compressed; what to say of them.
    Gives   the bytes of the file; the same tiles give the same bytes.
    """
    ordered = sorted((tile_id(*zxy), data) for zxy, data in tiles.items())
    blob = bytearray()
    kept: dict[bytes, tuple[int, int]] = {}
    entries: list[tuple[int, int, int, int]] = []
    for number, data in ordered:
        key = hashlib.sha256(data).digest()
        if key not in kept:
            squeezed = _gzip(data)
            kept[key] = (len(blob), len(squeezed))
            blob += squeezed
        offset, length = kept[key]
        if entries and entries[-1][1] == offset and entries[-1][0] + entries[-1][3] == number:
            first, _, _, run = entries[-1]
            entries[-1] = (first, offset, length, run + 1)
        else:
            entries.append((number, offset, length, 1))
    root, leaves = _directories(entries)
    said = _gzip(json.dumps(about, sort_keys=True).encode())
    zooms = [z for z, _, _ in tiles]
    west, south, east, north = (round(b * 1e7) for b in BOUNDS)
    starts = [127, 127 + len(root)]
    starts += [starts[1] + len(said)]
    starts += [starts[2] + len(leaves)]
    header = b"PMTiles\x03" + struct.pack(
        "<11Q",
        starts[0],
        len(root),
        starts[1],
        len(said),
        starts[2],
        len(leaves),
        starts[3],
        len(blob),
        len(ordered),
        len(entries),
        len(kept),
    )
    header += struct.pack(
        "<BBBBBBiiiiBii",
        1,
        2,
        2,
        1,
        min(zooms),
        max(zooms),
        west,
        south,
        east,
        north,
        5,
        round(20e7),
        round(5e7),
    )
    return header + root + said + leaves + bytes(blob)


def _directories(entries: Sequence[tuple[int, int, int, int]]) -> tuple[bytes, bytes]:
    """The root directory, which fits in the first 16 KB, and the leaves it points to."""
    root = _directory(entries)
    if len(root) <= 16_384 - 127:
        return root, b""
    size, leaves, firsts = 2048, b"", []
    for k in range(0, len(entries), size):
        leaf = _directory(entries[k : k + size])
        firsts.append((entries[k][0], len(leaves), len(leaf), 0))
        leaves += leaf
    return _directory(firsts), leaves


def build() -> bytes:
    """The whole base map."""
    import pyogrio

    # With several threads the pieces of a tile come in another order each time.
    pyogrio.set_gdal_config_options({"GDAL_NUM_THREADS": "1"})
    together: dict[tuple[int, int, int], bytes] = {}
    named: list[TileLayer] = []
    with tempfile.TemporaryDirectory() as folder:
        for sheet in sheets():
            named.append(sheet)
            for zxy, data in _tiles(sheet, Path(folder)).items():
                # Layers of a tile may simply follow each other: they are a repeated field.
                together[zxy] = together.get(zxy, b"") + data
    about = {
        "name": "Tutela base map",
        "attribution": "Natural Earth",
        "version": fingerprint(),
        "vector_layers": [
            {
                "id": s.name,
                "fields": dict.fromkeys(s.said, "String"),
                "minzoom": s.least,
                "maxzoom": s.most,
            }
            for s in named
        ],
    }
    return archive(together, about=about)


def fingerprint() -> str:
    """What the base map depends on, in 16 letters: the layers shipped and this file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in sorted(LAYERS.values()):
        digest.update(shipped_bytes(name))
    return digest.hexdigest()[:16]


def write(out: Path) -> bool:
    """Write the base map, unless the one there was made from the same layers.

    Gives   whether it was made anew.
    """
    stamp = out.with_name(".basemap")
    if out.exists() and stamp.exists() and stamp.read_text() == fingerprint():
        return False
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(build())
    stamp.write_text(fingerprint())
    return True


if __name__ == "__main__":
    write(Path(sys.argv[1]))
