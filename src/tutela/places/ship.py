"""Cut the layers that travel with Tutela out of their sources, so that anyone can do it again.

    python -m tutela.places.ship ../shared/data/boundaries

Kept: shapes to 0.001 degree (some 100 m, finer than the sources are true) and the few properties
the rooms read. Share-alike layers (OpenStreetMap, ODbL) are copied whole, each in its own file.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela.base.later import shapely
from tutela.places.layers import country_code

Properties = Mapping[str, Any]


def _country(p: Properties) -> dict[str, Any]:
    return {"iso3": country_code(p["ADM0_A3"]), "name": p["NAME_LONG"]}


def _area(p: Properties) -> dict[str, Any]:
    return {"id": p["adm1_code"], "iso3": country_code(p["adm0_a3"]), "name": p["name"]}


def _town(p: Properties) -> dict[str, Any]:
    known = ("NAME", "NAMEASCII", "ADM0_A3", "ADM1NAME", "FEATURECLA", "SCALERANK", "POP_MAX")
    geonames = p["GEONAMEID"] if (p["GEONAMEID"] or -1) > 0 else None
    return {k: p[k] for k in known} | {"GEONAMEID": geonames and int(geonames)}


def _water(p: Properties) -> dict[str, Any]:
    return {"name": p["name"], "scalerank": int(p["scalerank"])}


def _dispute(p: Properties) -> dict[str, Any]:
    return {"name": p["BRK_NAME"], "note": p["NOTE_BRK"], "kind": p["TYPE"]}


@dataclass(frozen=True)
class Layer:
    """One shipped file: its source file, its name here, and the properties it keeps."""

    source: str
    name: str
    keep: Callable[[Properties], dict[str, Any]]
    degrees: float = 0.001


LAYERS = (
    Layer("ne_50m_admin0_world.geojson", "admin0_world.geojson.gz", _country),
    Layer("ne_10m_admin1_focus5.geojson", "admin1_focus5.geojson.gz", _area),
    Layer("ne_10m_populated_places_africa.geojson", "towns_africa.geojson.gz", _town, 0.0001),
    Layer("ne_10m_rivers_africa.geojson", "rivers_africa.geojson.gz", _water),
    Layer("ne_10m_lakes_africa.geojson", "lakes_africa.geojson.gz", _water),
    Layer("ne_10m_disputed_areas_africa.geojson", "disputed_africa.geojson.gz", _dispute),
)

COPIED = {"ocha_pcodes_adm1_adm2_focus_neighbours.csv": "pcodes.csv"}


def _round_shape(shape: shapely.Geometry, degrees: float) -> shapely.Geometry:
    """To the grid without moving borders apart; an islet smaller than the grid stays as it was."""
    snapped = shapely.set_precision(shape, degrees)
    return shape if snapped.is_empty else snapped


def _digits(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return round(value, digits)
    return [_digits(v, digits) for v in value] if isinstance(value, list | tuple) else value


def ship(layer: Layer, sources: Path, to: Path) -> Path:
    """Write one layer, slimmed, a feature a line; the same source gives the same bytes."""
    features = json.loads((sources / layer.source).read_text("utf-8"))["features"]
    kept = []
    for feature in features:
        shape = _round_shape(shapely.geometry.shape(feature["geometry"]), layer.degrees)
        geometry = shapely.geometry.mapping(shape)
        geometry = {k: _digits(v, 4) for k, v in geometry.items()}
        kept.append(
            {
                "type": "Feature",
                "properties": layer.keep(feature["properties"]),
                "geometry": geometry,
            }
        )
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in kept
    )
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    path = to / layer.name
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return path


def main(sources: Path) -> None:
    """Write every shipped layer beside this file."""
    to = Path(__file__).parent / "data"
    for layer in LAYERS:
        ship(layer, sources, to)
    for source, name in COPIED.items():
        shutil.copyfile(sources / source, to / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
