"""Roads and kinds of ground as a mission gives them; what cannot be used is refused and said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tutela.base.errors import BadParameter
from tutela.capacity.ground import read_ground

LINE = {"type": "LineString", "coordinates": [[31, 7], [31.5, 7.2]]}
SWAMP = {"type": "Polygon", "coordinates": [[[31, 7], [31.5, 7], [31.5, 7.2], [31, 7]]]}


def file(*features: tuple[Any, dict[str, Any]]) -> str:
    told = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    return json.dumps({"type": "FeatureCollection", "features": told})


def test_a_road_without_a_surface_is_not_taken_as_paved() -> None:
    text = file(
        (LINE, {"highway": "trunk"}),
        (LINE, {"highway": "trunk", "surface": "asphalt"}),
        (LINE, {"class": "Dirt"}),
        (SWAMP, {"class": "swamp"}),
    )
    kept, shapes = read_ground(text)
    assert [kind for _line, kind in shapes.roads] == ["gravel", "paved", "dirt"]
    assert [kind for _shape, kind in shapes.terrain] == ["swamp"]
    assert kept["features"][0]["properties"] == {"class": "gravel"}


def test_what_cannot_be_used_is_refused_by_its_number() -> None:
    far = {"type": "LineString", "coordinates": [[31000, 7], [31, 7]]}
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    text = file(
        (LINE, {"class": "dirt"}),
        (LINE, {"highway": "footway"}),
        (far, {"class": "dirt"}),
        (bow, {"class": "swamp"}),
        ({"type": "Point", "coordinates": [1, 1]}, {}),
        (None, {}),
        ({"type": "LineString", "coordinates": "no"}, {}),
    )
    _kept, shapes = read_ground(text)
    assert [fault.row for fault in shapes.rejected] == [2, 3, 4, 5, 6, 7]


def test_of_a_shape_its_coordinates_are_kept_and_nothing_that_stands_beside_them() -> None:
    kept, _shapes = read_ground(file((LINE | {"note\0": "\0"}, {"class": "dirt", "by": "\0"})))
    assert kept["features"] == [
        {"type": "Feature", "properties": {"class": "dirt"}, "geometry": LINE}
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", file(), file((LINE, {"class": "canal"}))])
def test_a_file_without_anything_to_use_is_refused(text: str) -> None:
    with pytest.raises(BadParameter, match="Next: give a GeoJSON"):
        read_ground(text)
