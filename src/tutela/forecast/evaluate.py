"""Were the forecasts right, and better than what anyone could do? Each window from its own past.

A window is as many periods as there are horizons; its inputs end as many before its first as the
shortest horizon says. With horizons 3 to 14 and a first month of January, they end in October.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutela.base.errors import BadParameter
from tutela.base.later import Bools, Floats, Ints, np
from tutela.base.messages import say
from tutela.base.plugins import PluginRefused
from tutela.forecast.draws import Draws, join
from tutela.forecast.features import Past, keys_of
from tutela.forecast.history import HISTORIES, draw_history
from tutela.forecast.learnt import Asked, fit
from tutela.forecast.panel import Panel, first_day
from tutela.forecast.scores import (
    TOPS,
    auc,
    average_precision,
    brier,
    coverage,
    crps,
    ece,
    hits_at,
    ign,
    mis,
    pit,
    reliability,
    slope,
)

OURS, SCORE = "tutela", "risk_score"
MODELS = (OURS, SCORE, *HISTORIES)
Score = Callable[[int], Floats]
"""A number for each unit as of the end of a period: higher ranks higher. No probability."""

Scores = dict[str, Any]
"""What is told of one model."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, eq=False)
class Window:
    """One origin: the last period known, and the periods asked of."""

    known: int
    asked: tuple[int, ...]


@dataclass(eq=False)
class _Rows:
    """What one model said of every row."""

    chance: list[Floats] = field(default_factory=list)
    draws: list[Draws] = field(default_factory=list)


def windows(first: int, last: int, horizons: Sequence[int]) -> tuple[Window, ...]:
    """The windows that begin in `first` and end by `last`; the last may be shorter.

    >>> [(w.known, w.asked) for w in windows(120, 123, (3, 4))]
    [(117, (120, 121)), (119, (122, 123))]
    """
    long = len(horizons)
    return tuple(
        Window(start - horizons[0], tuple(range(start, min(start + long, last + 1))))
        for start in range(first, last + 1, long)
    )


