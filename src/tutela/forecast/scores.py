"""How good was a forecast? Proper scores of draws, and what a ranking found.

Source  Gneiting & Raftery (2007), Journal of the American Statistical Association 102; the rules of
        the VIEWS prediction challenge 2023/24, Hegre et al. (2025), Journal of Peace Research
        62(6). Own arithmetic, since draws are sparse: a thousand draws of a cell are mostly
        zeros, and a library that wants them all would hold gigabytes.
"""

from __future__ import annotations

from tutela.base.later import Bools, Floats, Ints, np
from tutela.forecast.draws import Draws

BINS = (0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001)
"""Where each bin of the challenge begins: 0, 1-2, 3-5, 6-10, 11-25, ..., 1001 and more."""

TOPS = (10, 20, 50)
SLICES = 10


def crps(draws: Draws, happened: Floats) -> Floats:
    """The continuous ranked probability score of each row, of the empirical distribution.

    >>> crps(Draws.of([[0, 1, 3]]), np.array([1.0])).round(4).tolist()   # mean |x-y| - half spread
    [0.3333]
    """
    m, row = draws.number, draws.row
    zeros = m - draws.positive
    rank = np.arange(len(draws.values)) - draws.starts[:-1][row] + zeros[row] + 1
    y = happened[row]
    part = (draws.values - y) * (m * (y < draws.values) - rank + 0.5)
    summed = np.bincount(row, weights=part, minlength=len(draws))
    return np.asarray(2 / m**2 * (summed + happened * zeros.astype(float) ** 2 / 2))


def ign(draws: Draws, happened: Floats) -> Floats:
    """The ignorance of each row in bits: one more draw in each bin, as the challenge has it.

    >>> ign(Draws.of([[0] * 9]), np.array([0.0])).round(4).tolist()   # (9 + 1) of (9 + 11)
    [1.0]
    """
    edges = np.array(BINS[1:])
    n, bins = len(draws), len(BINS)
    of_draws = draws.row * bins + np.searchsorted(edges, draws.values, side="right")
    filled = np.bincount(of_draws, minlength=n * bins).reshape(n, bins).astype(float)
    filled[:, 0] += draws.number - draws.positive
    hit = np.searchsorted(edges, happened, side="right")
    return -np.log2((filled[np.arange(n), hit] + 1) / (draws.number + bins))


def mis(draws: Draws, happened: Floats, level: float = 0.9) -> Floats:
    """The interval score of each row: width, and what lies outside at twenty times its distance.

    >>> mis(Draws.of([[0, 0, 0]]), np.array([2.0])).round(6).tolist()
    [40.0]
    """
    rest = 1 - level
    low, high = draws.quantile(rest / 2), draws.quantile(1 - rest / 2)
    below, above = np.maximum(low - happened, 0), np.maximum(happened - high, 0)
    return high - low + 2 / rest * (below + above)


def brier(chance: Floats, hit: Bools) -> float:
    """The mean squared distance of a probability from what came.

    >>> brier(np.array([0.0, 1.0]), np.array([True, True]))
    0.5
    """
    return float(np.mean((chance - hit) ** 2))


def auc(score: Floats, hit: Bools) -> float | None:
    """The chance that a unit hit ranks above one that was not; None if there are not both.

    >>> auc(np.array([0.1, 0.9, 0.1]), np.array([False, True, True]))
    0.75
    """
    from scipy.stats import rankdata

    yes, no = int(hit.sum()), int((~hit).sum())
    if not yes or not no:
        return None
    ranks = rankdata(score)
    return float((ranks[hit].sum() - yes * (yes + 1) / 2) / (yes * no))


def average_precision(score: Floats, hit: Bools) -> float | None:
    """Average precision over all rows; ties count as drawn by lot together, None if none was hit.

    >>> average_precision(np.array([3.0, 2, 1]), np.array([True, False, True]))
    0.8333333333333333
    """
    if not hit.any():
        return None
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    found = np.cumsum(hit[order])[ends]
    precision = found / (ends + 1)
    return float(np.sum(np.diff(np.concatenate([[0], found])) * precision) / hit.sum())


def hits_at(score: Floats, hit: Bools, tie: Ints, tops: tuple[int, ...] = TOPS) -> dict[int, float]:
    """How many of the first k of one list were hit; ties stand in the order of `tie`."""
    order = np.lexsort((tie, -score))
    return {k: float(hit[order[:k]].sum()) for k in tops}


def pit(draws: Draws, happened: Floats, seed: int) -> Floats:
    """Where each outcome fell among its draws, from 0 to 1, drawn within ties.

    Even deciles are what a forecast that comes true has.
    """
    row = draws.row
    y = happened[row]
    zeros = draws.number - draws.positive
    below = np.bincount(row[draws.values < y], minlength=len(draws)) + zeros * (happened > 0)
    same = np.bincount(row[draws.values == y], minlength=len(draws)) + zeros * (happened == 0)
    lot = np.random.default_rng(seed).random(len(draws))
    return np.asarray((below + lot * (same + 1)) / (draws.number + 1))


def coverage(spots: Floats, among: Bools) -> dict[str, float | None]:
    """The share of outcomes inside the intervals of 50, 80, 90 and 95 %, among some rows.

    Takes   where each outcome fell among its draws (`pit`). Outcomes are whole numbers and mostly
            zero, so an interval's edge often lies on many draws alike: the lot of `pit` parts them,
            as it must if what is stated to hold half is to hold half.

    >>> coverage(np.array([0.1, 0.5, 0.6, 0.9]), np.array([True] * 4))["50"]
    0.5
    """
    levels = (50, 80, 90, 95)
    if not among.any():
        return {f"{level}": None for level in levels}
    apart = np.abs(spots[among] - 0.5)
    return {f"{level}": float((apart <= level / 200).mean()) for level in levels}


def reliability(chance: Floats, hit: Bools) -> list[dict[str, float]]:
    """Stated beside come true, in slices of as many rows each, from the least likely up."""
    order = np.argsort(chance, kind="stable")
    told = []
    for part in np.array_split(order, SLICES):
        if len(part):
            told.append(
                {
                    "stated": float(chance[part].mean()),
                    "came": float(hit[part].mean()),
                    "rows": len(part),
                }
            )
    return told


def slope(chance: Floats, hit: Bools) -> float | None:
    """The slope of what came on what was stated: 1 where probabilities come true."""
    spread = float(np.var(chance))
    if not spread:
        return None
    return float(np.mean((chance - chance.mean()) * (hit - hit.mean())) / spread)


def ece(chance: Floats, hit: Bools) -> float:
    """The mean distance between stated and come true, over the slices of `reliability`."""
    slices = reliability(chance, hit)
    rows = sum(s["rows"] for s in slices)
    return float(sum(s["rows"] * abs(s["stated"] - s["came"]) for s in slices) / rows)
