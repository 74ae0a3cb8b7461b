"""A point lies in an area or in none; a code is found by name only where one place bears it."""

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.places.areas import code_as_source_says, locate_areas, read_areas
from tutela.places.layers import LAYERS, layer, shipped_bytes

ROOT = Path(__file__).parents[3]


def test_every_area_below_the_country_has_its_parent_among_the_areas():
    areas = read_areas()
    for area in areas:
        above = areas.get(area.parent)
        assert above.level == area.level - 1 if above else area.parent == area.iso3


def test_counties_are_found_within_their_own_state_only():
    areas = read_areas()
    assert areas.find("Malakal", "SS07").pcode == "SS0707"
    assert areas.find("Malakal", "SS03") is None
    assert areas.level_one("SS0707").name == "Upper Nile"


@pytest.mark.parametrize(
    ("name", "iso3", "pcode"),
    [
        ("Ouham-Pendé", "CAF", "CF31"),
        ("préfecture de la Ouaka", "CAF", "CF43"),
        ("Nana-Grébizi", "CAF", "CF42"),  # OCHA writes Gribizi
        ("Jungoli", "SSD", "SS03"),
        ("West Bahr-al-Ghazal state", "SSD", "SS09"),
        ("Northern Darfur state", "SDN", "SD02"),
        ("Timbuktu", "MLI", "ML06"),
        ("Atlantis", "SSD", None),
    ],
)
def test_areas_are_known_by_the_names_sources_give_them(name, iso3, pcode):
    found = read_areas().find(name, iso3)
    assert (found and found.pcode) == pcode


def test_a_name_that_meant_other_ground_before_a_division_gets_no_code_from_an_old_source():
    assert read_areas().find("Équateur", "COD").pcode == "CD41"
    assert code_as_source_says("Équateur province", "COD") is None
    assert code_as_source_says("South Kordofan state", "SDN") is None


def test_every_shape_has_one_line_in_the_crosswalk_and_no_code_stands_twice():
    lines = list(csv.DictReader(shipped_bytes("crosswalk_areas.csv").decode().splitlines()))
    assert {line["shape_id"] for line in lines} == set(layer("areas").column("id"))
    codes = [line["pcode"] for line in lines if line["pcode"]]
    assert len(codes) == len(set(codes))
    for line in lines:
        assert bool(line["pcode"]) or line["note"].startswith("no code")
        if line["pcode"]:
            assert read_areas().get(line["pcode"]).iso3 == line["iso3"]


def test_every_central_african_and_south_sudanese_prefecture_has_shape_and_code_but_abyei():
    for iso3, without in (("CAF", set()), ("SSD", {"SS00"})):
        lines = csv.DictReader(shipped_bytes("crosswalk_areas.csv").decode().splitlines())
        drawn = {line["pcode"] for line in lines if line["iso3"] == iso3}
        assert {area.pcode for area in read_areas().children_of(iso3)} - drawn == without


def test_a_point_inside_a_shape_is_located_there():
    areas = layer("areas")
    inside = [shape.representative_point() for shape in areas.shapes]
    found = locate_areas([p.y for p in inside], [p.x for p in inside])
    assert found["iso3"].to_list() == areas.column("iso3")


def test_bangui_is_reported_as_the_shapes_have_it_and_the_country_layer_differs():
    assert locate_areas([4.366667], [18.583333]).row(0) == ("COD", None, "Équateur")
    assert locate_areas([4.366667], [18.583333], level=0).row(0)[0] == "CAF"


def test_a_point_at_sea_or_not_located_lies_in_no_area():
    found = locate_areas([0.0, np.nan, 9.53], [-20.0, 31.66, np.nan])
    assert found.null_count().row(0) == (3, 3, 3)


@given(st.lists(st.tuples(st.floats(-5, 25), st.floats(-13, 40)), max_size=30), st.randoms())
def test_the_order_of_points_changes_no_answer(points, chance):
    mixed = list(points)
    chance.shuffle(mixed)
    answers = [
        dict(zip(some, locate_areas(*np.array(some).reshape(-1, 2).T).rows(), strict=True))
        for some in (points, mixed)
    ]
    assert answers[0] == answers[1]


def test_no_shape_is_invented_for_counties():
    with pytest.raises(BadParameter, match="codes but no shapes"):
        locate_areas([9.5], [31.6], level=2)


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_whole_and_named_in_the_list_of_sources(name):
    drawn = layer(name)
    assert len(drawn.shapes) == len(drawn.properties) > 0
    assert shapely.is_valid(drawn.shapes).all()
    sources = pl.read_csv(shipped_bytes("SOURCES.csv"))
    assert LAYERS[name] in sources["file"].to_list()


def test_no_share_alike_layer_is_mixed_into_what_is_shipped():
    sources = pl.read_csv(shipped_bytes("SOURCES.csv"))
    folder = ROOT / "src/tutela/places/data"
    assert set(sources["file"]) == {f.name for f in folder.iterdir()} - {"SOURCES.csv"}
    for file, licence in sources.select("file", "licence").rows():
        assert ("ODbL" in licence) == ("ODbL" in file)


def test_a_layer_we_do_not_ship_is_refused():
    with pytest.raises(BadParameter, match="no layer 'roads'"):
        layer("roads")
