"""What if: the rules of the house are kept, a price is what is gained, unknown stays unknown."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tutela.base.distances import distance_km
from tutela.base.errors import BadParameter
from tutela.capacity.able import Caveat, Journey, State, judge
from tutela.deployment.covering import in_reach
from tutela.deployment.whatif import (
    Count,
    HostForce,
    Lever,
    Moment,
    Mover,
    Setting,
    World,
    count_places,
    difference,
    prices,
    reach_places,
    stages,
)

DAY = date(2030, 6, 1)
NOON = Moment("dry", False, 120)
MIDNIGHT = Moment("dry", True, 120)


def world_of(
    minutes: list[list[float]],
    units: list[Mover],
    *,
    people: list[float] | None = None,
    unlisted: frozenset[str] = frozenset(),
    cut: list[list[float]] | None = None,
) -> World:
    way = np.array(minutes, dtype=float)
    number = way.shape[1]
    closed = way if cut is None else np.array(cut, dtype=float)
    return World(
        DAY,
        tuple("ABCD"[: len(minutes)]),
        np.nan_to_num(way, nan=10.0) / 2,
        lambda season, cuts: closed if cuts else way,
        np.array(people or [100.0] * number, dtype=float),
        np.arange(number) == 0,
        tuple(units),
        unlisted,
        area=tuple(["north"] * number),
    )


def able(**known: object) -> State:
    return State(**{"able": True, "night": True, **known})  # type: ignore[arg-type]


def test_a_base_that_closes_loses_its_villages_and_a_unit_that_moves_takes_them_along() -> None:
    world = world_of([[60, 300], [300, 60]], [Mover("u", "A", able()), Mover("v", "B", able())])
    today = reach_places(world, Setting(), NOON)
    assert today.sure.tolist() == [True, True]
    closed = reach_places(world, Setting(closed=frozenset("A")), NOON)
    told = difference(world, today, closed)
    assert told.lost == (0,) and told.loss == Count(1, 100, 0, 1) and not told.gained
    moved = reach_places(world, Setting(moved={"v": "A"}, closed=frozenset("B")), NOON)
    assert moved.sure.tolist() == [True, False]


def test_by_night_only_who_moves_by_night_counts_and_at_half_the_speed() -> None:
    units = [Mover("u", "A", able(night=False)), Mover("v", "B", able())]
    world = world_of([[60, 30], [90, 50]], units)
    assert reach_places(world, Setting(), NOON).sure.tolist() == [True, True]
    assert reach_places(world, Setting(), MIDNIGHT).sure.tolist() == [False, True]
    still = replace(world, night=0.0)
    assert reach_places(still, Setting(), MIDNIGHT).sure.tolist() == [False, False]


def test_what_is_not_known_stays_not_known() -> None:
    world = world_of(
        [[np.nan, 60, 300, 60]], [Mover("u", "A", able())], people=[1, 2, 3, float("nan")]
    )
    found = reach_places(world, Setting(), NOON)
    assert found.sure.tolist() == [False, True, False, True]
    assert found.perhaps.tolist() == [True, False, False, False]
    assert count_places(world, found.sure) == Count(2, 2, 1, 0)
    unsaid = world_of([[60]], [Mover("u", "A", able(able=None))])
    assert reach_places(unsaid, Setting(), NOON).perhaps.tolist() == [True]
    busy = world_of([[60]], [Mover("u", "A", able(), wait=None)])
    assert reach_places(busy, Setting(), NOON).perhaps.tolist() == [True]
    assert reach_places(busy, Setting(freed=frozenset("u")), NOON).sure.tolist() == [True]
    silent = world_of([[60, 300]], [], unlisted=frozenset("A"))
    assert reach_places(silent, Setting(), NOON).perhaps.tolist() == [True, False]


def test_prices_are_told_alone_and_together_and_say_where_they_overlap() -> None:
    night = ("n", Caveat("declared", no_night=True))
    short = ("s", Caveat("declared", most_km=20))
    units = [Mover("u", "A", able(), (night,)), Mover("v", "B", able(), (night, short))]
    units[1] = replace(units[1], caveats=(("m", night[1]), short))
    world = world_of([[50, 300, 50], [50, 50, 300]], units, people=[4000, 300, 1000])
    levers = [Lever("caveat", pk) for pk in ("n", "m", "s")]
    told = prices(world, Setting(), levers, MIDNIGHT)
    alone = {one.lever.id: one.gain.people for one in told.each}
    assert alone == {"n": 5000, "m": 0, "s": 0}  # v needs both of its caveats to go
    assert told.together.people == 5300
    assert str(told.overlap) == ("each alone gains less: all 3 lifted gain 5,300 people, not 5,000")
    both = prices(world, Setting(dropped=frozenset("s")), levers[:2], MIDNIGHT)
    assert [one.gain.people for one in both.each] == [5000, 4300]
    assert str(both.overlap) == "they overlap: all 2 lifted gain 5,300 people, not 9,300"


def test_a_road_that_opens_again_has_its_price() -> None:
    world = world_of([[60, 60]], [Mover("u", "A", able())], cut=[[60, float("inf")]])
    cut = Setting(cuts=frozenset({"ford"}))
    assert reach_places(world, cut, NOON).sure.tolist() == [True, False]
    (price,) = prices(world, cut, [Lever("road", "ford")], NOON).each
    assert price.gain == Count(1, 100, 0, 0)


def test_by_air_only_where_it_is_assured_and_never_by_night() -> None:
    flies = Mover("u", "A", able(), air=True)
    world = world_of([[300.0]], [flies])  # 150 km: 50 minutes by air
    assert not reach_places(world, Setting(), NOON).sure[0]
    assured = Setting(assured=frozenset({"north"}))
    assert reach_places(world, assured, NOON).sure[0]
    assert not reach_places(world, Setting(assured=frozenset({"south"})), NOON).sure[0]
    assert not reach_places(world, assured, MIDNIGHT).sure[0]
    barred = replace(flies, caveats=(("c", Caveat("declared", most_km=100)),))
    assert not reach_places(replace(world, units=(barred,)), assured, NOON).sure[0]


def test_a_host_force_counts_only_where_its_due_diligence_is_cleared() -> None:
    world = world_of([[60.0]], [])
    force = HostForce("Brigade of Luma", "A", cleared=False)
    with pytest.raises(BadParameter, match="due diligence is not cleared"):
        reach_places(world, Setting(host=(force,)), NOON)
    assert reach_places(world, Setting(host=(replace(force, cleared=True),)), NOON).sure[0]


def test_a_drawdown_is_told_stage_by_stage() -> None:
    units = [Mover("u", "A", able()), Mover("v", "B", able())]
    world = world_of([[60, 300, 60], [300, 60, 60]], units)
    first, second = stages(
        world, [Setting(closed=frozenset("A")), Setting(closed=frozenset("AB"))], NOON
    )
    assert first.lost == (0,) and second.lost == (1, 2)


def random_world(seed: int, *, bases: int, places: int, units: int) -> World:
    draw = np.random.default_rng(seed)
    lat, lon = draw.uniform(4, 6, places), draw.uniform(30, 32, places)
    base_lat, base_lon = draw.uniform(4, 6, bases), draw.uniform(30, 32, bases)
    km = distance_km(base_lat[:, None], base_lon[:, None], lat[None], lon[None])
    minutes = km / 30 * 60
    minutes[draw.random(minutes.shape) < 0.05] = np.nan
    some = [True, False, None]

    def caveat(pk: str) -> tuple[str, Caveat]:
        return pk, Caveat(
            str(draw.choice(["declared", "lifted"])),
            no_night=bool(draw.random() < 0.3),
            most_km=float(draw.uniform(10, 150)) if draw.random() < 0.5 else None,
            asks=bool(draw.random() < 0.1),
        )

    return World(
        DAY,
        tuple(f"b{n}" for n in range(bases)),
        km,
        lambda season, cuts: minutes,
        draw.integers(0, 5000, places).astype(float),
        draw.random(places) < 0.1,
        tuple(
            Mover(
                f"u{n}",
                f"b{draw.integers(bases)}",
                State(
                    some[draw.choice(3, p=[0.8, 0.1, 0.1])],
                    vehicles=int(draw.integers(0, 4)),
                    night=some[draw.integers(3)],
                    reach_km=float(draw.uniform(50, 200)) if draw.random() < 0.5 else None,
                ),
                (caveat(f"c{n}"), caveat(f"d{n}")),
            )
            for n in range(units)
        ),
        night=0.5,
        area=("",) * places,
    )


@pytest.mark.parametrize("moment", [NOON, MIDNIGHT])
def test_every_place_is_judged_as_the_house_judges_one_journey(moment: Moment) -> None:
    world = random_world(7, bases=6, places=60, units=12)
    found = reach_places(world, Setting(), moment)
    minutes = world.ways("dry", frozenset()) * (2 if moment.dark else 1)
    for place in range(60):
        sure = perhaps = False
        for unit in world.units:
            row = world.row(str(unit.site))
            way, km = minutes[row, place], world.km[row, place]
            state = replace(unit.state, caveats=[caveat for _pk, caveat in unit.caveats])
            known = None if np.isnan(way) else float(way)
            verdict = judge(state, Journey(DAY, float(km), known, moment.dark)).able
            near = known is not None and known <= moment.within
            sure |= verdict is True and near
            perhaps |= verdict is not False and (near or known is None)
        assert (found.sure[place], found.perhaps[place]) == (sure, perhaps and not sure)


def test_two_thousand_places_and_sixty_bases_answer_in_about_a_second() -> None:
    world = random_world(3, bases=60, places=2000, units=120)
    levers = [Lever("caveat", f"{c}{n}") for n in range(120) for c in "cd"]
    began = time.perf_counter()
    told = prices(world, Setting(), levers, MIDNIGHT)
    assert time.perf_counter() - began < 1.5
    alone = reach_places(world, Setting(dropped=frozenset({told.each[0].lever.id})), MIDNIGHT)
    gained = alone.sure & ~reach_places(world, Setting(), MIDNIGHT).sure
    assert told.each[0].gain == count_places(world, gained)


def test_leaving_at_noon_a_far_place_is_reached_by_night_and_by_who_drives_by_night() -> None:
    """Eight hours by day are six of light and two in the dark: what siting counts so, too."""
    for night, told in ((True, 1), (False, 0)):
        unit = Mover("company", "A", able(night=night))
        world = world_of([[420.0]], [unit])
        reached = reach_places(world, Setting(), replace(NOON, within=480.0))
        assert reached.sure.sum() == told and not reached.perhaps.any()
        minutes = world.ways("dry", frozenset())
        sited = in_reach(
            unit.state, world.km, minutes, on=DAY, dark=False, within=480.0, night=world.night
        )
        assert sited.sum() == told


def test_what_a_caveat_costs_of_which_nobody_said_what_it_bars_is_not_known() -> None:
    vague, short = Caveat("declared"), Caveat("declared", most_km=20)
    units = [
        Mover("police", "A", able(), caveats=(("v", vague),)),
        Mover("company", "A", able(), caveats=(("s", short),)),
    ]
    priced = prices(
        world_of([[100.0]], units), Setting(), [Lever("caveat", "v"), Lever("caveat", "s")], NOON
    )
    assert [(price.lever.id, price.known) for price in priced.each] == [("s", True), ("v", False)]
    assert (priced.unpriced, priced.together.people, priced.added) == (1, 100, 100)
    assert priced.overlap is None, "of one price there is nothing to add up"


def test_who_failed_night_driving_reaches_nobody_by_night() -> None:
    failed = able(lacks={"lacks_night_driving": frozenset({"night_patrol"})})
    world = world_of([[30.0]], [Mover("company", "A", failed)])
    assert reach_places(world, Setting(), NOON).sure.sum() == 1
    by_night = reach_places(world, Setting(), MIDNIGHT)
    assert not by_night.sure.any() and not by_night.perhaps.any()
