"""The level of chances: learnt from what came in the country itself."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela.risk.on_record import AKOLA, CHIRR, TODAY, event, on_record, towns
from tutela.places.types import Place
from tutela.risk.assess import Assessed, assess
from tutela.risk.chance.own_past import LEAST_CAME, Level
from tutela.risk.chance.standing import StandingRule, share_out, standing_figures

ABROAD = Place("abroad", "Abroad", 5.0, 21.0, iso3="CAF")


def months_apart(place: Place, *months: int) -> list[dict[str, object]]:
    return [event(30 * month + 5, place, iso3=place.iso3) for month in months]


def level(found: Assessed, country: str = "SSD") -> Level:
    return found.order.levels[country]


def test_where_an_attack_came_every_month_the_level_rises() -> None:
    every = assess(on_record(*months_apart(AKOLA, *range(40))), towns(), on=TODAY)
    assert level(every).factor > 1.2
    assert level(every).came == 24
    assert level(every).stated < 24


def test_where_it_has_gone_quiet_the_level_falls() -> None:
    burnt = [Place(f"b{n}", f"Burnt {n}", 4.0 + n, 30.0, iso3="SSD") for n in range(9)]
    once = [row for place in burnt for row in months_apart(place, 14)]
    found = assess(on_record(*once), towns(*burnt), on=TODAY)
    assert level(found).factor < 0.9


def test_each_country_has_a_level_of_its_own() -> None:
    rows = [*months_apart(AKOLA, *range(40)), *months_apart(ABROAD, *range(12, 40))]
    found = assess(on_record(*rows), towns(AKOLA, ABROAD), on=TODAY)
    alone = assess(on_record(*months_apart(AKOLA, *range(40))), towns(AKOLA), on=TODAY)
    assert level(found).factor == pytest.approx(level(alone).factor)
    assert level(found).factor > level(found, "CAF").factor


def test_what_came_after_the_day_tells_that_day_nothing() -> None:
    on = TODAY - timedelta(days=200)
    rows = months_apart(AKOLA, *range(40))
    known = [row for row in rows if isinstance(row["date_end"], date) and row["date_end"] <= on]
    then, now = (assess(on_record(*some), towns(), on=on) for some in (known, rows))
    assert level(then) == level(now)
    assert then.value.tolist() == now.value.tolist()


def test_where_chances_told_less_than_the_mean_none_is_printed_and_the_order_stands() -> None:
    # Attacks that never come where the last ones were: six towns in turn, each once in half a year.
    turns = [Place(f"t{n}", f"Town {n}", 4.0 + n, 30.0, iso3="SSD") for n in range(6)]
    rows = [row for m in range(48) for row in months_apart(turns[m % 6], m)]
    found = assess(on_record(*rows), towns(*turns), on=TODAY)
    assert level(found).came >= LEAST_CAME
    assert level(found).skill is not None and not level(found).offered
    assert np.isnan(found.likelihood).all(), "no chance is printed"
    assert sorted(set(found.rank.tolist())) == list(range(1, len(found.order.hotspots) + 1))


def test_a_threat_stands_whatever_the_country_taught() -> None:
    quiet = months_apart(AKOLA, *range(9, 40))
    threat = event(2, CHIRR, by="Group Heron", killed=None, harm="threat or ultimatum")
    found = assess(on_record(*quiet, threat), towns(), on=TODAY)
    assert max(r.likelihood for r in found.risks() if r.place == CHIRR) == pytest.approx(0.25)


@given(
    st.lists(
        st.tuples(st.floats(1e-6, 0.9), st.floats(0, 100), st.integers(0, 36), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_how_hotspots_stand_changes_no_sum(hotspots: list[tuple[float, float, int, bool]]) -> None:
    chance, score, months, abroad = (np.array(column) for column in zip(*hotspots, strict=True))
    country = ["CAF" if one else "SSD" for one in abroad]
    rate = -np.log1p(-chance)
    told = standing_figures(chance, score, months)
    shared = share_out(rate, told, country, StandingRule(0.5, 6.0, 0.6))
    assert (shared >= 0).all()
    for name in set(country):
        here = np.array(country) == name
        assert shared[here].sum() == pytest.approx(rate[here].sum())
