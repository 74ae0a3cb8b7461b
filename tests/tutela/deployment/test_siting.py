"""Best places for k units: the solver against every possible answer, and wishes that fight."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from tutela.deployment.siting import (
    Question,
    Site,
    Team,
    Wish,
    best_in_worst,
    best_sites,
    fight_said,
)

AREAS = ("North", "South")


def a_country(seed: int) -> Question:
    """Seven sites, two sorts of unit, thirty communities in two areas; some limits at random."""
    rng = np.random.default_rng(seed)
    far = rng.random((2, 7, 30)) < rng.uniform(0.1, 0.4)
    sites = [
        Site(f"s{n}", f"Site {n}", int(rng.integers(1, 4)), float(rng.uniform(5, 90)))
        for n in range(7)
    ]
    teams = [Team("patrol", 2, far[0]), Team("police", 1, far[1])]
    area = [AREAS[n % 2] for n in range(30)]
    return Question(
        sites,
        teams,
        rng.gamma(0.5, 1.0, 30),
        area,
        staying=rng.random(30) < 0.1,
        floors={"North": float(rng.uniform(0.1, 0.5))} if seed % 2 else {},
        keep=["s1"] if seed % 3 == 0 else [],
        care_km=60.0 if seed % 4 == 0 else None,
    )


def every_answer(asked: Question) -> list[tuple[frozenset[str], np.ndarray]]:
    """Each way to place all units that keeps the wishes: the sites used, and what is in reach."""
    ways = [
        list(combinations_with_replacement(range(len(asked.sites)), team.count))
        for team in asked.teams
    ]
    told = []
    for chosen in product(*ways):
        flat = [site for sites in chosen for site in sites]
        reached = asked.staying_reach.copy()
        for team, sites in zip(asked.teams, chosen, strict=True):
            for site in sites:
                reached |= team.covers[site]
        names = {asked.sites[site].code for site in flat}
        full = all(flat.count(at) <= one.most_units for at, one in enumerate(asked.sites))
        near = asked.care_km is None or all(
            (asked.sites[at].km_care or 0) <= asked.care_km for at in flat
        )
        fair = all(
            asked.demand[reached & (np.array(asked.area) == area)].sum()
            >= share * asked.demand[np.array(asked.area) == area].sum() - 1e-7
            for area, share in asked.floors.items()
        )
        if full and near and fair and set(asked.keep) <= names:
            told.append((frozenset(names), reached))
    return told


@pytest.mark.parametrize("seed", range(24))
def test_the_solver_finds_what_trying_every_answer_finds(seed: int) -> None:
    asked = a_country(seed)
    found = best_sites(asked)
    ways = every_answer(asked)
    if not ways:
        assert found.first is None and found.fight
        return
    total = asked.demand.sum()
    best = max(asked.demand[reached].sum() for _sites, reached in ways) / total
    assert found.first is not None and found.first.best
    assert found.first.covered == pytest.approx(best, abs=1e-6)
    if found.second is not None:
        assert found.first.codes - found.second.codes
        assert 0.9 * best - 1e-6 <= found.second.covered <= best + 1e-6


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_worst_tenth_of_draws_is_weighed_to_one_percent(seed: int) -> None:
    asked = a_country(seed)
    draws = np.random.default_rng(seed + 99).gamma(0.3, 1.0, (20, 30))
    found = best_in_worst(asked, draws)
    if found.first is None:
        assert not every_answer(asked.__class__(**{**_parts(asked), "demand": draws.mean(axis=0)}))
        return
    mean = draws.sum() / 20

    def worst(reached: np.ndarray) -> float:
        return float(np.sort(draws[:, ~reached].sum(axis=1))[-2:].mean() / mean)

    weighed = Question(**{**_parts(asked), "demand": draws.mean(axis=0)})
    least = min(worst(reached) for _sites, reached in every_answer(weighed))
    assert 1 - found.first.covered == pytest.approx(worst(found.first.reached))
    assert 1 - found.first.covered <= 1.01 * least + 1e-6


def _parts(asked: Question) -> dict[str, object]:
    return {name: getattr(asked, name) for name in Question.__dataclass_fields__}


def villages(**wishes: object) -> Question:
    """Two bases that stand and one hill; four villages, most harm feared at the first two."""
    reach = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], bool)
    sites = [
        Site("luma", "Luma", 1, 10.0, stands=True),
        Site("kit", "Kit", 1, 200.0),
        Site("h", "Hill"),
    ]
    parts: dict[str, object] = {
        "sites": sites,
        "teams": [Team("company", 1, reach)],
        "demand": np.array([5.0, 3.0, 7.5, 1.0]),
        "area": ["North", "North", "South", "East"],
    }
    return Question(**{**parts, **wishes})  # type: ignore[arg-type]


def test_two_answers_near_each_other_differ_and_say_why() -> None:
    found = best_sites(villages(), near=0.2)
    assert found.first is not None and found.second is not None
    assert found.first.codes == {"luma"} and found.second.codes == {"kit"}
    here, there = found.first.chosen[0], found.second.chosen[0]
    assert str(here.reasons()[0]) == ("48 percent of expected harm is reached from here")
    assert "no base stands here: one is to be opened" in there.costs()
    assert best_sites(villages(), near=0.01).second is None


def test_what_loses_cover_is_told() -> None:
    found = best_sites(villages(today=np.array([False, False, True, False])))
    assert found.first is not None
    assert found.first.lost.tolist() == [2] and found.first.chosen[0].new == found.first.covered


def test_two_wishes_that_fight_say_so_and_the_others_are_not_blamed() -> None:
    asked = villages(keep=["luma"], floors={"South": 0.5}, care_km=300.0, leave=["h"])
    found = best_sites(asked)
    assert found.first is None
    assert set(found.fight) == {
        Wish("keep", "luma"),
        Wish("floor", "South"),
        Wish("units", "company"),
    }
    assert fight_said(asked, found.fight) == (
        "these cannot be met together: at least 50 percent in reach in South; "
        "somebody stays at Luma; no more than 1 unit (company)"
    )


def test_a_wish_no_place_can_meet_stands_alone() -> None:
    asked = villages(floors={"East": 1.0}, care_km=300.0)
    found = best_sites(asked)  # how far medical care is from the hill is not known
    assert set(found.fight) == {Wish("floor", "East"), Wish("care")}
    nowhere = villages(floors={"East": 1.0}, demand=np.array([1.0, 1.0, 1.0, 1.0]))
    shut = nowhere.__class__(
        **{**_parts(nowhere), "teams": [Team("company", 1, np.zeros((3, 4), bool))]}
    )
    assert best_sites(shut).fight == [Wish("floor", "East")]
    assert fight_said(shut, best_sites(shut).fight) == (
        "this alone cannot be met: at least 100 percent in reach in East"
    )


def test_points_alike_are_merged_and_sites_others_replace_are_dropped() -> None:
    rng = np.random.default_rng(3)
    wide = rng.random((6, 8)) < 0.4
    wide[5] = wide[4] & (np.arange(8) < 4)
    reach = np.repeat(wide, 50, axis=1)
    sites = [Site(str(n), f"Site {n}", 2) for n in range(6)]
    found = best_sites(Question(sites, [Team("company", 2, reach)], rng.random(400)))
    assert found.merged <= 8 < found.points and found.sites <= 5
