"""The one door to a solver of mixed-integer programs: HiGHS, by scipy's binding (ADR 82)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tutela.base.later import Bools, Floats, Ints, np

OPTIMAL, OUT_OF_TIME, IMPOSSIBLE = 0, 1, 2
"""How HiGHS ended, as scipy numbers it."""


@dataclass(frozen=True, eq=False)
class LinearRow:
    """One or many rows of a program: low <= a x <= high, by the places of what is not nought."""

    row: Ints
    column: Ints
    factor: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Program:
    """Columns from 0 to `most`, whole where `whole`, so that `cost` x is least under the rows.

    free    columns that may be any number, also below nought.
    """

    cost: Floats
    most: Floats
    whole: Bools
    rows: Sequence[LinearRow]
    free: Ints | None = None


@dataclass(frozen=True, eq=False)
class Solved:
    """What came of it.

    x       the columns; None where no answer was found in time.
    value   what it costs; bound, below which no answer can cost.
    best    whether nothing costs less, within the gap asked for.
    """

    x: Floats | None
    value: float
    bound: float
    best: bool
    possible: bool


def solve(program: Program, *, gap: float = 0.0, seconds: float = 60.0) -> Solved:
    """The answer that costs least.

    Takes   gap, how far from the least an answer may be, as a share; seconds, after which the best
            found so far is given.
    Gives   Solved. `possible` is False only where it is proven that nothing keeps all rows.
    Source  HiGHS (Huangfu and Hall 2018), called through scipy.optimize.milp.

    >>> import numpy as np
    >>> one = np.array([0]), np.array([0]), np.array([1.0])
    >>> wanted = LinearRow(*one, np.array([1.0]), np.array([2.0]))
    >>> program = Program(np.array([3.0]), np.array([5.0]), np.array([True]), [wanted])
    >>> solve(program).value
    3.0
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load
    from scipy.sparse import csr_array

    width, least = len(program.cost), np.zeros(len(program.cost))
    most = program.most.astype(float).copy()
    if program.free is not None:
        least[program.free], most[program.free] = -np.inf, np.inf
    constraints: list[Any] = []
    for rows in program.rows:
        shape = (len(rows.low), width)
        matrix = csr_array((rows.factor, (rows.row, rows.column)), shape=shape)
        constraints.append(LinearConstraint(matrix, rows.low, rows.high))
    answer = milp(
        program.cost,
        integrality=program.whole.astype(int),
        bounds=Bounds(least, most),
        constraints=constraints,
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    possible = answer.status != IMPOSSIBLE
    if answer.x is None:
        return Solved(None, np.inf, -np.inf, best=False, possible=possible)
    bound = answer.fun if answer.mip_dual_bound is None else float(answer.mip_dual_bound)
    return Solved(
        answer.x, float(answer.fun), bound, best=answer.status == OPTIMAL, possible=possible
    )
