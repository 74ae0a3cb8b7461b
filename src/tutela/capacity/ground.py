"""A mission's own roads and kinds of ground, from a GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutela.base.errors import BadParameter, Rejection
from tutela.base.guards.limits import require_bytes
from tutela.base.guards.sandbox import LIGHT_BYTES, read_apart
from tutela.base.later import shapely
from tutela.base.messages import say
from tutela.capacity.travel import shipped_rules, table

MOST_FEATURES = 100_000

_TAGS = {(row["key"], row["value"]): row["class"] for row in table("roads.csv")}


@dataclass(frozen=True)
class Shapes:
    """Lines and shapes, each with its class, and what was refused, by the feature's number."""

    roads: Sequence[tuple[Any, str]]
    terrain: Sequence[tuple[Any, str]]
    rejected: tuple[Rejection, ...] = ()


def read_ground(text: str) -> tuple[dict[str, Any], Shapes]:
    """Roads and kinds of ground of a GeoJSON file: longitude before latitude, degrees.

    Takes   a FeatureCollection. A line's property `class` is a class of road, or else the tags
            `surface` and `highway` of OpenStreetMap say; a shape's is a kind of ground.
    Gives   what is kept of it (the shapes and their classes, nothing else), and Shapes.
    Raises  BadParameter if it is no GeoJSON of that kind, or holds nothing that can be used;
            UnreadableFile if it is too large, or reading it was stopped.

    >>> line = {"type": "LineString", "coordinates": [[31, 7], [31.5, 7.2]]}
    >>> road = {"type": "Feature", "properties": {"highway": "track"}, "geometry": line}
    >>> read_ground(json.dumps({"type": "FeatureCollection", "features": [road]}))[1].roads
    [(<LINESTRING (31 7, 31.5 7.2)>, 'track')]
    """
    return _ground(text) if len(text) < LIGHT_BYTES else read_apart(_ground, "", text)


def _ground(text: str) -> tuple[dict[str, Any], Shapes]:
    step = say("give a GeoJSON FeatureCollection of lines and shapes, each with its class")
    require_bytes("json_bytes", len(text), "")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BadParameter(say("this is no GeoJSON"), next=step) from fault
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list):
        raise BadParameter(say("this is no GeoJSON of features"), next=step)
    if len(features) > MOST_FEATURES:
        raise BadParameter(
            say("it holds more than {n} features", n=MOST_FEATURES),
            next=say("give main roads only, or several files"),
        )
    kept, rejected = [], []
    for number, feature in enumerate(features, start=1):
        feature_read = _feature(feature)
        if isinstance(feature_read, str):
            rejected.append(Rejection(number, "class", "", feature_read, step))
        else:
            kept.append(feature_read)
    if not kept:
        why = rejected[0].why if rejected else say("it holds no features")
        raise BadParameter(why, next=step)
    told = {"type": "FeatureCollection", "features": kept}
    shapes = shapes_of(told)
    return told, Shapes(shapes.roads, shapes.terrain, tuple(rejected))


def shapes_of(kept: Mapping[str, Any]) -> Shapes:
    """The shapes of what `read_ground` kept."""
    roads: list[tuple[Any, str]] = []
    terrain: list[tuple[Any, str]] = []
    for feature in kept["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        into = roads if "LineString" in feature["geometry"]["type"] else terrain
        into.append((shape, feature["properties"]["class"]))
    return Shapes(roads, terrain)


def _feature(feature: Any) -> Any:
    """A feature as it is kept, or why it is refused."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return say("it has no shape")
    is_line = geometry.get("type") in ("LineString", "MultiLineString")
    if not is_line and geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return say("it is neither a line nor a shape")
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError):
        return say("its coordinates cannot be read")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # false for no bounds too
        return say("its coordinates are no degrees")
    if not is_line and not shape.is_valid:
        return say("its outline crosses itself")
    kind = _class(properties if isinstance(properties, dict) else {}, is_line)
    if kind is None:
        return say("its class is not known")
    # Nothing else of it is kept: what stands beside these no database may take.
    plain = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return {"type": "Feature", "properties": {"class": kind}, "geometry": plain}


def _class(properties: Mapping[str, Any], is_line: bool) -> str | None:
    rules = shipped_rules("")
    said = str(properties.get("class") or "").strip().lower()
    if said in (rules.roads if is_line else rules.terrain):
        return said
    if is_line:
        for key in ("surface", "highway"):
            if found := _TAGS.get((key, str(properties.get(key) or ""))):
                return str(found)
    return None
