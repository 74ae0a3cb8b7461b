"""What people set against the hotspots of the method, and their names, holds on other evidence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela.risk.on_record import AKOLA, CHIRR, TODAY, event, on_record, towns
from tutela.places.types import Place
from tutela.risk.assess import Assessed, assess
from tutela.risk.record.corrected import Correction, correct_groups, falling_keys
from tutela.risk.record.hotspots import HotspotBefore
from tutela.risk.suggest import FoundOut

KILEN = Place("kilen", "Kilen", 6.03, 30.03, iso3="SSD")
NAMES = ["a", "b", "c", "d", "e"]


def hotspots(found: Assessed) -> list[list[str]]:
    """The places of each hotspot, by name, the highest first."""
    named = [place.name for place in found.places.places()]
    return [
        sorted(named[place] for place in np.flatnonzero(found.order.hotspot == row))
        for row in range(len(found.order.hotspots))
    ]


def leads(found: Assessed) -> list[str]:
    return [risk.place.name for risk in found.risks() if risk.leads]


def test_a_place_taken_out_stays_out_when_more_is_on_record() -> None:
    out = Correction("out", ("kilen",), ("akola", "kilen"))
    here = towns(AKOLA, KILEN, CHIRR)
    once = [event(3), event(9, KILEN)]
    assert hotspots(assess(on_record(*once), here, on=TODAY)) == [["Akola", "Kilen"]]
    later = on_record(*once, event(1, KILEN), event(2))
    found = assess(later, here, on=TODAY, corrections=[out])
    assert sorted(hotspots(found)) == [["Akola"], ["Kilen"]]


def test_a_place_far_away_put_in_by_people_belongs_to_it() -> None:
    put = Correction("in", ("chirr",), ("akola",))
    found = assess(
        on_record(event(3), event(4, CHIRR, by="Group Heron")),
        towns(AKOLA, CHIRR),
        on=TODAY,
        corrections=[put],
    )
    assert hotspots(found) == [["Akola", "Chirr"]]


def test_a_hotspot_keeps_its_name_while_it_keeps_its_id() -> None:
    here = towns(AKOLA, KILEN)
    worse = on_record(event(30), event(2, KILEN, killed=20), event(1, KILEN, killed=9))
    assert leads(assess(worse, here, on=TODAY)) == ["Kilen"]
    before = {"H1": HotspotBefore({"akola": 1.0, "kilen": 0.5}, "akola")}
    found = assess(worse, here, on=TODAY, before=before)
    assert found.order.carried.ids == ("H1",)
    assert leads(found) == ["Akola"]


def test_it_is_named_anew_once_its_place_is_of_another() -> None:
    out = Correction("out", ("akola",), ("akola", "kilen"))
    before = {"H1": HotspotBefore({"akola": 1.0, "kilen": 5.0}, "akola")}
    events = on_record(event(3), event(2, KILEN))
    found = assess(events, towns(AKOLA, KILEN), on=TODAY, before=before, corrections=[out])
    assert set(leads(found)) == {"Akola", "Kilen"}
    row = found.order.carried.ids.index("H1")
    assert hotspots(found)[row] == ["Kilen"]


def test_what_a_patrol_found_out_moves_the_order_and_says_so() -> None:
    events = on_record(event(3), event(3, CHIRR, by="Group Heron"))
    here = towns(AKOLA, CHIRR)
    before, _ = assess(events, here, on=TODAY).order.hotspots.value
    answer = FoundOut("chirr", "people unable to flee", 5.0, TODAY)
    found = assess(events, here, on=TODAY, found_out=[answer])
    assert leads(found)[0] == "Chirr" and found.order.hotspots.value[0] > before
    said = {one.factor: one for one in found.risks()[0].evidence}["people unable to flee"]
    assert said.value == 5 and said.why == "found out by the mission on 1 June 2030"


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 99, allow_nan=False)), max_size=9))
def test_an_agreed_order_only_falls(agreed: list[tuple[int, float]]) -> None:
    keys = falling_keys(agreed)
    assert all(upper >= lower for upper, lower in pairwise(keys))
    assert all(key <= own for key, own in zip(keys, agreed, strict=True))


places_said = st.lists(st.sampled_from([*NAMES, "gone"]), max_size=4).map(tuple)


@given(
    st.lists(st.integers(-1, 3), min_size=5, max_size=5),
    st.lists(
        st.builds(Correction, st.sampled_from(["in", "out", "join"]), places_said, places_said),
        max_size=5,
    ),
)
def test_corrections_lose_no_place_and_raise_none(
    group: list[int], corrections: list[Correction]
) -> None:
    corrected = correct_groups(np.array(group), NAMES, corrections)
    assert ((corrected >= 0) == (np.array(group) >= 0)).all()
