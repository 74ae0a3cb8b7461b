"""A hotspot keeps its id while half of it stays; what splits and what merges is told."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.distances import chord_to_km, unit_vectors
from tutela.risk.record.hotspots import HOURS_ACROSS, KM_AN_HOUR, carry_over, group_places
from tutela.risk.record.nearby import Pairs


def test_a_chain_of_villages_is_cut_where_it_is_too_long() -> None:
    lat, lon = np.full(9, 6.0), 30 + np.arange(9) * 0.1  # eleven km from one to the next
    vectors = unit_vectors(lat, lon)
    one_event = Pairs(np.arange(9), np.zeros(9, np.int64), np.zeros(9))
    group = group_places(vectors, np.zeros(9, np.int64), one_event, np.ones(9))
    assert len(set(group.tolist())) > 1
    for number in set(group.tolist()):
        members = vectors[group == number]
        apart = np.linalg.norm(members[:, None] - members[None], axis=2)
        assert chord_to_km(apart.max()) <= HOURS_ACROSS * KM_AN_HOUR


def test_neighbours_who_share_no_evidence_stay_apart() -> None:
    vectors = unit_vectors(np.array([6.0, 6.05]), np.array([30.0, 30.0]))
    own = Pairs(np.array([0, 1]), np.array([0, 1]), np.zeros(2))
    assert group_places(vectors, np.zeros(2, np.int64), own, np.ones(2)).tolist() == [0, 1]


def test_a_place_of_no_known_actor_is_one_of_its_own() -> None:
    vectors = unit_vectors(np.array([6.0, 6.01]), np.array([30.0, 30.0]))
    both = Pairs(np.array([0, 1]), np.array([0, 0]), np.zeros(2))
    assert group_places(vectors, np.array([-1, -1]), both, np.ones(2)).tolist() == [0, 1]


def test_a_hotspot_that_loses_a_village_keeps_its_id() -> None:
    told = carry_over({"H1": {"akola": 5.0, "bemo": 2.0}}, [{"akola": 4.0}, {"bemo": 3.0}])
    assert told.ids == ("H1", None)
    assert told.split == {"H1": (0, 1)}


def test_a_hotspot_that_falls_in_three_ends() -> None:
    told = carry_over({"H1": {"a": 1.0, "b": 1.0, "c": 1.0}}, [{"a": 1.0}, {"b": 1.0}, {"c": 1.0}])
    assert told.ids == (None, None, None)
    assert told.ended == ("H1",)


def test_two_that_grow_together_keep_the_heavier_id() -> None:
    told = carry_over({"H1": {"a": 1.0}, "H2": {"b": 3.0}}, [{"a": 1.0, "b": 1.0}])
    assert told.ids == ("H2",)
    assert told.merged == {0: ("H2", "H1")}
    assert told.ended == ("H1",)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 9), min_size=1),
    st.lists(st.sampled_from("wxyz"), min_size=8, max_size=8),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_no_id_is_given_twice_and_none_is_lost(
    weights: dict[str, float], was: list[str], is_in: list[int]
) -> None:
    before: dict[str, dict[str, float]] = {}
    now: dict[int, dict[str, float]] = {}
    for place, name, row in zip("abcdefgh", was, is_in, strict=True):
        if place in weights:
            before.setdefault(name, {})[place] = weights[place]
            now.setdefault(row, {})[place] = weights[place]
    told = carry_over(before, list(now.values()))
    kept = [name for name in told.ids if name]
    assert len(kept) == len(set(kept))
    assert set(kept) | set(told.ended) == set(before)
