"""People name places in their own way; the gazetteer offers what they may mean."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.globe import distance_km
from tutela.places.gazetteer import Gazetteer, Places, ids_of, nearest
from tutela.places.read import read_places
from tutela.places.types import Place

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def south_sudan():
    return read_places(ROOT / "demo/data/osm_places_ssd_2014_ODbL.geojson")


@pytest.fixture(scope="module")
def gazetteer(south_sudan):
    return Gazetteer(south_sudan)


@pytest.mark.parametrize(
    ("said", "meant", "score"),
    [
        ("Malakal", "Malakal", 100),
        ("malakal", "Malakal", 100),
        ("ملكال", "Malakal", 100),
        ("Bor town", "Bor", 95),
        ("Djouba", "Juba", 95),
        ("Bentiou", "Bentiu", 95),
        ("ville de Yei", "Yei", 95),
    ],
)
def test_a_place_is_found_by_the_names_people_use(gazetteer, said, meant, score):
    first = gazetteer.lookup(said)[0]
    assert (first.place.name, first.score) == (meant, score)


def test_old_and_new_fangak_are_both_offered_and_never_exchanged(gazetteer):
    new, old = gazetteer.lookup("New Fangak")[:2]
    assert (new.place.name, new.score) == ("New Fangak", 100)
    assert old.place.name == "Old Fangak"
    assert old.score < 80
    names = {c.place.name: c.score for c in gazetteer.lookup("Fangak")[:2]}
    assert names.keys() == {"Old Fangak", "New Fangak"}
    assert len(set(names.values())) == 1


def test_every_place_is_first_when_asked_for_by_its_own_name(gazetteer, south_sudan):
    for place in south_sudan.places():
        candidates = gazetteer.lookup(place.name, limit=50)
        assert candidates[0].score == 100
        assert place.id in {c.place.id for c in candidates if c.score == 100}


def test_of_two_places_of_one_name_the_nearer_comes_first(gazetteer):
    goli = [c for c in gazetteer.lookup("Goli", near=(4.0, 30.0)) if c.score == 100]
    assert len(goli) == 2
    assert goli[0].distance_km < goli[1].distance_km
    assert all(c.distance_km is None for c in gazetteer.lookup("Goli"))


def test_a_country_leaves_out_places_known_to_lie_in_another():
    places = Places.of(
        [
            Place("a", "Mboko", 0, 18, iso3="CAF"),
            Place("b", "Mboko", 0, 28, iso3="COD"),
            Place("c", "Mboko", 0, 29),
        ]
    )
    found = Gazetteer(places).lookup("Mboko", iso3="COD")
    assert {c.place.id for c in found} == {"b", "c"}


def test_french_writing_finds_english_names_and_the_other_way():
    places = Places.of(
        [
            Place("1", "N'Délé", 8.4, 20.6),
            Place("2", "Wau", 7.7, 28.0),
            Place("3", "Kaga-Bandoro", 7, 19),
        ]
    )
    gazetteer = Gazetteer(places)
    assert gazetteer.lookup("Ndele")[0].score == 100
    assert gazetteer.lookup("Ouau")[0].place.name == "Wau"
    assert gazetteer.lookup("kaga bandoro")[0].score == 100


@pytest.mark.parametrize("nothing", ["", "  ", "???", "--"])
def test_no_letters_no_candidates(gazetteer, nothing):
    assert gazetteer.lookup(nothing) == []


def test_an_empty_gazetteer_offers_nothing():
    assert Gazetteer(Places.of([])).lookup("Juba") == []


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_any_text_gets_an_orderly_answer(text, names):
    places = Places.of(Place(str(i), name, 0, 0) for i, name in enumerate(names))
    candidates = Gazetteer(places).lookup(text)
    scores = [c.score for c in candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert len({c.place.id for c in candidates}) == len(candidates)


points = st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), min_size=1, max_size=12)


@given(points, points)
def test_the_nearest_is_as_near_as_any(here, there):
    towns = [Place(str(i), "x", lat, lon) for i, (lat, lon) in enumerate(there)]
    lat, lon = np.array(here).T
    to_lat, to_lon = np.array(there).T
    index, km = nearest(lat, lon, towns)
    every = distance_km(lat[:, None], lon[:, None], to_lat, to_lon)
    assert np.allclose(km, every.min(axis=1), atol=1e-3)
    assert np.allclose(every[np.arange(len(here)), index], km, atol=1e-3)


def test_beyond_reach_there_is_none():
    juba = [Place("a", "Juba", 4.85, 31.6)]
    index, km = nearest([4.9, 9.5, np.nan], [31.6, 31.6, 31.6], juba, within_km=50)
    assert index.tolist() == [0, -1, -1]
    assert np.isnan(km).tolist() == [False, True, True]
    assert nearest([4.9], [31.6], [])[0].tolist() == [-1]


def test_an_id_met_in_an_earlier_file_is_left_out_and_counted():
    first, second = Places.of([Place("a", "Bor", 6, 31)]), Places.of([Place("a", "Bohr", 6, 31)])
    both = Places.concat([first, second])
    assert [place.name for place in both.places()] == ["Bor"]
    assert both.notes == ("1 places left out: their id was taken by an earlier file",)


def test_two_places_of_one_id_are_no_table():
    with pytest.raises(ValueError, match="one id"):
        Places.of([Place("a", "Bor", 6, 31), Place("a", "Pibor", 6, 33)])


def test_ids_stay_short_and_apart():
    long = "PK 16 on the road between Bangui and Damara"
    ids = ids_of(["CAF", "CAF", None], [long, long, "ملكال"], taken=["caf-x"])
    assert ids == [
        "caf-pk-16-on-the-road-between-bangui",
        "caf-pk-16-on-the-road-between-bangui-2",
        "ملكال",
    ]
