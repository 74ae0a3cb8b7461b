"""Counts that are told to others edition after edition, so that no small one can be had from them.

    first = hide_cells(areas, months, counts, totals=True)
    second = hide_cells(areas, months, corrected, totals=True, before=[first])

A reader keeps every edition. What a later one tells must not say, together with the earlier ones,
what any of them hid: neither by its cells and totals, nor by what a correction changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutela.base.disclosure import LEAST, cells_to_show
from tutela.reporting.products import Product

Value = tuple[str, str, int]
"""A count of a row and a column; editions in which it is the same share it."""


@dataclass(frozen=True, slots=True, eq=False)
class HiddenTable:
    """A table of counts as it is told: which of its cells and totals are.

    counts         n x m, 0 or more: kept with the edition, never told whole
    shown          n x m: which are told
    row_totals     n: which totals of rows are told; column_totals, m; grand_total, one
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: NDArray[np.int64]
    shown: NDArray[np.bool_]
    row_totals: NDArray[np.bool_]
    column_totals: NDArray[np.bool_]
    grand_total: NDArray[np.bool_]

    def cell(self, row: int, column: int) -> int | None:
        """A count as it is told; None where it is hidden."""
        return int(self.counts[row, column]) if self.shown[row, column] else None

    @property
    def hides_anything(self) -> bool:
        """Whether any of its cells is hidden."""
        return not bool(self.shown.all())


def must_hide(product: Product, *, from_compartment: bool = False) -> bool:
    """Whether small counts are hidden in a product: in all that goes outside, and in any total that
    rests on a compartment. Open casualty figures of internal reports stand as they are.

    >>> from tutela.reporting.products import products
    >>> must_hide(products()["cluster_trends"]), must_hide(products()["daily"])
    (True, False)
    """
    return product.outside or from_compartment


def hide_cells(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: NDArray[np.int64],
    *,
    totals: bool,
    before: Sequence[HiddenTable] = (),
) -> HiddenTable:
    """A table of counts with what may not be told hidden.

    Takes   names of n rows and m columns; n x m counts; whether totals are told beside them;
            before, the earlier editions, oldest first: rows and columns are known by their names.
    Gives   the table. What an earlier edition hid stays hidden. A total is withheld where it would,
            with everything told before, say what a hidden small cell is.
    Source  Willenborg & de Waal (2001), Elements of Statistical Disclosure Control, chapter 3:
            each hidden cell is checked by the least and the most it could be.

    >>> first = hide_cells(["a"], ["x", "y", "z"], np.array([[7, 6, 9]]), totals=True)
    >>> first.hides_anything
    False
    >>> fewer = np.array([[3, 6, 9]])
    >>> then = hide_cells(["a"], ["x", "y", "z"], fewer, totals=True, before=[first])
    >>> then.cell(0, 0) is None, bool(then.row_totals[0])
    (True, False)
    """
    hidden_before = _hidden_before(rows, columns, before)
    shown = cells_to_show(counts, totals=totals, hidden_before=hidden_before)
    table = HiddenTable(
        tuple(rows),
        tuple(columns),
        counts,
        shown,
        np.full(len(rows), totals),
        np.full(len(columns), totals),
        np.full(1, totals),
    )
    while computable := computable_cells([*before, table]):
        if not _withhold_total(table, computable[0]):
            break
    return table


def _hidden_before(
    rows: Sequence[str], columns: Sequence[str], before: Sequence[HiddenTable]
) -> NDArray[np.bool_]:
    hidden = np.zeros((len(rows), len(columns)), dtype=np.bool_)
    row_of = {name: number for number, name in enumerate(rows)}
    column_of = {name: number for number, name in enumerate(columns)}
    for table in before:
        for row, column in zip(*np.nonzero(~table.shown), strict=True):
            here = row_of.get(table.rows[row]), column_of.get(table.columns[column])
            if here[0] is not None and here[1] is not None:
                hidden[here[0], here[1]] = True
    return hidden


