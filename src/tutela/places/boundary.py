"""An area's boundary out of a GeoJSON text: read and checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutela.base.errors import BadParameter
from tutela.base.guards.sandbox import read_apart
from tutela.base.later import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LONG = 200_000
"""A longer text is read apart, within the caps of `base.guards.sandbox`."""


def boundary(text: str) -> dict[str, Any]:
    """The polygon or polygons of a GeoJSON text: a geometry, a feature or a collection of them.

    Raises  BadParameter that says what is wrong with it; UnreadableFile if reading it was stopped.

    >>> boundary('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}')["type"]
    'Polygon'
    """
    return _boundary(text) if len(text) < LONG else read_apart(_boundary, "", text)


def _boundary(text: str) -> dict[str, Any]:
    try:
        geojson = json.loads(text)
    except (ValueError, RecursionError):
        raise BadParameter("the boundary is not GeoJSON", next="export it as GeoJSON") from None
    shapes = [_polygon(geometry) for geometry in _geometries(geojson)]
    if not shapes:
        raise BadParameter("the file holds no area", next="export polygons, not points or lines")
    whole = shapely.union_all(shapes)
    west, south, east, north = whole.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BadParameter("the numbers are not longitude and latitude", next="export it in WGS 84")
    rounded = shapely.geometry.mapping(shapely.set_precision(whole, 1e-6))
    boundary: dict[str, Any] = json.loads(json.dumps(rounded))
    return boundary


def _geometries(geojson: Any) -> list[Any]:
    if not isinstance(geojson, dict):
        return []
    if geojson.get("type") == "FeatureCollection":
        return [g for feature in geojson.get("features") or [] for g in _geometries(feature)]
    if geojson.get("type") == "Feature":
        return _geometries(geojson.get("geometry"))
    if geojson.get("type") == "GeometryCollection":
        return [g for part in geojson.get("geometries") or [] for g in _geometries(part)]
    return [geojson]


def _polygon(geojson: dict[str, Any]) -> BaseGeometry:
    if geojson.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadParameter(
            "the file holds something that is no area", next="export polygons, not points or lines"
        )
    try:
        polygon = shapely.geometry.shape(geojson)
    except (
        shapely.errors.GEOSException,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ):
        raise BadParameter("a polygon of the file cannot be read", next="export it again") from None
    if polygon.is_empty or not polygon.is_valid:
        raise BadParameter("a line of the boundary crosses itself", next="mend it and send again")
    return polygon
