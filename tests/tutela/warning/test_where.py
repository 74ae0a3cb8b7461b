"""Which place a text names: by the ear, in two scripts, and never a word that is none."""

from __future__ import annotations

import pytest

from tutela.places.gazetteer import Places
from tutela.places.types import Place
from tutela.warning.signs.where import PlaceFinder


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    named = [
        ("Kaga-Bandoro", 7.0, 19.2),
        ("Obo", 5.4, 26.5),
        ("El Fasher", 13.6, 25.3),
        ("Malakal", 9.5, 31.7),
    ]
    return PlaceFinder(
        Places.of(
            Place(name.casefold(), name, lat, lon, "locality", None, None, "invented")
            for name, lat, lon in named
        )
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ils tirent a kaga bandoro venez", "Kaga-Bandoro"),
        ("shooting in malakkal now", "Malakal"),
        ("obo obo aidez", "Obo"),
        ("ضرب نار في الفاشر هسع", "El Fasher"),
    ],
)
def test_a_name_is_found_as_it_is_typed(finder: PlaceFinder, text: str, name: str) -> None:
    found = finder.find(text)
    assert found is not None and found.place.name == name and 80 <= found.score <= 100


@pytest.mark.parametrize("text", ["the oboe player is sick", "people run to the bush", "", "12"])
def test_no_place_is_made_of_other_words(finder: PlaceFinder, text: str) -> None:
    assert finder.find(text) is None
