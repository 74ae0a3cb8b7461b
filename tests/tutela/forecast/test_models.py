"""What any model must keep to before it may be believed, and what the evaluation says of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from karuna_by_month import AKOLA, BEMO, attack, on_record

from tutela.base.errors import BadParameter
from tutela.forecast.evaluate import MODELS, evaluate
from tutela.forecast.features import Past
from tutela.forecast.history import HISTORIES, draw_history
from tutela.forecast.learnt import Asked, Model, fit
from tutela.forecast.output import forecasts_of, reasons, sum_draws
from tutela.forecast.panel import Panel, make_panel, period_of
from tutela.incidents.types import Events

UNTIL = period_of(date(2016, 12, 1), "month")


def restless(years: range, more: list[dict[str, object]] | None = None) -> Events:
    """A land where Akola is struck two months in three and Bemo now and then."""
    lot = np.random.default_rng(11)
    rows = list(more or [])
    for year in years:
        for month in range(1, 13):
            for at, chance in ((AKOLA, 0.66), (BEMO, 0.2), ((8.2, 31.2), 0.05), ((5.2, 28.2), 0.1)):
                if lot.random() < chance:
                    died = int(1 + lot.geometric(0.2))
                    day = date(year, month, int(lot.integers(1, 28)))
                    sid = f"{year}-{month}-{at[0]}-{at[1]}"
                    rows.append(attack(day, at, deaths=died, source_id=sid))
    return on_record(*rows)


def units(events: Events) -> pl.DataFrame:
    from tutela.places.grid import cells, cells_of

    struck = cells(events.frame["latitude"].to_numpy(), events.frame["longitude"].to_numpy())
    return pl.DataFrame({"gid": np.unique(np.concatenate([struck, cells_of(["SSD"])[:60]]))})


@pytest.fixture(scope="module")
def panel() -> Panel:
    events = restless(range(2008, 2018))
    return make_panel(events, level="cell", units=units(events))


@pytest.fixture(scope="module")
def model(panel: Panel) -> Model:
    return fit(panel, "osv", until=UNTIL, horizons=(1,))


def test_a_model_gives_as_many_rows_as_units_whatever_their_order_and_the_seed_decides(
    panel: Panel, model: Model
) -> None:
    asked, past = Asked(model), Past(panel, "osv", until=UNTIL)
    chance, draws = asked.forecast(past, UNTIL, 1, draws=200, seed=3)
    assert len(chance) == len(draws) == len(panel)
    again = asked.forecast(past, UNTIL, 1, draws=200, seed=3)[1]
    other = asked.forecast(past, UNTIL, 1, draws=200, seed=4)[1]
    assert (again.values == draws.values).all()
    assert not np.array_equal(other.values, draws.values)
    events = restless(range(2008, 2018))
    shuffled = Events(events.frame.sample(fraction=1, shuffle=True, seed=5))
    turned = Past(make_panel(shuffled, level="cell", units=units(events)), "osv", until=UNTIL)
    assert np.array_equal(
        asked.forecast(turned, UNTIL, 1, draws=200, seed=3)[1].values, draws.values
    )


def test_a_signal_planted_in_the_future_is_not_seen(panel: Panel, model: Model) -> None:
    planted = [
        attack(date(2017, m, 3), (5.2, 28.2), deaths=500, source_id=f"p{m}") for m in range(1, 13)
    ]
    events = restless(range(2008, 2018), planted)
    other = make_panel(events, level="cell", units=units(events))
    assert fit(other, "osv", until=UNTIL, horizons=(1,)).as_text() == model.as_text()
    seen = [
        Asked(model).forecast(Past(p, "osv", until=UNTIL), UNTIL, 1, draws=100, seed=1)[0]
        for p in (panel, other)
    ]
    assert (seen[0] == seen[1]).all()
    for name in HISTORIES:
        past = [p.matrix("osv", until=UNTIL) for p in (panel, other)]
        drawn = [
            draw_history(name, p, h, draws=100, seed=1, period=UNTIL)
            for p, h in zip((panel, other), past, strict=True)
        ]
        assert np.array_equal(drawn[0].values, drawn[1].values), name


def test_a_model_ships_as_text_and_says_the_same_when_it_is_read(
    panel: Panel, model: Model
) -> None:
    past = Past(panel, "osv", until=UNTIL)
    read = Model.from_text(model.as_text())
    one, two = (Asked(m).forecast(past, UNTIL, 1, draws=100, seed=1) for m in (model, read))
    assert np.allclose(one[0], two[0], atol=1e-6)
    with pytest.raises(BadParameter, match="no model of version"):
        Model.from_text('{"version": 0}')


def test_an_evaluation_tells_every_model_beside_every_rule(panel: Panel) -> None:
    made = evaluate(
        panel,
        "osv",
        first=UNTIL + 1,
        last=UNTIL + 6,
        horizons=(1,),
        draws=100,
        score=lambda period: np.arange(len(panel), dtype=float),
    )
    assert set(made) == {"origins", "units", "models", "calibration"}
    assert made["origins"][0] == "2016-12-01"
    assert len(made["origins"]) == 6
    assert set(made["models"]) == set(MODELS)
    assert made["models"]["risk_score"]["crps"] is None
    assert made["models"]["risk_score"]["ap"] > 0
    assert made["models"]["zero"]["auc"] == 0.5
    ours, nothing = made["models"]["tutela"], made["models"]["zero"]
    assert ours["crps"] < nothing["crps"]
    assert ours["auc"] > 0.8
    assert set(made["calibration"]) >= {"pit", "coverage", "reliability", "ece"}
    assert sum(made["calibration"]["pit"]) == pytest.approx(1)


def test_windows_of_a_year_end_their_inputs_in_october(panel: Panel) -> None:
    made = evaluate(panel, "osv", first=UNTIL + 1, last=UNTIL + 12, horizons=range(3, 15), draws=50)
    assert made["origins"] == ["2016-10-01"]
    assert set(made["calibration"]["by_horizon"]) == {str(h) for h in range(3, 15)}


def test_output_says_chances_intervals_and_sums_that_agree(panel: Panel, model: Model) -> None:
    past = Past(panel, "osv", until=UNTIL)
    draws = Asked(model).forecast(past, UNTIL, 1, draws=400, seed=1)[1]
    told = forecasts_of(draws, panel.units, "2017-01")
    likeliest = max(told, key=lambda f: f.chances[1])
    from tutela.places.grid import cells

    assert likeliest.unit == str(cells([AKOLA[0]], [AKOLA[1]])[0])
    for one in told:
        assert one.chances[1] >= one.chances[25] >= one.chances[100]
        assert one.intervals[95][1] >= one.intervals[50][1]
        assert one.worst >= one.mean
    group = np.zeros(len(panel), dtype=np.int64)
    summed = sum_draws(draws, group, np.arange(len(panel)), seed=1)
    assert summed.mean()[0] == pytest.approx(sum(f.mean for f in told))
    looked = past.look(UNTIL)
    said = reasons(looked.rates, model.rates, past.names()[0])
    assert any("osv events here" in s for s in said[panel.units.index(likeliest.unit)])
