"""Without a list of communities, the places are those that events name."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.places.events import places_from_events

ROOT = Path(__file__).parents[3]
TYPES = {
    "place": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "place_precision": pl.Int8,
    "adm1": pl.String,
    "iso3": pl.String,
    "date_end": pl.Date,
}


def events(*rows):
    usual = {"latitude": 9.533, "longitude": 31.66, "place_precision": 1, "iso3": "SSD"}
    usual |= {"adm1": "Upper Nile state", "date_end": date(2014, 1, 1), "place": "Malakal town"}
    return pl.DataFrame([usual | row for row in rows], schema=TYPES)


def recorded(iso3):
    raw = pl.read_csv(ROOT / f"demo/data/ged_{iso3}_to2018.csv.gz", infer_schema_length=0)
    return raw.select(
        place="where_coordinates",
        latitude=pl.col("latitude").cast(pl.Float64),
        longitude=pl.col("longitude").cast(pl.Float64),
        place_precision=pl.col("where_prec").cast(pl.Float64).cast(pl.Int8),
        adm1="adm_1",
        iso3="iso3",
        date_end=pl.col("date_end").str.to_date(),
    )


def test_two_events_in_a_town_make_one_place_with_its_code():
    (malakal,) = places_from_events(events({}, {"latitude": 9.5331})).places()
    assert (malakal.id, malakal.name, malakal.kind) == ("ssd-malakal", "Malakal", "town")
    assert (malakal.pcode, malakal.adm1, malakal.aliases) == (
        "SS07",
        "Upper Nile",
        ("Malakal town",),
    )
    assert malakal.population is None


def test_an_event_known_only_to_its_county_makes_no_place():
    assert len(places_from_events(events({"place_precision": 3}, {"place_precision": 4}))) == 0
    assert len(places_from_events(events({"place": None}, {"place": "?"}))) == 0


def test_where_no_precision_is_stated_a_town_is_taken_at_its_word_and_an_area_is_not():
    unstated = {"place_precision": None}
    made = places_from_events(
        events(unstated, unstated | {"place": "Panyikang county", "latitude": 9.2})
    )
    assert [p.name for p in made.places()] == ["Malakal"]
    assert "1 of them are taken at their word: no place precision is stated" in made.notes


def test_the_name_most_used_is_the_name_and_the_others_are_aliases():
    (place,) = places_from_events(
        events({"place": "Bauw/Buaw village"}, {"place": "Bauw village"}, {"place": "Buaw village"})
    ).places()
    assert place.name == "Bauw"
    assert place.aliases == ("Bauw village", "Bauw/Buaw village", "Buaw", "Buaw village")


def test_two_places_of_one_name_are_told_apart_by_number_in_order_of_time():
    first = {"place": "Kaka town", "date_end": date(2014, 5, 1), "latitude": 10.6}
    later = {"place": "Kaka town", "date_end": date(2015, 5, 1), "latitude": 5.0}
    places = places_from_events(events(later, first))
    assert dict(places.frame.select("id", "lat").rows()) == {"ssd-kaka": 10.6, "ssd-kaka-2": 5.0}


def test_bangui_gets_its_code_from_the_name_since_its_shape_lies_across_the_river():
    bangui = {"place": "Bangui city", "latitude": 4.366667, "longitude": 18.583333}
    (place,) = places_from_events(
        events(bangui | {"adm1": "Bangui province", "iso3": "CAF"})
    ).places()
    assert (place.pcode, place.adm1, place.iso3) == ("CF71", "Bangui", "CAF")


def test_an_old_event_filed_under_sudan_finds_its_south_sudanese_state_if_names_agree():
    (place,) = places_from_events(events({"iso3": "SDN"})).places()
    assert (place.pcode, place.adm1) == ("SS07", "Upper Nile")


@pytest.mark.parametrize(("iso3", "places"), [("SSD", 174), ("CAF", 379)])
def test_recorded_events_give_their_places_each_with_a_code(iso3, places):
    found = places_from_events(recorded(iso3))
    assert len(found) == places
    assert found.frame["pcode"].null_count() == 0
    assert found.frame["id"].str.len_chars().max() <= 40


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_events_changes_nothing(seed):
    known = recorded("SSD")
    mixed = known.sample(fraction=1, shuffle=True, seed=seed)
    assert places_from_events(mixed).frame.equals(places_from_events(known).frame)


@pytest.mark.parametrize("iso3", ["SSD", "CAF"])
def test_later_events_change_no_id(iso3):
    known = recorded(iso3)
    before = places_from_events(known.filter(pl.col("date_end") <= date(2015, 6, 30))).frame
    after = places_from_events(known).frame
    spot = [pl.col("lat").mul(100).round(), pl.col("lon").mul(100).round()]
    both = before.select("id", *spot).join(after.select("id", *spot), on="id")
    assert both.height == before.height
    assert both.filter(pl.col("lat") != pl.col("lat_right")).height == 0
