"""The chance of an attack soon, from the record alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from karuna_by_month import AKOLA, BEMO, attack, on_record

from tutela.base.errors import BadParameter
from tutela.forecast.likelihood import column_names, fit_rule, judge, likelihood
from tutela.places.gazetteer import Places
from tutela.places.types import Place

ON = date(2018, 6, 1)
FAR = (10.2, 33.2)


def towns(*where: tuple[float, float]) -> Places:
    return Places.of([Place(f"t{n}", f"Town {n}", *at) for n, at in enumerate(where)])


def test_an_attacked_town_is_likelier_than_its_neighbour_and_that_than_a_far_one() -> None:
    record = on_record(*[attack(date(2018, m, 20)) for m in range(1, 6)])
    told = likelihood(record, towns(AKOLA, BEMO, FAR), on=ON)
    assert told.chance[0] > told.chance[1] > told.chance[2] > 0
    assert ((told.low < told.chance) & (told.chance < told.high)).all()
    assert told.known.tolist() == [5, 5, 0]


def test_nothing_later_than_the_day_is_seen_and_order_does_not_matter() -> None:
    past = [attack(date(2018, m, 20), BEMO if m % 2 else AKOLA) for m in range(1, 6)]
    later = [attack(ON.replace(day=n), FAR) for n in range(2, 20)]
    alone = likelihood(on_record(*past), towns(AKOLA, BEMO, FAR), on=ON)
    beside = likelihood(on_record(*later, *past[::-1]), towns(FAR, AKOLA, BEMO), on=ON)
    assert np.allclose(alone.chance, beside.chance[[1, 2, 0]], rtol=1e-12)


def test_what_an_event_adds_is_never_negative() -> None:
    few = on_record(attack(date(2018, 5, 20)))
    more = on_record(attack(date(2018, 5, 20)), attack(date(2018, 3, 1), BEMO))
    places = towns(AKOLA, BEMO, FAR)
    assert (likelihood(more, places, on=ON).chance >= likelihood(few, places, on=ON).chance).all()


def test_no_record_gives_the_chance_where_nothing_is_on_record() -> None:
    told = likelihood(on_record(), towns(AKOLA, FAR), on=ON)
    assert told.chance[0] == told.chance[1] < 0.01
    assert told.known.tolist() == [0, 0]


def test_chances_that_did_not_come_true_are_not_offered_as_numbers() -> None:
    assert likelihood(on_record(), towns(AKOLA), on=ON).offered
    assert not likelihood(on_record(), towns(AKOLA), on=ON, horizon_days=7).offered
    with pytest.raises(BadParameter, match="no rule was fixed for 90 days"):
        likelihood(on_record(), towns(AKOLA), on=ON, horizon_days=90)


def test_a_fitted_rule_states_what_comes() -> None:
    lot = np.random.default_rng(5)
    x = np.column_stack([lot.exponential(size=(6000, len(column_names()) - 1)), np.ones(6000)])
    rate = 0.02 + 0.05 * x[:, 0]
    hit = (lot.random(6000) < 1 - np.exp(-rate)).astype(float)
    rule = fit_rule(x, hit, np.arange(6000) % 6)
    told = judge(rule, x, np.zeros(6000, dtype=np.int64), 30)
    assert abs(told.chance.mean() - hit.mean()) < 0.005
    assert np.corrcoef(told.chance, rate)[0, 1] > 0.9
