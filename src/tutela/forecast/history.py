"""The rules anyone could use: what a forecast must beat before it is offered.

Source  zero, last month, bootstrap and conflictology as in the VIEWS challenge, Hegre et al.
        (2025); own last 36 months resampled as in the laboratory of VIEWS since 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tutela.base.later import Floats, np
from tutela.forecast.draws import Draws
from tutela.forecast.features import keys_of
from tutela.forecast.panel import Panel, neighbours
from tutela.forecast.plugin_forecasters import added_rules
from tutela.forecast.seeded_draws import lots


@dataclass(frozen=True, eq=False)
class Before:
    """What a rule of history is asked with.

    past    deaths by unit and period, up to the last known.
    draws   so many a unit.
    seed    of lots: the seed, and the period.
    near    which units are next to which, itself among them; None where a rule needs none.
    """

    panel: Panel
    past: Floats
    draws: int
    seed: tuple[int, int]
    near: Any = None


History = Callable[[Before], Draws]


def zero(before: Before) -> Draws:
    """Nothing comes."""
    return Draws.zeros(len(before.panel), before.draws)


def as_last(before: Before) -> Draws:
    """As many as last, give or take."""
    return _poisson(before, before.past[:, -1])


def past12(before: Before) -> Draws:
    """As many as in the mean period of the past year, give or take."""
    return _poisson(before, before.past[:, -before.panel.periods_a_year :].mean(axis=1))


def climatology36(before: Before) -> Draws:
    """The unit's own last 36 months, each as likely."""
    return _own_months(before, 3 * before.panel.periods_a_year)


def conflictology(before: Before) -> Draws:
    """The unit's own last 12 months, each as likely."""
    return _own_months(before, before.panel.periods_a_year)


def conflictology_neighbours(before: Before) -> Draws:
    """The last 12 months of the unit and of those next to it, each as likely.

    Where units have different numbers of neighbours, each one's months are drawn by lot.
    """
    panel, near, seed = before.panel, before.near, before.seed
    recent = before.past[:, -panel.periods_a_year :]
    many = np.asarray(near.sum(axis=1)).ravel()
    told = np.asarray((near @ (recent > 0)).sum(axis=1)).ravel()
    rows = np.flatnonzero(told > 0)
    keys, nth = keys_of(panel), np.arange(before.draws)
    at_row, values = [], []
    for row in rows.tolist():
        around = near.indices[near.indptr[row] : near.indptr[row + 1]]
        months = recent[around].ravel()
        lot = lots(seed[0], seed[1], int(keys[row]), nth)
        drawn = months[(lot * many[row] * recent.shape[1]).astype(np.int64)]
        at_row.append(np.full(int((drawn > 0).sum()), row))
        values.append(drawn[drawn > 0])
    if not at_row:
        return Draws.zeros(len(panel), before.draws)
    return Draws.from_parts(
        before.draws, np.concatenate(at_row), np.concatenate(values), len(panel)
    )


def bootstrap(before: Before) -> Draws:
    """Any unit's month of the last 240, each as likely."""
    panel, seed, draws = before.panel, before.seed, before.draws
    pool = before.past[:, -20 * panel.periods_a_year :]
    share = float((pool > 0).mean())
    positive = np.sort(pool[pool > 0])
    lot = lots(seed[0], seed[1], keys_of(panel)[:, None], np.arange(draws)[None, :])
    row, column = np.nonzero(lot < share)
    taken = (lot[row, column] / share * len(positive)).astype(np.int64) if len(row) else row
    return Draws.from_parts(draws, row, positive[taken], len(panel))


HISTORIES: dict[str, History] = {
    "zero": zero,
    "last": as_last,
    "past12": past12,
    "climatology36": climatology36,
    "conflictology": conflictology,
    "conflictology_neighbours": conflictology_neighbours,
    "bootstrap": bootstrap,
}
HISTORIES |= added_rules(HISTORIES)


def draw_history(
    name: str, panel: Panel, past: Floats, *, draws: int, seed: int, period: int
) -> Draws:
    """Draws of one rule for each unit, from deaths by period up to `period`."""
    around = neighbours(panel, 1) if "neighbours" in name else None
    return HISTORIES[name](Before(panel, past, draws, (seed, period), around))


def _own_months(before: Before, many: int) -> Draws:
    """Each of the last periods as often as another: draws are the next multiple of them."""
    months = before.past[:, -many:]
    times = -(-before.draws // months.shape[1])
    row, column = np.nonzero(months > 0)
    return Draws.from_parts(
        months.shape[1] * times,
        np.repeat(row, times),
        np.repeat(months[row, column], times),
        len(months),
    )


def _poisson(before: Before, mean: Floats) -> Draws:
    from scipy.stats import poisson

    panel, seed, draws = before.panel, before.seed, before.draws
    rows = np.flatnonzero(mean > 0)
    lot = lots(seed[0], seed[1], keys_of(panel)[rows][:, None], np.arange(draws)[None, :])
    drawn = poisson.ppf(lot, mean[rows][:, None])
    row, column = np.nonzero(drawn > 0)
    return Draws.from_parts(draws, rows[row], drawn[row, column], len(panel))