def _withhold_total(table: HiddenTable, value: Value) -> bool:
    """Withhold a total that helps to compute a value; whether there was one left."""
    lines = (
        (table.row_totals, table.rows, value[0]),
        (table.column_totals, table.columns, value[1]),
    )
    for told, names, name in lines:
        if name in names and told[names.index(name)]:
            told[names.index(name)] = False
            return True
    for told in (table.grand_total, table.row_totals, table.column_totals):
        if told.any():
            told[np.flatnonzero(told)[0]] = False
            return True
    return False


# --- what a reader of every edition could compute


def computable_cells(editions: Sequence[HiddenTable]) -> list[Value]:
    """The small counts that some edition hid and that all of them together tell.

    Takes   editions of one table, oldest first. A reader is taken to know which counts a correction
            changed: a count that did not change is the same in each.
    Gives   row, column and count of each that can be no other number, in order of rows.
    """
    least = _least_of_unknown(editions)
    equations = _equations(editions, least)
    if not equations:
        return []
    reader = _Reader(least, equations)
    return [value for value in sorted(least) if value[2] < LEAST and reader.knows(value)]


def _least_of_unknown(editions: Sequence[HiddenTable]) -> dict[Value, int]:
    """The values no edition tells, each with the least it could be: none is told, so that what is
    hidden for the first time is at least one.
    """
    told: set[Value] = set()
    least: dict[Value, int] = {}
    hidden_before: set[tuple[str, str]] = set()
    for table in editions:
        for (row, column), count in np.ndenumerate(table.counts):
            value = table.rows[row], table.columns[column], int(count)
            if table.shown[row, column]:
                told.add(value)
                continue
            if value[:2] not in hidden_before:
                least[value] = 1
            least.setdefault(value, 0)
            hidden_before.add(value[:2])
    return {value: end for value, end in least.items() if value not in told}


def _equations(
    editions: Sequence[HiddenTable], unknown: Mapping[Value, int]
) -> list[tuple[frozenset[Value], int]]:
    """What told totals say of the sums of values that no edition tells."""
    sums: dict[frozenset[Value], int] = {}
    for table in editions:
        for line in _told_lines(table):
            left = frozenset(value for value in line if value in unknown)
            if left:
                sums[left] = sum(value[2] for value in left)
    return list(sums.items())


def _told_lines(table: HiddenTable) -> Iterator[list[Value]]:
    """The cells of each line whose total is told."""
    values = [
        [(row, column, int(table.counts[n, m])) for m, column in enumerate(table.columns)]
        for n, row in enumerate(table.rows)
    ]
    yield from (values[n] for n in np.flatnonzero(table.row_totals))
    yield from ([line[m] for line in values] for m in np.flatnonzero(table.column_totals))
    if table.grand_total[0]:
        yield [value for line in values for value in line]


class _Reader:
    """Somebody who keeps every edition: what a hidden count could be, at least and at most."""

    def __init__(
        self, unknown: Mapping[Value, int], equations: Sequence[tuple[frozenset[Value], int]]
    ) -> None:
        from scipy.optimize import LinearConstraint

        self.number_of = {value: number for number, value in enumerate(unknown)}
        self.least = np.array(list(unknown.values()), dtype=float)
        matrix = np.zeros((len(equations), len(unknown)))
        for line, (values, _total) in enumerate(equations):
            for value in values:
                matrix[line, self.number_of[value]] = 1
        totals = np.array([total for _values, total in equations], dtype=float)
        self.constraint = LinearConstraint(matrix, totals, totals)
        self.in_equation: NDArray[np.bool_] = np.asarray(matrix.any(axis=0))

    def knows(self, value: Value) -> bool:
        """Whether a count can be nothing but what it is."""
        number = self.number_of[value]
        if not self.in_equation[number]:
            return False
        return self._end(number, 1) == value[2] == self._end(number, -1)

    def _end(self, number: int, sign: int) -> int | None:
        """The least (sign 1) or the most (sign -1) a count could be; None if there is no end."""
        from scipy.optimize import Bounds, milp

        wanted = np.zeros(len(self.number_of))
        wanted[number] = sign
        solved = milp(
            wanted,
            integrality=np.ones(len(wanted)),
            bounds=Bounds(self.least, np.inf),
            constraints=self.constraint,
        )
        return round(sign * solved.fun) if solved.success else None
