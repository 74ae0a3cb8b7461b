"""No list of places hides an attack: what events name is put beside it, or a place is made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tutela.risk.on_record import AKOLA, CHIRR, TODAY, event, on_record, towns
from tutela.cli.inputs import read_communities
from tutela.forecast.likelihood import is_attack, well_placed
from tutela.incidents.read import read_events
from tutela.places.gazetteer import Places, nearest
from tutela.places.types import Place
from tutela.risk.assess import assess
from tutela.risk.record.on_list import NAMED, NEAR, complete

DATA = Path(__file__).parents[3] / "demo" / "data"
ZEMBE = Place("zembe", "Zembe", 9.0, 33.0, iso3="SSD")


def test_a_village_that_only_events_name_is_ranked_beside_the_list() -> None:
    struck = on_record(event(3, ZEMBE), event(200))
    places = complete(towns(AKOLA, CHIRR), struck, on=TODAY)
    assert [(p.name, p.source) for p in places.places()] == [
        ("Akola", ""),
        ("Chirr", ""),
        ("Zembe", NAMED),
    ]
    assert assess(struck, places, on=TODAY).risks()[0].place.name == "Zembe"
    assert "1 place on no list was added, as events name it" in places.notes


def test_a_listed_town_under_another_name_or_a_little_off_is_not_doubled() -> None:
    renamed = Place("x", "Akola market", 6.01, 30.0, iso3="SSD")
    by_district = Place("y", "Akola", 6.07, 30.0, iso3="SSD")
    struck = on_record(event(3, renamed), event(5, by_district))
    assert len(complete(towns(AKOLA), struck, on=TODAY)) == 1


def test_an_attack_near_no_place_makes_one_that_says_where() -> None:
    bush = event(3) | {"place": None, "latitude": 6.6, "longitude": 30.0, "place_precision": 3}
    again = bush | {"latitude": 6.61}
    places = complete(towns(AKOLA), on_record(bush, again), on=TODAY)
    (made,) = (p for p in places.places() if p.source == NEAR)
    assert made.name == "near Akola, 67 km N"
    assert "1 place was made for attacks near no place" in places.notes


def test_what_is_not_known_yet_makes_no_place() -> None:
    later = on_record(event(-3, ZEMBE))
    assert len(complete(towns(AKOLA), later, on=TODAY)) == 1


def test_later_events_change_no_id() -> None:
    bush = event(30) | {"place": None, "latitude": 6.6, "longitude": 30.0}
    early = complete(towns(AKOLA), on_record(bush, event(20, ZEMBE)), on=TODAY)
    other = bush | {"latitude": 8.5, "date_end": TODAY}
    later = complete(towns(AKOLA), on_record(bush, event(20, ZEMBE), other), on=TODAY)
    assert early.frame["id"].to_list() == later.frame["id"].to_list()[: len(early)]


@pytest.mark.parametrize("country", ["SSD", "CAF"])
@pytest.mark.parametrize("listed", [True, False])
def test_every_attack_on_file_weighs_somewhere_or_is_counted_with_its_dead(
    country: str, listed: bool
) -> None:
    """The law: near a place, or left out in a note that tells how many and how many died."""
    on = date(2018, 12, 31)
    events = read_events([DATA / f"ged_{country}_to2018.csv.gz"]).events
    own = read_communities(DATA / "osm_places_ssd_2014_ODbL.geojson") if listed else Places.of(())
    places = complete(own, events, on=on)
    found = assess(events, places, on=on)
    attacks = events.frame.filter(is_attack())
    placed = attacks.filter(well_placed())
    at = nearest(
        placed["latitude"].to_numpy(), placed["longitude"].to_numpy(), places, within_km=10
    )
    assert (at[0] >= 0).all(), "each attack is within 10 km of a place"
    told = [note for note in found.record.notes if note.startswith("left out of scores")]
    dead = sum(int(note.split(" with ")[1].split()[0]) for note in told if " with " in note)
    weighs = events.frame.filter(well_placed())["civilian_deaths"].sum()
    assert weighs + dead == events.frame["civilian_deaths"].sum()
