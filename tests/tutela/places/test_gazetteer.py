"""Places in one table: the nearest, and ids that stay apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.distances import distance_km
from tutela.places.gazetteer import Places, ids_of, nearest
from tutela.places.types import Place

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
