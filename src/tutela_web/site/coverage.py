"""Where anything was heard from: the hatch of the map, and how much of the mission it covers.

Silence is not calm. Land further than 25 km from any record of the last 90 days is hatched.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tutela.base.distances import KM_A_DEGREE, chord, unit_vectors
from tutela.base.later import np, shapely
from tutela.places.layers import land_of
from tutela_web.records.record_cache import NewestByKey
from tutela_web.takeaway.points import Points

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.spatial import cKDTree

WITHIN_KM = 25.0
DAYS = 90


def recent(points: Points, on: date) -> Points:
    """The points of the last 90 days that are known exactly enough to stand for a place."""
    near = points.keep_inside(on - timedelta(days=DAYS), on)
    return near.keep_where(near.drawn)


_TREES: NewestByKey[cKDTree | None] = NewestByKey(most=32)


def places_heard(
    lon: NDArray[np.float64], lat: NDArray[np.float64], points: Points, on: date
) -> NDArray[np.bool_]:
    """Which of n places lie within 25 km of a point of the last 90 days; unplaced: never.

    The tree of points is kept as long as the same points are asked of the same day.
    """
    known = ~(np.isnan(lon) | np.isnan(lat))
    heard = np.zeros(len(lon), dtype=np.bool_)
    if not len(points):
        return heard
    tree = _TREES.get(id(points), (points, on), lambda: _tree(recent(points, on)))
    if tree is not None and known.any():
        away, _ = tree.query(
            unit_vectors(lat[known], lon[known]), distance_upper_bound=chord(WITHIN_KM)
        )
        heard[known] = np.isfinite(away)
    return heard


def _tree(points: Points) -> cKDTree | None:
    from scipy.spatial import cKDTree

    return cKDTree(unit_vectors(points.lat, points.lon)) if len(points) else None


def silent_land(iso3: str, points: Points) -> dict[str, Any]:
    """GeoJSON of the country's land that nothing was heard from."""
    land = land_of(iso3)
    if land is None:
        return {"type": "FeatureCollection", "features": []}
    circles = []
    where = np.unique(np.round(np.stack([points.lon, points.lat], axis=1), 2), axis=0)
    for lon, lat in where.tolist():
        wide = WITHIN_KM / KM_A_DEGREE / max(np.cos(np.radians(lat)), 0.2)
        circle = shapely.buffer(shapely.Point(0, 0), 1, quad_segs=8)
        circles.append(
            shapely.transform(
                circle, lambda c, w=wide, x=lon, y=lat: c * [w, WITHIN_KM / KM_A_DEGREE] + [x, y]
            )
        )
    silent = shapely.difference(land, shapely.union_all(circles)) if circles else land
    shape = json.loads(shapely.to_geojson(shapely.set_precision(silent, 0.005)))
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": shape}],
    }
