"""A forecast from the record as it stands: offered where it passed the gates, else history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutela.base.errors import BadParameter
from tutela.base.later import np
from tutela.base.messages import Sentence, say
from tutela.forecast.draws import Draws
from tutela.forecast.evaluate import evaluate
from tutela.forecast.features import Past, keys_of
from tutela.forecast.history import draw_history
from tutela.forecast.learnt import Asked, Model, fit
from tutela.forecast.output import Forecast, forecasts_of, reasons, sum_draws
from tutela.forecast.panel import Panel, first_day

LOOKED_BACK = 24
"""Periods before the last on which the gates are tried."""

HISTORY = "climatology36"
"""What stands where the model is not offered: each unit's own last 36 months."""


@dataclass(frozen=True, eq=False)
class Run:
    """Forecasts of every unit and period.

    offered     whether the model passed the gates; None where nobody tried them. Where it did not,
                the forecasts are those of HISTORY.
    failed      the gates it did not pass.
    draws       of each horizon, the draws of the units in order.
    units       a forecast of each unit and period; in_all, of all units together.
    reasons     of each unit, what adds most to its rate; empty where history stands.
    """

    model: Model
    offered: bool | None
    failed: tuple[str, ...]
    draws: tuple[Draws, ...]
    units: tuple[tuple[Forecast, ...], ...]
    in_all: tuple[Forecast, ...]
    reasons: tuple[tuple[Sentence, ...], ...]


def with_gates_tried(
    panel: Panel, target: str, *, until: int, horizons: Sequence[int], seed: int = 1
) -> Model:
    """A model of all that was known by a period, with the gates tried on the 24 periods before.

    Raises  BadParameter if the record is too short to try them.
    """
    first = until - LOOKED_BACK + 1
    made = evaluate(panel, target, first=first, last=until, horizons=horizons, draws=200, seed=seed)
    model = fit(panel, target, until=until, horizons=horizons, seed=seed)
    return replace(model, gates=made["calibration"]["gates"])


def run(
    panel: Panel, model: Model, *, until: int, horizons: Sequence[int], draws: int, seed: int
) -> Run:
    """Forecast every unit.

    Takes   the panel; a model, made of this record or shipped; the last period known; horizons.
    Raises  BadParameter if the model was made for other horizons, another level or step.
    """
    if (model.level, model.step) != (panel.level, panel.step):
        raise BadParameter(
            say("the model is of {level} by {step}", level=model.level, step=model.step),
            next=say("ask for these, or make another model"),
        )
    if unknown := sorted(set(horizons) - set(model.horizons)):
        raise BadParameter(
            say("the model looks no {unknown} periods ahead", unknown=unknown[0]),
            next=say("ask for horizons it was made for"),
        )
    failed = tuple(name for name, passed in model.gates.items() if passed is False)
    past = Past(panel, model.target, until=until)
    if failed:  # history says the same of every period ahead
        history = panel.matrix(model.target, until=until)
        own = draw_history(HISTORY, panel, history, draws=draws, seed=seed, period=until)
        drawn = [own] * len(horizons)
    else:
        asked = Asked(model)
        drawn = [asked.forecast(past, until, h, draws=draws, seed=seed)[1] for h in horizons]
    days = [first_day(until + h, panel.step).isoformat() for h in horizons]
    keys, together = keys_of(panel), np.zeros(len(panel), dtype=np.int64)
    return Run(
        model=model,
        offered=not failed if model.gates else None,
        failed=failed,
        draws=tuple(drawn),
        units=tuple(
            tuple(forecasts_of(d, panel.units, day)) for d, day in zip(drawn, days, strict=True)
        ),
        in_all=tuple(
            forecasts_of(sum_draws(d, together, keys, seed=seed), ("all",), day)[0]
            for d, day in zip(drawn, days, strict=True)
        ),
        reasons=()
        if failed
        else tuple(reasons(past.look(until).rates, model.rates, tuple(past.names()[0]))),
    )
