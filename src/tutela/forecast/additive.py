"""A rate that is a sum: what each thing on record adds to the chance of an attack."""

from __future__ import annotations

from tutela.base.later import Floats, np

FLOOR = 0.05
"""The rate where nothing is on record is at least this share of the mean: unknown, not safe."""


def fit_additive(
    columns: Floats, hit: Floats, weight: Floats | None = None, *, rounds: int = 400
) -> Floats:
    """Non-negative weights of a rate, whose chance is 1 - exp(-rate).

    Takes   columns by row, none negative, the last of them 1 everywhere; 1 where something came,
            else 0; what each row counts for, 1 where it came.
    Gives   the weights, by expectation-maximisation.

    >>> fit_additive(np.ones((4, 1)), np.array([1.0, 0, 0, 0])).round(3).tolist()   # -log(3/4)
    [0.288]
    """
    weight = np.ones(len(hit)) if weight is None else weight
    total = np.maximum(weight @ columns, 1e-9)
    weights = hit.sum() / len(total) / total
    struck = columns[hit > 0]
    floor = FLOOR * hit.sum() / weight.sum()
    for _ in range(rounds):
        expected = 1 / -np.expm1(-np.maximum(struck @ weights, 1e-12))
        weights = weights * (struck.T @ expected) / total
        weights[-1] = max(weights[-1], floor)
    return np.asarray(weights)


def chance_of(rate: Floats) -> Floats:
    """The chance of at least one at a rate.

    >>> chance_of(np.array([0.0, 0.6931])).round(3).tolist()
    [0.0, 0.5]
    """
    return -np.expm1(-rate)
