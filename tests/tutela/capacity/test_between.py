"""The way between two points by the ways from bases: never said nearer or farther than it is."""

from __future__ import annotations

import numpy as np
import pytest

from tutela.capacity.between import UNKNOWN, Between
from tutela.capacity.reach import NOWHERE, Surface
from tutela.strategy.answering import Position, Purpose, RiskAt, answer_risks

HERE, NEAR, RIVER, LONE = (5.0, 21.0), (5.1, 21.0), (5.0, 21.1), (5.4, 21.0)


def surface(minutes: list[list[int]], *, season="dry", roads=True) -> Surface:
    """Times from bases to four cells."""
    points = np.array([HERE, NEAR, RIVER, LONE])
    return Surface(
        season,
        points[:, 0].astype(np.float32),
        points[:, 1].astype(np.float32),
        0.03,
        0.03,
        tuple(f"b{n}" for n in range(len(minutes))),
        np.full(len(minutes), 5.0),
        np.full(len(minutes), 21.0),
        np.array(minutes, dtype=np.uint16),
        10.0,
        roads,
        True,
    )


def test_a_way_over_a_base_is_a_way_and_two_ways_from_one_base_part_by_their_difference():
    known = Between([surface([[0, 40, 500, NOWHERE]])], [HERE, NEAR, RIVER, LONE], {"b0"})
    assert known.minutes(HERE, NEAR) == (40, 40)
    assert known.minutes(NEAR, RIVER) == (460, 540)
    assert known.minutes(HERE, LONE) == (float("inf"), float("inf"))
    assert known.minutes(HERE, (9.0, 9.0)) == UNKNOWN


def test_the_slower_season_counts_and_a_base_one_may_not_see_tells_nothing():
    both = [surface([[0, 40, 50, 60]]), surface([[0, 90, 50, 60]], season="rains")]
    assert Between(both, [HERE, NEAR], {"b0"}).minutes(HERE, NEAR) == (90, 90)
    assert not Between(both, [HERE, NEAR], set())


def test_without_roads_nothing_is_too_far():
    known = Between([surface([[0, 40, 500, 60]], roads=False)], [HERE, RIVER], {"b0"})
    assert known.minutes(HERE, RIVER) == (0, 500)


@pytest.mark.parametrize(
    ("place", "told"), [(NEAR, "travel"), (RIVER, ""), (LONE, "travel"), ((5.0, 21.15), "near")]
)
def test_a_line_answers_what_is_near_by_the_way_and_by_distance_where_no_way_is_known(place, told):
    """LONE lies 44 km off on a good road, RIVER 11 km off behind a river."""
    known = Between([surface([[0, 40, 500, 60]])], [HERE, NEAR, RIVER, LONE], {"b0"})
    there = RiskAt("r2", "Kestrel", "killing", "east", Position(*place))
    here = RiskAt("r1", "Kestrel", "killing", "east", Position(*HERE))
    line = Purpose("1", risks=("r1",), measure="Night patrols")
    found = answer_risks([line], [here, there], known)
    assert found.risks["1"].get("r2", "") == told and found.by_travel
    without = answer_risks([line], [here, there])
    assert without.risks["1"].get("r2", "") == ("" if place == LONE else "near")
    assert not without.by_travel


def test_no_road_makes_a_far_place_near():
    road = Between([surface([[0, 40, 50, 60]])], [HERE, LONE], {"b0"})
    there = RiskAt("r2", "Kestrel", "killing", "east", Position(5.4, 21.5))
    here = RiskAt("r1", "Kestrel", "killing", "east", Position(*HERE))
    line = Purpose("1", risks=("r1",), measure="Night patrols")
    assert set(answer_risks([line], [here, there], road).risks["1"]) == {"r1"}