def evaluate(
    panel: Panel,
    target: str,
    *,
    first: int,
    last: int,
    horizons: Sequence[int],
    draws: int = 1000,
    seed: int = 1,
    score: Score | None = None,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Forecast each window from what was known before it, and score it beside the rules of history.

    Takes   the panel; the target; first and last period asked of (those after the record ends are
            left out: not quiet, untold); horizons, one after another;
            draws a row; a seed; `score`, a ranking that is no probability (the score R).
    Gives   origins, units, models and calibration; what does not apply is None, as is all of a rule
            of a package that failed (`failed_plugins` says why). Average precision, AUC and onsets
            are over all rows; hits a mean a window and period; `gm_ratio` the geometric mean, over
            windows, of CRPS beside the best rule of history in each.
    Raises  BadParameter if nothing is on record before the first window or nothing after it.
    """
    asked = windows(first, min(last, panel.last), horizons)
    year = panel.periods_a_year
    if first > panel.last or first - horizons[0] < panel.first + year:
        raise BadParameter(
            say(
                "the record tells of {since} to {until}",
                since=first_day(panel.first, panel.step),
                until=first_day(panel.last, panel.step),
            ),
            next=say("ask of periods it tells, a year after it begins"),
        )
    rows: dict[str, _Rows] = {name: _Rows() for name in MODELS}
    rules = list(HISTORIES)
    happened, onset, of_window, of_period, quiet, horizon_of = [], [], [], [], [], []
    came = panel.matrix(target, until=panel.last)
    fitted: tuple[int, Asked] | None = None
    for number, window in enumerate(asked):
        if on_progress:
            on_progress(number, len(asked), str(first_day(window.asked[0], panel.step)))
        # A model is learnt anew after a year; in between, the one learnt before is asked.
        if fitted is None or window.known - fitted[0] >= year:
            model = fit(panel, target, until=window.known, horizons=horizons, seed=seed)
            fitted = (window.known, Asked(model))
        past = Past(panel, target, until=window.known)
        history = panel.matrix(target, until=window.known)
        said: dict[str, Draws] = {}
        for name in tuple(rules):
            try:
                said[name] = draw_history(
                    name, panel, history, draws=draws, seed=seed, period=window.known
                )
            except PluginRefused:  # a package's rule: why is put down, and it is told of no window
                rules.remove(name)
                rows[name] = _Rows()
        ranked = score(window.known) if score else None
        silent: Bools = ~np.any(history[:, -year:] > 0, axis=1)
        for period in window.asked:
            here = np.flatnonzero(panel.is_on_file(period))
            column = period - panel.first
            outcome = came[:, column]
            happened.append(outcome[here])
            onset.append(silent[here])
            of_window.append(np.full(len(here), number))
            of_period.append(np.full(len(here), period))
            horizon_of.append(np.full(len(here), period - window.known))
            quiet.append(here)
            chance, ours = fitted[1].forecast(
                past, window.known, period - window.known, draws=draws, seed=seed
            )
            rows[OURS].chance.append(chance[here])
            rows[OURS].draws.append(ours.take(here))
            if ranked is not None:
                rows[SCORE].chance.append(ranked[here])
            for name, drawn in said.items():
                rows[name].chance.append(drawn.chance()[here])
                rows[name].draws.append(drawn.take(here))
    told = _Told(
        np.concatenate(happened),
        np.concatenate(onset),
        np.concatenate(of_window),
        np.concatenate(of_period),
        np.concatenate(horizon_of),
        keys_of(panel)[np.concatenate(quiet)],
    )
    models = {name: _score_rows(rows[name], told, name, seed) for name in MODELS}
    _beside_best(models)
    for one in models.values():
        one.pop("crps_by_window")
    chance = np.concatenate(rows[OURS].chance)
    return {
        "origins": [first_day(w.known, panel.step).isoformat() for w in asked],
        "units": len(panel),
        "models": models,
        "calibration": _calibration(chance, join(rows[OURS].draws), told, seed),
    }


@dataclass(frozen=True, eq=False)
class _Told:
    happened: Floats
    silent: Bools
    window: Ints
    period: Ints
    horizon: Ints
    key: Ints

    @property
    def hit(self) -> Bools:
        return self.happened > 0


def _score_rows(rows: _Rows, told: _Told, name: str, seed: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        **dict.fromkeys(("crps", "ign", "mis", "brier", "auc", "ap")),
        "hits_at": {str(k): None for k in TOPS},
        **dict.fromkeys(("onset_auc", "onset_ap", "gm_ratio", "wins", "crps_by_window")),
    }
    if not rows.chance:
        return nothing
    chance, hit, silent = np.concatenate(rows.chance), told.hit, told.silent
    scored = nothing | {
        "auc": auc(chance, hit),
        "ap": average_precision(chance, hit),
        "hits_at": _hits(chance, told, seed),
        "onset_auc": auc(chance[silent], hit[silent]),
        "onset_ap": average_precision(chance[silent], hit[silent]),
    }
    if rows.draws:
        of_rows = _by_part(crps, rows.draws, told.happened)
        windows_ = range(int(told.window.max()) + 1)
        scored |= {
            "crps": float(of_rows.mean()),
            "ign": _mean_of(ign, rows.draws, told.happened),
            "mis": _mean_of(mis, rows.draws, told.happened),
            "brier": brier(chance, hit),
            "crps_by_window": [float(of_rows[told.window == w].mean()) for w in windows_],
        }
    return scored


def _by_part(
    score: Callable[[Draws, Floats], Floats], parts: Sequence[Draws], happened: Floats
) -> Floats:
    """The score of each row of several draws, a part at a time."""
    ends = np.cumsum([0, *(len(p) for p in parts)])
    return np.concatenate(
        [score(p, happened[a:b]) for p, a, b in zip(parts, ends[:-1], ends[1:], strict=True)]
    )


def _mean_of(
    score: Callable[[Draws, Floats], Floats], parts: Sequence[Draws], happened: Floats
) -> float:
    return float(_by_part(score, parts, happened).mean())


def _hits(chance: Floats, told: _Told, seed: int) -> dict[str, float]:
    tie = (told.key * 2_654_435_761 + seed) % 4_294_967_291
    hits = []
    for period in np.unique(told.period):
        mine = told.period == period
        hits.append(hits_at(chance[mine], told.hit[mine], tie[mine]))
    return {str(k): float(np.mean([f[k] for f in hits])) for k in TOPS}


def _beside_best(models: dict[str, Scores]) -> None:
    """Of each model, CRPS beside each window's best rule of history, and windows won."""
    by_window = {n: np.array(m["crps_by_window"]) for n, m in models.items() if m["crps_by_window"]}
    for name, ours in by_window.items():
        others = np.array([by_window[n] for n in HISTORIES if n in by_window and n != name])
        best = others.min(axis=0)
        if (ours > 0).all() and (best > 0).all():
            models[name]["gm_ratio"] = float(np.exp(np.log(ours / best).mean()))
        models[name]["wins"] = int((ours < best).sum())


def _calibration(chance: Floats, draws: Draws, told: _Told, seed: int) -> dict[str, Any]:
    """Whether what was stated came: deciles, coverage where there were deaths in the past year,
    slices, slope."""
    hit = told.hit
    base = float(hit.mean())
    spots = pit(draws, told.happened, seed)
    deciles = np.histogram(spots, 10, (0, 1))[0] / len(hit)
    covered = coverage(spots, ~told.silent)
    by_horizon = {
        str(h): {
            "slope": slope(chance[told.horizon == h], hit[told.horizon == h]),
            "ece": ece(chance[told.horizon == h], hit[told.horizon == h]),
            "brier_skill": _skill(chance[told.horizon == h], hit[told.horizon == h]),
        }
        for h in np.unique(told.horizon).tolist()
    }
    return {
        "pit": deciles.tolist(),
        "coverage": covered,
        "reliability": {"slope": slope(chance, hit), "slices": reliability(chance, hit)},
        "ece": ece(chance, hit),
        "brier_skill": _skill(chance, hit),
        "base_rate": base,
        "by_horizon": by_horizon,
        "gates": gates(chance, hit, deciles, covered),
    }


def gates(
    chance: Floats, hit: Bools, deciles: Floats, covered: dict[str, float | None]
) -> dict[str, bool | None]:
    """Which gates a forecast passes: it is offered only if it fails none.

    Source  forecasting reference: deciles 0.08-0.12, coverage within 5 points in active places,
            slope 0.9-1.1, better than the base rate.
    """
    leaning = slope(chance, hit)
    skill = _skill(chance, hit)
    apart = [
        abs(share - int(level) / 100)
        for level, share in covered.items()
        if share is not None and level != "95"
    ]
    return {
        "pit": bool(deciles.min() >= 0.08 and deciles.max() <= 0.12),
        "coverage": max(apart) <= 0.05 if apart else None,
        "slope": None if leaning is None else 0.9 <= leaning <= 1.1,
        "brier_skill": None if skill is None else skill > 0,
    }


def _skill(chance: Floats, hit: Bools) -> float | None:
    """How much better than the base rate, by the Brier score; None if all or none were hit."""
    base = float(hit.mean())
    return 1 - brier(chance, hit) / (base * (1 - base)) if 0 < base < 1 else None
