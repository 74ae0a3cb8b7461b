"""The map layers that travel with Tutela, read when first asked for.

Borders are Natural Earth's: de facto, and old for some countries (data/SOURCES.csv says where). The
boundaries shown do not imply official endorsement or acceptance by the United Nations.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from tutela.base.errors import BadParameter
from tutela.base.later import np
from tutela.base.messages import say

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

Shapes: TypeAlias = "NDArray[np.object_]"

LAYERS = {
    "countries": "admin0_world.geojson.gz",
    "areas": "admin1_focus5.geojson.gz",
    "towns": "towns_africa.geojson.gz",
    "rivers": "rivers_africa.geojson.gz",
    "lakes": "lakes_africa.geojson.gz",
    "disputed": "disputed_africa.geojson.gz",
}


COUNTRY_CODES = {"SDS": "SSD", "SAH": "ESH", "PSX": "PSE", "ALD": "ALA", "KOS": "XKX"}
"""Natural Earth's own country codes where ISO 3166-1, or common use, has another."""


def country_code(ne_code: str) -> str:
    """The country code people use for one of Natural Earth's.

    >>> country_code("SDS"), country_code("CAF")
    ('SSD', 'CAF')
    """
    return COUNTRY_CODES.get(ne_code, ne_code)


@dataclass(frozen=True)
class Layer:
    """Shapes of one kind and what is said of each, in the same order."""

    name: str
    properties: tuple[Mapping[str, Any], ...]
    geometries: tuple[str, ...]
    """GeoJSON of each shape, longitude before latitude, degrees."""

    def column(self, key: str) -> list[Any]:
        """One property of every shape."""
        return [p.get(key) for p in self.properties]

    @cached_property
    def shapes(self) -> Shapes:
        """Every shape, for shapely."""
        return _shapes(self.geometries)

    def shapes_where(self, key: str, value: object) -> Shapes:
        """The shapes of which a property has this value; the others are not even read."""
        told = zip(self.properties, self.geometries, strict=True)
        return _shapes([geometry for p, geometry in told if p.get(key) == value])


def _shapes(geometries: Sequence[str]) -> Shapes:
    import shapely  # which a start does without

    return np.asarray(shapely.from_geojson(np.array(geometries, dtype=object)), dtype=object)


def shipped_bytes(name: str) -> bytes:
    """The bytes of a file in tutela/places/data."""
    return files("tutela.places").joinpath("data", name).read_bytes()


@cache
def layer(name: str) -> Layer:
    """A shipped layer: countries, areas, towns, rivers, lakes or disputed.

    Gives   the Layer, read once; shapes are drawn up when first asked for.
    Raises  BadParameter if no such layer is shipped.
    Source  Natural Earth, public domain; see data/SOURCES.csv.

    >>> sorted({p["iso3"] for p in layer("areas").properties})
    ['CAF', 'COD', 'MLI', 'SDN', 'SSD']
    """
    if name not in LAYERS:
        raise BadParameter(
            say("no layer {name!r}", name=name),
            next=say("take one of {names}", names=", ".join(LAYERS)),
        )
    text = gzip.decompress(shipped_bytes(LAYERS[name])).decode()
    features = [line.rstrip(",").partition(',"geometry":') for line in text.splitlines()[1:-1]]
    return Layer(
        name,
        tuple(json.loads(f"{told}}}")["properties"] for told, _, _ in features),
        tuple(geometry.removesuffix("}") for _, _, geometry in features),
    )


@lru_cache(maxsize=16)
def land_of(iso3: str) -> shapely.Geometry | None:
    """The land of one country.

    Takes   the country code that people use.
    Gives   its shape; None where the layer has no such country.
    Source  as of the layer.

    >>> [round(edge) for edge in land_of("SSD").bounds], land_of("XXX")
    ([24, 3, 35, 12], None)
    """
    import shapely

    told = layer("countries")
    for properties, text in zip(told.properties, told.geometries, strict=True):
        if country_code(str(properties["iso3"])) == iso3:
            return shapely.from_geojson(text)
    return None
