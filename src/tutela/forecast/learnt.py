"""The learnt model: whether anything comes, and how many die if it does.

A sum of what the record adds (`additive`) says how likely it is; boosted trees correct it, the
horizon among their features; sizes are drawn from what fell into the same leaves of a forest. At
the level of countries four in five draws are the country's own months, dressed with noise.

Source  hurdle and leaf-sampled sizes: Mittermaier et al., arXiv 2512.06210; Meinshausen (2006),
        Journal of Machine Learning Research 7. What was tried: docs/method/forecast.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tutela.base.errors import BadParameter
from tutela.base.later import Floats, Ints, np
from tutela.base.messages import say
from tutela.forecast.additive import chance_of, fit_additive
from tutela.forecast.draws import Draws
from tutela.forecast.features import Looked, Past, keys_of, rows_before
from tutela.forecast.optional_libraries import library
from tutela.forecast.panel import Panel
from tutela.forecast.seeded_draws import lots

VERSION = 1
LOOKED_BACK = 240
"""Periods a month long that a model learns from: older record is thinner than it was quiet."""

ROWS = 400_000
"""Rows learnt from at most; quiet ones are thinned and count for more."""

BOOSTING = {
    "objective": "binary",
    "num_leaves": 8,
    "learning_rate": 0.04,
    "min_data_in_leaf": 60,
    "lambda_l2": 10.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "max_bin": 63,
}
BOOSTED = 60
FOREST = {
    "objective": "regression",
    "boosting": "rf",
    "num_leaves": 31,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "max_bin": 63,
}
TREES = 40
LEAF = 40
"""Sizes kept of each leaf at most."""

QUIET = {"num_threads": 1, "verbose": -1, "seed": 1, "deterministic": True, "force_row_wise": True}

DRESSED_SHARE = 0.8
HALF_LIFE = 3.0
NOISE = 0.6
DRESSED_BACK = 60
"""Own history dressed: months halved every three, log-normal noise that keeps the mean, five years
back. Fixed on 2010-2016."""


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model; it ships as text and learns nothing when it is asked.

    rates      what each column of `Past.look().rates` adds to the rate.
    chance     boosted trees on all columns, as LightGBM's text: what they add to the log-odds.
    size       a forest on the same columns, as LightGBM's text; None if nothing ever came.
    starts     of each tree and leaf where its sizes begin in `sizes`; one longer a tree.
    sizes      deaths in the outcomes that fell into each leaf, in the unit's own level of the year.
    pooled     share of draws from own history.
    digest     of the data it was made of.
    gates      which it passed on the months before it was made; empty where nobody looked.
    """

    target: str
    level: str
    step: str
    horizons: tuple[int, ...]
    until: int
    columns: tuple[str, ...]
    rates: Floats
    chance: str
    size: str | None
    starts: tuple[Ints, ...]
    sizes: tuple[Floats, ...]
    pooled: float
    digest: str
    gates: dict[str, bool | None] = field(default_factory=dict)

    def as_text(self) -> str:
        """The model as JSON: no code in it, nothing that runs when it is read."""
        return json.dumps(
            {
                "version": VERSION,
                "target": self.target,
                "level": self.level,
                "step": self.step,
                "horizons": list(self.horizons),
                "until": self.until,
                "columns": list(self.columns),
                "rates": [float(f"{v:.8g}") for v in self.rates.tolist()],
                "chance": self.chance,
                "size": self.size,
                "starts": [s.tolist() for s in self.starts],
                "sizes": [[float(f"{v:.4g}") for v in s] for s in self.sizes],
                "pooled": self.pooled,
                "sha256_of_data": self.digest,
                "gates": self.gates,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Model:
        """Read a model.

        Raises  BadParameter if it is none, or of another version.
        """
        try:
            told: dict[str, Any] = json.loads(text)
            if told["version"] != VERSION:
                raise ValueError(told["version"])
            return cls(
                target=told["target"],
                level=told["level"],
                step=told["step"],
                horizons=tuple(told["horizons"]),
                until=told["until"],
                columns=tuple(told["columns"]),
                rates=np.array(told["rates"]),
                chance=told["chance"],
                size=told["size"],
                starts=tuple(np.array(s, dtype=np.int64) for s in told["starts"]),
                sizes=tuple(np.array(s, dtype=float) for s in told["sizes"]),
                pooled=told["pooled"],
                digest=told["sha256_of_data"],
                gates=dict(told["gates"]),
            )
        except (ValueError, KeyError, TypeError) as error:  # no JSON, or not what `as_text` writes
            raise BadParameter(
                say("this is no model of version {version}", version=VERSION),
                next=say("make one: tutela forecast run FILE... --save-model FILE"),
            ) from error


def fit(panel: Panel, target: str, *, until: int, horizons: Sequence[int], seed: int = 1) -> Model:
    """Learn from what was known by the end of a period.

    Takes   the panel; the target; the last period known; horizons in periods.
    Gives   a Model. A row looks from a period and has its outcome by `until`: none sees later.
    Raises  BadParameter if nothing is on record by then.
    """
    lightgbm = library("lightgbm")
    past = Past(panel, target, until=until)
    x, rates, died, weight, level = _learnt_from(past, tuple(horizons), seed)
    if not (died > 0).any():
        raise BadParameter(
            say("nothing of the target is on record by then"),
            next=say("begin later, or ask of another target"),
        )
    hit = (died > 0).astype(float)
    adds = fit_additive(rates, hit, weight)
    before = _log_odds(chance_of(rates @ adds))
    rows = lightgbm.Dataset(x, hit, weight=weight, init_score=before)
    boosted = lightgbm.train(BOOSTING | QUIET, rows, BOOSTED)
    came = died > 0
    ratio = died[came] / level[came]
    size: str | None = None
    starts: tuple[Ints, ...] = (np.array([0, min(int(came.sum()), LEAF)], dtype=np.int64),)
    sizes: tuple[Floats, ...] = (_thin_leaf(np.sort(ratio)),)
    if came.sum() >= 2 * FOREST["min_data_in_leaf"]:  # type: ignore[operator]
        forest = lightgbm.train(FOREST | QUIET, lightgbm.Dataset(x[came], np.log(ratio)), TREES)
        size = forest.model_to_string()
        starts, sizes = _leaves(forest.predict(x[came], pred_leaf=True), ratio)
    names = past.names()
    return Model(
        target=target,
        level=panel.level,
        step=panel.step,
        horizons=tuple(horizons),
        until=until,
        columns=(*names[0], *names[1]),
        rates=adds,
        chance=boosted.model_to_string(),
        size=size,
        starts=starts,
        sizes=sizes,
        pooled=DRESSED_SHARE if panel.level == "country" else 0.0,
        digest=digest_of(panel, until),
    )


class Asked:
    """A model read once, to be asked of many periods."""

    def __init__(self, model: Model) -> None:
        lightgbm = library("lightgbm")
        self.model = model
        self.chance = lightgbm.Booster(model_str=model.chance)
        self.size = lightgbm.Booster(model_str=model.size) if model.size else None

    def forecast(
        self, past: Past, period: int, horizon: int, *, draws: int, seed: int
    ) -> tuple[Floats, Draws]:
        """The chance that anything comes and draws of how many die, of each unit in order.

        Takes   the past; the last period known; the horizon; draws a unit; a seed. What is drawn
                for a unit depends on its id and the seed, never on the units beside it.
        """
        model = self.model
        names = past.names()
        if (*names[0], *names[1]) != model.columns:
            raise BadParameter(
                say("the model was made of other columns than this record gives"),
                next=say("make it again of files that tell the same kinds of violence"),
            )
        looked = past.look(period)
        x = past.for_trees(looked, period, horizon)
        odds = _log_odds(chance_of(looked.rates @ model.rates))
        chance = 1 / (1 + np.exp(-(self.chance.predict(x, raw_score=True, num_threads=1) + odds)))
        keys = keys_of(past.panel)
        own = draws - round(draws * model.pooled)
        many = np.rint(chance * own).astype(np.int64)
        row = np.repeat(np.arange(len(chance)), many)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        ratio = self._sizes(x, row, nth, keys, (seed, period * 1000 + horizon))
        values = np.maximum(1, np.rint(ratio * past.level(period)[row]))
        if draws > own:
            more_row, more = dress_history(
                past, period, draws - own, keys, (seed, period * 1000 + horizon)
            )
            row, values = np.concatenate([row, more_row]), np.concatenate([values, more])
        made = Draws.from_parts(draws, row, values, len(chance))
        return (made.chance(1) if draws > own else chance), made

    def _sizes(self, x: Floats, row: Ints, nth: Ints, keys: Ints, seed: tuple[int, int]) -> Floats:
        if not len(row):
            return np.empty(0)
        model = self.model
        trees = len(model.sizes)
        which = (lots(seed[0], seed[1], keys[row], nth) * trees).astype(np.int64)
        again = lots(seed[0] + 1, seed[1], keys[row], nth)
        asked = np.unique(row)
        if self.size is None:
            leaf = np.zeros((len(asked), trees), dtype=np.int64)
        else:
            leaf = self.size.predict(x[asked], pred_leaf=True, num_threads=1).astype(np.int64)
        leaf = leaf.reshape(len(asked), trees)
        at = leaf[np.searchsorted(asked, row), which]
        offset = np.cumsum([0, *(len(s) for s in model.sizes[:-1])])
        stride = max(len(s) for s in model.starts)
        first = np.zeros((trees, stride + 1), dtype=np.int64)
        for tree, starts in enumerate(model.starts):
            first[tree, : len(starts)] = starts
        begin, end = first[which, at], first[which, at + 1]
        taken = begin + (again * (end - begin)).astype(np.int64) + offset[which]
        return np.asarray(np.concatenate(model.sizes)[taken])


def dress_history(
    past: Past, period: int, draws: int, keys: Ints, seed: tuple[int, int]
) -> tuple[Ints, Floats]:
    """Own months drawn again, nearer ones more often, with log-normal noise: the positive draws."""
    at = period - past.panel.first + 1
    back = min(DRESSED_BACK, at)
    months = past.deaths[past.target][:, at - back : at][:, ::-1]
    weight = 0.5 ** (np.arange(back) * past.months / HALF_LIFE)
    until = np.cumsum(weight) / weight.sum()
    n = len(months)
    nth = np.arange(draws)[None, :]
    lot = lots(seed[0] + 2, seed[1], keys[:, None], nth)
    drawn = months[np.arange(n)[:, None], np.searchsorted(until, lot).clip(0, back - 1)]
    one = lots(seed[0] + 3, seed[1], keys[:, None], nth)
    two = lots(seed[0] + 4, seed[1], keys[:, None], nth)
    normal = np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * two)
    noisy = np.rint(drawn * np.exp(NOISE * normal - NOISE**2 / 2))
    row, column = np.nonzero(noisy > 0)
    return row, noisy[row, column]


def digest_of(panel: Panel, until: int) -> str:
    """What a model was made of: the entries of its panel known by then, in one number."""
    told = panel.known <= until
    hashed = hashlib.sha256("\n".join(panel.units).encode())
    for column in (panel.unit, panel.period, *(panel.deaths[k] for k in sorted(panel.deaths))):
        hashed.update(np.ascontiguousarray(column[told]).tobytes())
    return hashed.hexdigest()


def _learnt_from(
    past: Past, horizons: tuple[int, ...], seed: int
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Of the rows learnt from: columns for trees, of rates; deaths, weights, level of sizes."""
    panel = past.panel
    back = round(LOOKED_BACK / past.months)
    asked = rows_before(past, horizons, past.until - back + 1)
    came = panel.matrix(past.target, until=past.until)
    keys = keys_of(panel)
    share = min(1.0, ROWS / 4 / max(1, sum(len(h) for _, h in asked) * len(panel)))
    busy = min(1.0, share * 6)
    parts: list[tuple[Floats, Floats, Floats, Floats, Floats]] = []
    for period, ahead in asked:
        looked, level = past.look(period), past.level(period)
        for horizon in ahead:
            outcome = came[:, period + horizon - panel.first]
            lot = lots(seed, keys, period, horizon)
            kept = (lot < np.where(outcome > 0, busy, share)) & panel.is_on_file(period + horizon)
            few = Looked(looked.rates[kept], looked.states[kept])
            parts.append(
                (
                    past.for_trees(few, period, horizon).astype(np.float32),
                    few.rates,
                    outcome[kept],
                    np.where(outcome[kept] > 0, 1 / busy, 1 / share),
                    level[kept],
                )
            )
    if not parts:
        raise BadParameter(
            say("no month before has an outcome so far ahead"), next=say("begin later")
        )
    x, rates, died, weight, level = (np.concatenate(column) for column in zip(*parts, strict=True))
    return x, rates, died, weight / weight.min(), level


def _leaves(leaf: Ints, ratio: Floats) -> tuple[tuple[Ints, ...], tuple[Floats, ...]]:
    """Of each tree: where each leaf's sizes begin, and the sizes."""
    starts, sizes = [], []
    for tree in leaf.reshape(len(ratio), -1).T.astype(np.int64):
        kept = [_thin_leaf(np.sort(ratio[tree == n])) for n in range(tree.max() + 1)]
        starts.append(np.cumsum([0, *(len(k) for k in kept)]).astype(np.int64))
        sizes.append(np.concatenate(kept))
    return tuple(starts), tuple(sizes)


def _thin_leaf(values: Floats) -> Floats:
    """At most so many of ascending values, evenly taken."""
    if len(values) <= LEAF:
        return values
    return values[np.linspace(0, len(values) - 1, LEAF).round().astype(np.int64)]


def _log_odds(chance: Floats) -> Floats:
    held = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))
