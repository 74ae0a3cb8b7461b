"""Boundaries of duty areas: read, checked, and asked which places lie inside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from tutela.base.errors import BadParameter
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class Spot:
    """Somewhere that ought to lie in one area of each kind; the address of its page."""

    name: str
    latitude: float
    longitude: float
    url: str = ""


SPOTS: list[Callable[[Standing], Iterable[Spot]]] = []
"""Rooms that keep places add here how to read them, for a Standing; this room knows none."""


def boundary(text: str) -> dict[str, Any]:
    """The polygon or polygons of a GeoJSON text: a geometry, a feature or a collection of them.

    Raises  BadParameter that says what is wrong with it.
    """
    try:
        given = json.loads(text)
    except ValueError:
        raise BadParameter("the boundary is not GeoJSON", next="export it as GeoJSON") from None
    shapes = [_polygon(geometry) for geometry in _geometries(given)]
    if not shapes:
        raise BadParameter("the file holds no area", next="export polygons, not points or lines")
    whole = shapely.union_all(shapes)
    west, south, east, north = whole.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BadParameter("the numbers are not longitude and latitude",
                           next="export it in WGS 84")  # fmt: skip
    made: dict[str, Any] = json.loads(json.dumps(mapping(shapely.set_precision(whole, 1e-6))))
    return made


def _geometries(given: Any) -> list[Any]:
    if not isinstance(given, dict):
        return []
    if given.get("type") == "FeatureCollection":
        return [g for feature in given.get("features") or [] for g in _geometries(feature)]
    if given.get("type") == "Feature":
        return _geometries(given.get("geometry"))
    if given.get("type") == "GeometryCollection":
        return [g for part in given.get("geometries") or [] for g in _geometries(part)]
    return [given]


def _polygon(given: dict[str, Any]) -> BaseGeometry:
    if given.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadParameter("the file holds something that is no area",
                           next="export polygons, not points or lines")  # fmt: skip
    try:
        made = shape(given)
    except (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise BadParameter("a polygon of the file cannot be read",
                           next="export it again") from None  # fmt: skip
    if made.is_empty or not made.is_valid:
        raise BadParameter("a line of the boundary crosses itself", next="mend it and send again")
    return made


@dataclass(frozen=True)
class Cover:
    """How the areas of one kind cover the places: those in none, those in more than one."""

    kind: str
    orphans: tuple[Spot, ...]
    overlaps: tuple[tuple[Spot, tuple[DutyArea, ...]], ...]
    inside: int


def cover(kind: str, areas: Iterable[DutyArea], spots: Iterable[Spot]) -> Cover:
    """Each spot belongs to one area of a kind; those that do not are named.

    An area without a boundary covers nothing: what lies in it is an orphan until it is drawn.
    """
    drawn = [area for area in areas if area.kind == kind and area.boundary]
    spots = list(spots)
    found: dict[int, list[DutyArea]] = {}
    if spots and drawn:
        points = shapely.points([(spot.longitude, spot.latitude) for spot in spots])
        tree = shapely.STRtree([shape(area.boundary) for area in drawn])
        for number, area in zip(*tree.query(points, predicate="intersects"), strict=True):
            found.setdefault(int(number), []).append(drawn[int(area)])
    orphans = tuple(spot for n, spot in enumerate(spots) if n not in found)
    overlaps = tuple(
        (spots[n], tuple(sorted(at, key=lambda area: area.code)))
        for n, at in sorted(found.items())
        if len(at) > 1
    )
    return Cover(kind, orphans, overlaps, len(spots) - len(orphans))
