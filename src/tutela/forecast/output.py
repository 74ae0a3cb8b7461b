"""A forecast as those who use VIEWS know it: chances, intervals, the worst, sums that agree."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.base.later import Bools, Floats, Ints, np
from tutela.base.messages import Sentence, say
from tutela.forecast.draws import Draws
from tutela.forecast.seeded_draws import lots

CHANCES = (1, 25, 100)
LEVELS = (50, 90, 95)
VALLEY = 0.5
"""Two modes: between two heights of the positive draws lies a bin under half of the lower one."""

SAID = 3
"""Reasons a unit."""


@dataclass(frozen=True)
class Forecast:
    """What may come in one unit and period.

    chances       of at least 1, 25 and 100 deaths.
    intervals     lowest and highest deaths of the 50, 90 and 95 % intervals.
    worst         mean of the worst twentieth of draws.
    two_modes     whether two sizes are likely, with little between: the mean says neither.
    """

    unit: str
    period: str
    mean: float
    chances: dict[int, float]
    intervals: dict[int, tuple[float, float]]
    worst: float
    two_modes: bool


def forecasts_of(draws: Draws, units: tuple[str, ...], period: str) -> list[Forecast]:
    """Draws of one period as forecasts, one a unit in order."""
    chances = {k: draws.chance(k) for k in CHANCES}
    bounds = {
        level: (draws.quantile(0.5 - level / 200), draws.quantile(0.5 + level / 200))
        for level in LEVELS
    }
    mean, worst, two = draws.mean(), draws.worst_mean(), two_modes(draws)
    return [
        Forecast(
            unit=unit,
            period=period,
            mean=float(mean[n]),
            chances={k: float(c[n]) for k, c in chances.items()},
            intervals={k: (float(a[n]), float(b[n])) for k, (a, b) in bounds.items()},
            worst=float(worst[n]),
            two_modes=bool(two[n]),
        )
        for n, unit in enumerate(units)
    ]


def two_modes(draws: Draws) -> Bools:
    """Whether the draws of each row have two heights with a valley between, zero among them.

    >>> two_modes(Draws.of([[0] * 50 + [40] * 50, [0] * 20 + [1] * 40 + [2] * 40])).tolist()
    [True, False]
    """
    edges = np.array([0.5, 1.5, 2.5, 4.5, 8.5, 16.5, 32.5, 64.5, 128.5, 256.5, 512.5, 1024.5])
    n, bins = len(draws), len(edges) + 1
    at = draws.row * bins + np.searchsorted(edges, draws.values)
    share = np.bincount(at, minlength=n * bins).reshape(n, bins) / draws.number
    share[:, 0] = 1 - draws.positive / draws.number
    before = np.maximum.accumulate(share, axis=1)
    after = np.maximum.accumulate(share[:, ::-1], axis=1)[:, ::-1]
    lower = np.minimum(before[:, :-2], after[:, 2:])
    return np.asarray(((lower >= 0.1) & (share[:, 1:-1] < VALLEY * lower)).any(axis=1))


def sum_draws(draws: Draws, group: Ints, keys: Ints, *, seed: int) -> Draws:
    """Draws of groups of rows, each the sum of one draw of every row in it.

    Means of groups are the sums of the means of their rows; rows are drawn apart from each other,
    so that wide groups come out narrower than if what strikes one strikes its neighbour.
    """
    groups = int(group.max()) + 1 if len(group) else 0
    nth = np.arange(len(draws.values)) - draws.starts[:-1][draws.row]
    lot = lots(seed, keys[draws.row], nth)
    order = np.lexsort((lot, draws.row))
    first = (lots(seed + 1, keys) * draws.number).astype(np.int64)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = nth
    # a row's positive draws stand at places spread evenly from a start of its own: each once
    step = draws.number / np.maximum(draws.positive, 1)
    place = (first[draws.row] + (rank * step[draws.row]).astype(np.int64)) % draws.number
    summed = np.bincount(
        group[draws.row] * draws.number + place,
        weights=draws.values,
        minlength=groups * draws.number,
    )
    return Draws.of(summed.reshape(groups, draws.number))


def reasons(
    rates: Floats, weights: Floats, names: tuple[str, ...], *, at_most: int = SAID
) -> list[tuple[Sentence, ...]]:
    """Why each unit's chance is what it is: what adds most to its rate, in words with its share.

    Takes   columns by unit, what each adds, and what each is.
    """
    adds = rates * weights
    share = adds / np.maximum(adds.sum(axis=1, keepdims=True), 1e-12)
    told = []
    for row in share:
        first = np.argsort(-row)[:at_most]
        told.append(
            tuple(
                say("{share:.0%} of the rate: {name}", share=float(row[c]), name=names[c])
                for c in first.tolist()
                if row[c] >= 0.05
            )
        )
    return told
