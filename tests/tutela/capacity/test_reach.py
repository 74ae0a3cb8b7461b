"""Laws of travel time: what is slower never takes less, and a road never makes slower."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.capacity.able import REASONS, Caveat, Journey, State, judge
from tutela.capacity.gap import gap_of
from tutela.capacity.reach import NOWHERE, Ground, country_ground, surface, unpack_surface
from tutela.capacity.travel import Pair, elapsed_minutes, from_json, shipped_rules
from tutela.capacity.types import Base

# Dry, flat ground in the west of South Sudan, away from the shipped rivers.
SQUARE = shapely.box(25.0, 9.0, 25.6, 9.6)
POINTS = [(9.1, 25.1), (9.5, 25.5), (9.3, 25.2)]
BASES = [Base(f"b{n}", f"TOB {n}", lat, lon) for n, (lat, lon) in enumerate(POINTS)]
RULES = shipped_rules("SSD")
ROAD = shapely.LineString([(25.05, 9.1), (25.3, 9.12), (25.5, 9.5)])


def minutes(ground: Ground, rules: Any = RULES, season: Any = "dry") -> Any:
    return surface(BASES, ground, rules, season).minutes.astype(int)


def test_open_ground_is_crossed_at_its_speed_and_within_eight_percent_of_straight() -> None:
    found = surface(BASES, Ground(SQUARE), RULES, "dry")
    straight = 62.4  # km between the first two bases
    told = found.minutes_to(*POINTS[1])["b0"]
    assert told is not None and straight * 6 * 0.93 <= told <= straight * 6 * 1.15
    assert "roads not known: times are for open ground" in found.limits_in_words()


speeds = st.floats(1, 60)


@settings(max_examples=15, deadline=None)
@given(speeds, speeds, st.sampled_from(["terrain", "roads"]))
def test_time_never_shrinks_when_a_speed_shrinks(one: float, other: float, which: str) -> None:
    ground = Ground(SQUARE, [(ROAD, "dirt")])
    name = {"terrain": "open ground", "roads": "dirt"}[which]

    def at(kmh: float) -> Any:
        return minutes(
            ground, replace(RULES, **{which: {**getattr(RULES, which), name: Pair(kmh, kmh)}})
        )

    assert (at(min(one, other)) >= at(max(one, other))).all()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(25.02, 25.58), st.floats(9.02, 9.58)), min_size=2, max_size=5),
    st.sampled_from(sorted(RULES.roads)),
    st.sampled_from(["dry", "rains"]),
)
def test_a_road_never_makes_slower(line: Any, kind: str, season: Any) -> None:
    with_road = minutes(Ground(SQUARE, [(shapely.LineString(line), kind)]), season=season)
    assert (with_road <= minutes(Ground(SQUARE), season=season)).all()


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(sorted(RULES.roads)), st.sampled_from(sorted(RULES.terrain)))
def test_no_way_by_a_third_base_is_shorter(road: str, terrain: str) -> None:
    patch = shapely.box(25.2, 9.2, 25.4, 9.4)
    made = surface(BASES, Ground(SQUARE, [(ROAD, road)], [(patch, terrain)]), RULES, "dry")
    cells = [made.cell(base.lat, base.lon) for base in BASES]
    far = made.minutes[:, cells].astype(int)
    assert (np.diag(far) == 0).all() and (far == far.T).all()
    for by in range(len(BASES)):
        assert (far <= far[:, [by]] + far[[by], :]).all()


way = st.floats(0, 3000)


@given(way, st.floats(0, 1), st.booleans(), st.floats(0, 720))
def test_night_is_never_faster_than_day_and_waiting_ends(
    day: float, night: float, dark: bool, change: float
) -> None:
    taken = elapsed_minutes(day, night=night, dark=dark, until_change=change)
    assert day - 1e-6 <= taken <= 2 * day + 1440
    assert elapsed_minutes(day, night=1.0, dark=dark, until_change=change) == pytest.approx(day)
    assert elapsed_minutes(day + 10, night=night, dark=dark, until_change=change) >= taken


def test_a_river_is_a_slow_crossing_until_a_road_crosses_it() -> None:
    # The White Nile at Malakal: the town on the east bank, a post on the west.
    area = shapely.box(31.2, 9.2, 32.0, 9.9)
    town, post = Base("malakal", "Malakal", 9.53, 31.75), Base("post", "Post", 9.60, 31.35)
    dry = surface([town, post], Ground(area), RULES, "dry")
    rains = surface([town, post], Ground(area), RULES, "rains")
    alone = dry.minutes_to(post.lat, post.lon)["malakal"] or 0
    assert alone > 45 / 10 * 60 * 0.9 + 150
    assert (rains.minutes_to(post.lat, post.lon)["malakal"] or 0) > alone
    bridge = shapely.LineString([(31.75, 9.53), (31.35, 9.60)])
    bridged = surface([town, post], Ground(area, [(bridge, "gravel")]), RULES, "dry")
    assert (bridged.minutes_to(post.lat, post.lon)["malakal"] or 0) < alone / 3


def test_off_the_ground_no_way_is_known_and_a_surface_packs() -> None:
    made = surface([*BASES, Base("far", "Far", 0.0, 0.0)], Ground(SQUARE), RULES, "dry")
    assert made.minutes_to(0.0, 0.0) == dict.fromkeys(made.bases)
    assert made.minutes_to(*POINTS[0])["far"] is None
    hours = made.hours(*np.array([POINTS[0], (0.0, 0.0)]).T)
    assert (
        hours[0].tolist() == [0, np.inf]
        and hours[1, 0] == made.minutes[1, made.cell(*POINTS[0])] / 60
    )
    again = unpack_surface(made.pack())
    assert (
        again.minutes == made.minutes
    ).all() and again.limits_in_words() == made.limits_in_words()
    assert again.is_base_moved("b0", 9.2, 25.1) and not again.is_base_moved("b0", *POINTS[0])
    assert (made.minutes[3] == NOWHERE).all()


def test_an_isochrone_holds_the_smaller_one_and_its_base() -> None:
    made = surface(BASES, Ground(SQUARE), RULES, "dry")
    shapes = [made.ground_within(["b0"], hours * 60) for hours in (1, 2, 4)]
    assert shapes[0].contains(shapely.Point(POINTS[0][::-1]))
    for small, large in pairwise(shapes):
        assert small.area < large.area and small.difference(large).area < 1e-6


def test_rules_are_told_and_refused() -> None:
    assert country_ground("SSD").contains(shapely.Point(31.6, 4.85))
    assert shipped_rules("XXX").season(date(2030, 1, 1)) == "rains"  # seasons not known: never fast
    assert from_json({"terrain": {"open ground": [7, 2]}, "rains": [1], "night": 0}).slowest() == 2
    for wrong in (
        {"terrain": {"open ground": [0, 2]}},
        {"night": 2},
        {"crossings": {"river": [-1, 0]}},
    ):
        with pytest.raises(BadParameter):
            from_json(wrong)


@given(
    able=st.none() | st.booleans(),
    night=st.none() | st.booleans(),
    dark=st.booleans(),
    km=st.none() | st.floats(0, 500),
    reach=st.none() | st.floats(0, 500),
    caveat=st.builds(
        Caveat,
        st.sampled_from(["declared", "contested", "lifted"]),
        no_night=st.booleans(),
        most_km=st.none() | st.floats(0, 300),
        asks=st.booleans(),
        no_tasks=st.just(frozenset({"interposition"})),
    ),
    task=st.sampled_from(["", "interposition", "night_patrol"]),
)
def test_a_caveat_never_makes_able_and_not_known_is_never_yes(
    able: Any, night: Any, dark: bool, km: Any, reach: Any, caveat: Caveat, task: str
) -> None:
    journey = Journey(date(2030, 6, 1), km, km, dark, task)
    free = judge(State(able, None, night, reach), journey)
    bound = judge(State(able, None, night, reach, [caveat]), journey)
    order = {False: 0, None: 1, True: 2}
    assert order[bound.able] <= order[free.able]
    if able is None or km is None or (dark and night is None):
        assert bound.able is not True
    assert bool(bound.reasons) == (bound.able is not True)
    assert set(bound.reasons) <= set(REASONS)
    if caveat.status == "lifted":
        assert bound == free


def test_a_caveat_nobody_coded_leaves_it_open_whether_the_unit_is_able() -> None:
    journey = Journey(date(2030, 6, 1), 30, 60, dark=False)
    told = judge(State(True, caveats=[Caveat("undeclared")]), journey)
    assert (told.able, told.reasons) == (None, ("caveat_uncoded",))
    assert judge(State(True, caveats=[Caveat("declared", no_night=True)]), journey).able is True


@given(
    st.lists(st.tuples(st.none() | st.booleans(), st.none() | st.floats(0, 2000)), max_size=4),
    st.floats(1, 48),
)
def test_a_shorter_onset_never_betters_the_gap(units: Any, hours: float) -> None:
    order = {"red": 0, "unknown": 1, "amber": 2, "green": 3}
    long, short = (gap_of(units, timedelta(hours=h)) for h in (hours, hours / 2))
    assert order[short.level] <= order[long.level]
    if not any(able is True for able, _minutes in units):
        assert long.level in ("red", "unknown")
