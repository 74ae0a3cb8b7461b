"""The map layers that travel with Tutela, read when first asked for.

Borders are Natural Earth's: de facto, and old for some countries (data/SOURCES.csv says where). The
boundaries shown do not imply official endorsement or acceptance by the United Nations.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from numpy.typing import NDArray

from tutela.base.errors import BadParameter

Shapes = NDArray[np.object_]

LAYERS = {
    "countries": "admin0_world.geojson.gz",
    "areas": "admin1_focus5.geojson.gz",
    "towns": "towns_africa.geojson.gz",
    "rivers": "rivers_africa.geojson.gz",
    "lakes": "lakes_africa.geojson.gz",
    "disputed": "disputed_africa.geojson.gz",
}


@dataclass(frozen=True)
class Layer:
    """Shapes of one kind and what is said of each, in the same order."""

    name: str
    properties: tuple[Mapping[str, Any], ...]
    shapes: Shapes

    def column(self, key: str) -> list[Any]:
        """One property of every shape."""
        return [p.get(key) for p in self.properties]


def shipped(name: str) -> bytes:
    """The bytes of a file in tutela/places/data."""
    return files("tutela.places").joinpath("data", name).read_bytes()


@cache
def layer(name: str) -> Layer:
    """A shipped layer: countries, areas, towns, rivers, lakes or disputed.

    Gives   the Layer, read once; its shapes are in longitude and latitude, degrees.
    Raises  BadParameter if no such layer is shipped.
    Source  Natural Earth, public domain; see data/SOURCES.csv.

    >>> sorted({p["iso3"] for p in layer("areas").properties})
    ['CAF', 'COD', 'MLI', 'SDN', 'SSD']
    """
    if name not in LAYERS:
        raise BadParameter(f"no layer {name!r}", next=f"take one of {', '.join(LAYERS)}")
    features = json.loads(gzip.decompress(shipped(LAYERS[name])))["features"]
    shapes = np.empty(len(features), dtype=object)
    shapes[:] = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return Layer(name, tuple(feature["properties"] for feature in features), shapes)
