"""One town's calls stand as one row; three villages in a chain never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.distances import KM_A_DEGREE, distance_km
from tutela.base.errors import BadParameter
from tutela.warning.floods import Call, group_calls
from tutela.warning.parameters import FLOOD_HOURS, FLOOD_KM, shipped_parameters, with_values

NIGHT = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
KM, HOURS = (shipped_parameters()[name].value for name in (FLOOD_KM, FLOOD_HOURS))
SIX = 6 / KM_A_DEGREE


def told(ident: str, minute: float = 0, **fields: object) -> Call:
    return Call(ident, NIGHT + timedelta(minutes=minute), **fields)  # type: ignore[arg-type]


def rows(*calls: Call, km: float = KM, hours: float = HOURS) -> list[tuple[str, ...]]:
    return group_calls(calls, km=km, hours=hours)


def test_twelve_calls_of_one_town_are_one_row_however_they_came() -> None:
    said = ["attack going on", "", "mass flight", "arson", "they are inside, help", "killing"]
    calls = [
        told(f"{n:02}", 4 * n, site="obo", latitude=5.4, longitude=26.5, act=said[n % 6])
        for n in range(10)
    ]
    calls.append(told("10", 41, latitude=5.41, longitude=26.5))
    calls.append(told("11", 43, site="obo", latitude=5.4, longitude=26.5))
    assert rows(*calls) == [tuple(f"{n:02}" for n in range(12))]


def test_another_site_another_act_another_heading_another_night_stand_apart() -> None:
    church = told("church", site="church", latitude=5.4, longitude=26.5, act="attack going on")
    others = [
        told("mosque", 5, site="mosque", latitude=5.401, longitude=26.5, act="attack going on"),
        told("checkpoint", 5, site="church", act="checkpoint"),
        told("next day", 60 * 20, site="church", act="attack going on"),
        told("far", 5, latitude=5.5, longitude=26.5, act="attack going on"),
        told("nowhere", 5, act="attack going on"),
    ]
    for other in others:
        assert rows(church, other) == [], other.id
    west, east = told("w", site="church", heading="west"), told("e", site="church", heading="E")
    assert rows(west, east) == []
    assert rows(west, told("o", site="church", heading="vers l ouest")) == [("o", "w")]


def test_what_a_desk_writes_is_compared_by_what_it_tells_of() -> None:
    shots = told("1", site="obo", act="shots at the church")
    assert rows(shots, told("2", site="obo", act="houses are burning")) == [("1", "2")]
    assert rows(shots, told("2", site="obo", act="a roadblock on the road")) == []
    assert rows(shots, told("2", site="obo", act="something is wrong")) == [("1", "2")]


@given(st.floats(0, 359), st.permutations(range(3)), st.integers(0, 40), st.booleans())
def test_three_sites_six_kilometres_apart_in_a_chain_never_group(
    turned: float, order: list[int], minutes: int, named: bool
) -> None:
    north = SIX * (1 if turned < 180 else -1)
    chain = [
        told(str(n), n * minutes, latitude=4.8 + n * north, longitude=31.6, site=f"s{n}" * named)
        for n in range(3)
    ]
    assert rows(*(chain[n] for n in order)) == []
    for km in (6.5, 9.0, 11.9):  # whatever a mission states: never the three of them
        groups = rows(*(chain[n] for n in order), km=km)
        assert all(len(one) < 3 for one in groups) and not (named and groups)


CALLS = st.lists(
    st.builds(
        lambda minute, site, lat, act, heading: told(
            "", minute, site=site, latitude=lat, longitude=31.6, act=act, heading=heading
        ),
        st.integers(0, 900),
        st.sampled_from(["", "", "a", "b"]),
        st.sampled_from([4.8, 4.81, 4.83, 4.86, 4.9, 5.4]),
        st.sampled_from(["", "attack going on", "checkpoint", "armed movement", "words"]),
        st.sampled_from(["", "", "north", "west"]),
    ),
    max_size=12,
).map(lambda made: [Call(str(n), *_rest(one)) for n, one in enumerate(made)])


def _rest(one: Call) -> tuple[object, ...]:
    return (one.at, one.site, one.latitude, one.longitude, one.act, one.heading)


@given(CALLS, st.randoms(use_true_random=False))
def test_the_order_of_calls_changes_no_row(calls: list[Call], chance: object) -> None:
    before = rows(*calls)
    chance.shuffle(calls)  # type: ignore[attr-defined]
    assert rows(*calls) == before


@given(CALLS)
def test_any_two_of_a_row_lie_within_what_is_stated_and_contradict_in_nothing(
    calls: list[Call],
) -> None:
    known = {one.id: one for one in calls}
    groups = rows(*calls)
    ids = [one for group in groups for one in group]
    assert len(ids) == len(set(ids)), "each stands once"
    for group in groups:
        for one, other in combinations((known[pk] for pk in group), 2):
            assert abs((one.at - other.at).total_seconds()) <= HOURS * 3600
            assert not (one.site and other.site) or one.site == other.site
            assert {one.act, other.act} != {"attack going on", "checkpoint"}
            assert {one.heading, other.heading} != {"north", "west"}
            if not (one.site and one.site == other.site):
                far = distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
                assert far <= KM


def test_a_mission_states_its_own_distance_within_bounds() -> None:
    near = [told("1", latitude=4.8, longitude=31.6), told("2", latitude=4.82, longitude=31.6)]
    assert rows(*near) and not rows(*near, km=with_values({FLOOD_KM: 1.5})[FLOOD_KM])
    for wrong in ({FLOOD_KM: 400.0}, {FLOOD_HOURS: 0.0}, {"flood": 3.0}):
        with pytest.raises(BadParameter):
            with_values(wrong)
