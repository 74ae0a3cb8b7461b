"""The rule of thumb of the ministry's analysts: the next months are as the last three were.

It is simple on purpose. Each evaluation tells it beside the others, by the same scores, and so
shows what it is worth.
"""

from __future__ import annotations

import numpy as np

from tutela.base.plugins import Forecaster
from tutela.forecast.draws import Draws
from tutela.forecast.history import Before


def as_last_quarter(before: Before) -> Draws:
    """Deaths of each unit at the mean rate of its last quarter of a year, give or take (Poisson).

    A unit with no death in these months gets none: the rule knows nothing of what is new.
    """
    quarter = before.panel.periods_a_year // 4
    rate = before.past[:, -quarter:].mean(axis=1)
    rows = np.flatnonzero(rate > 0)  # most units are quiet: only the others are drawn
    lot = np.random.default_rng(before.seed)
    drawn = lot.poisson(rate[rows, None], (len(rows), before.draws)).astype(float)
    row, column = np.nonzero(drawn)
    return Draws.from_parts(before.draws, rows[row], drawn[row, column], len(before.panel))


QUARTER = Forecaster(contract=1, draw=as_last_quarter)
