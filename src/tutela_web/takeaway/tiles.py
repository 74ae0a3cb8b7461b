"""Map tiles of events, made for one person: counts when far, points when near, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tutela.base.later import np
from tutela_web.base.values import JsonValue
from tutela_web.takeaway.points import Points

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTENT = 4096
GRID = 32
"""Cells across a tile in which events are counted: 16 px of a 512 px tile."""
POINTS_FROM = 8
"""The zoom from which single events are drawn."""
MOST_POINTS = 1500
FAINT_AFTER = 30
"""Days after which an event is drawn faint."""


def tile(points: Points, z: int, x: int, y: int, *, on_day: int) -> bytes:
    """One vector tile in the web's own scheme.

    Takes   points already filtered by the policy and by time; the tile's address; the day (since
            1970) that ages are counted from.
    Gives   layer "counts" (n, against) below zoom 8 or where there are very many, else layer
            "events" (kind, faint, id). Points known only to a district or wider are left out.
    """
    many = 2.0**z
    left, top, width = x / many, y / many, 1 / many
    inside = (points.x >= left) & (points.x < left + width)
    inside &= (points.y >= top) & (points.y < top + width)
    inside &= points.drawn
    chosen = np.flatnonzero(inside)
    u, v = (points.x[chosen] - left) * many, (points.y[chosen] - top) * many
    if z >= POINTS_FROM and len(chosen) <= MOST_POINTS:
        return _encode_layer(
            "events",
            u * EXTENT,
            v * EXTENT,
            {
                "id": points.ids[chosen].tolist(),
                "kind": ["against_civilians" if a else "fighting" for a in points.against[chosen]],
                "faint": (on_day - points.day[chosen] > FAINT_AFTER).tolist(),
            },
        )
    cell = (np.floor(v * GRID) * GRID + np.floor(u * GRID)).astype(np.int64)
    number = np.bincount(cell, minlength=GRID * GRID)
    against = np.bincount(cell[points.against[chosen]], minlength=GRID * GRID)
    filled = np.flatnonzero(number)
    size = EXTENT // GRID
    middle = size // 2
    return _encode_layer(
        "counts",
        (filled % GRID) * size + middle,
        (filled // GRID) * size + middle,
        {
            "n": number[filled].tolist(),
            "against": against[filled].tolist(),
        },
    )


Numbers: TypeAlias = "NDArray[np.integer] | NDArray[np.floating]"


def _encode_layer(
    layer: str, u: Numbers, v: Numbers, columns: dict[str, Sequence[JsonValue]]
) -> bytes:
    """One layer of points; values are shared as the format asks (Mapbox vector tile 2.1)."""
    from mapbox_vector_tile.Mapbox import vector_tile_pb2

    tile = vector_tile_pb2.tile()
    if not len(u):
        return b""
    kept = tile.layers.add()
    kept.name, kept.version, kept.extent = layer, 2, EXTENT
    kept.keys.extend(columns)
    numbers: dict[Any, int] = {}
    rows = zip(
        u.astype(int).tolist(),
        v.astype(int).tolist(),
        zip(*columns.values(), strict=True),
        strict=True,
    )
    for a, b, values in rows:
        feature = kept.features.add()
        feature.type = 1
        feature.geometry.extend((9, a << 1, b << 1))  # move to; never negative, so no zigzag
        tags = []
        for key, value in enumerate(values):
            tags += [key, numbers.setdefault((type(value), value), len(numbers))]
        feature.tags.extend(tags)
    for kind, value in numbers:
        told = kept.values.add()
        if kind is bool:
            told.bool_value = value
        elif kind is int:
            told.uint_value = value
        else:
            told.string_value = value
    encoded: bytes = tile.SerializeToString()
    return encoded
