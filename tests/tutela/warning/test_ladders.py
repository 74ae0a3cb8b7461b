"""Whom a clock that ran out tells, when posts stand empty."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.ladders import LADDERS, told_at

POSTS = sorted({post for posts in LADDERS.values() for post in posts})
ALL = {post: [post] for post in POSTS}


def test_the_rungs_of_all_ladders_are_told_together() -> None:
    assert told_at(1, ALL).everybody == [
        "unit_commander",
        "police_unit_commander",
        "head_of_field_office",
    ]
    assert told_at(3, ALL).everybody == ["force_commander", "police_commander", "head_of_mission"]
    assert told_at(3, ALL).gaps == ()


def test_an_empty_post_is_passed_over_and_shown() -> None:
    told = told_at(1, ALL | {"unit_commander": [], "sector_operations": []})
    assert told.people["military"] == ["force_commander"]
    assert told.gaps == (("military", "unit_commander"), ("military", "sector_operations"))


def test_where_the_top_is_empty_the_highest_filled_below_is_told() -> None:
    told = told_at(3, ALL | {"head_of_mission": []})
    assert told.people["civilian"] == ["chief_of_staff"]
    assert ("civilian", "head_of_mission") in told.gaps


@given(st.integers(1, 3), st.sets(st.sampled_from(POSTS), min_size=1))
def test_a_step_never_tells_nobody_while_a_post_is_filled(rung: int, filled: set[str]) -> None:
    told = told_at(rung, {post: [post] for post in filled})
    for ladder, posts in LADDERS.items():
        assert bool(told.people[ladder]) == bool(filled & set(posts))
    assert told.everybody
