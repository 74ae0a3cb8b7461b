"""Counts that are told to others edition after edition, so that no small one can be had from them.

    first = hide_cells(areas, months, counts, totals=True)
    second = hide_cells(areas, months, corrected, totals=True, before=[first])

A reader keeps every edition. What a later one tells must not say, together with the earlier ones,
what any of them hid: neither by its cells and totals, nor by what a correction changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.base.disclosure import LEAST, cells_to_show
from tutela.base.later import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def hide_cells(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: NDArray[np.int64],
    *,
    totals: bool,
    known_totals: bool = False,
    before: Sequence[HiddenTable] = (),
    hidden: Collection[tuple[str, str]] = (),
) -> HiddenTable:
    """A table of counts with what may not be told hidden: in packets for partners and in reports.

    Takes   names of n rows and m columns; n x m counts; whether totals are told beside them, or may
            be known from elsewhere; before, the earlier editions, oldest first: rows and columns
            are known by their names; hidden, row and column of what was hidden by what left the
            mission in another form.
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
    >>> told = hide_cells(["a"], ["x", "y"], np.array([[7, 6]]), totals=False, hidden=[("a", "y")])
    >>> told.cell(0, 0), told.cell(0, 1)
    (7, None)
    """
    hidden_before = _hidden_before(rows, columns, before) | _cells_named(rows, columns, hidden)
    shown = cells_to_show(counts, totals=totals or known_totals, hidden_before=hidden_before)
    table = HiddenTable(
        tuple(rows),
        tuple(columns),
        counts,
        shown,
        np.full(len(rows), totals),
        np.full(len(columns), totals),
        np.full(1, totals),
    )
    safe: set[Value] = set()  # with fewer totals they stay so
    while told := next(_find_computable([*before, table], safe), None):
        if not _withhold_total(table, told):
            break
    return table


def hold_small_changes(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: NDArray[np.int64],
    told: Mapping[tuple[str, str], int],
) -> tuple[NDArray[np.int64], int]:
    """Counts as they may be told beside those told before: one that changed by fewer than LEAST
    stays as it was told, else the two editions together would point to the few between them. What
    is small itself is not held but hidden: nothing told as none is told so for longer than it is.

    Takes   names of n rows and m columns; n x m counts; told, by row and column, what left the
            mission last.
    Gives   the counts, and how many of them are held at what was told.

    >>> counts, held = hold_small_changes(["a"], ["x"], np.array([[9]]), {("a", "x"): 8})
    >>> counts.tolist(), held
    ([[8]], 1)
    >>> hold_small_changes(["a"], ["x"], np.array([[13]]), {("a", "x"): 8})[0].tolist()
    [[13]]
    """
    before = np.array(
        [[told.get((row, column), -1) for column in columns] for row in rows], dtype=np.int64
    ).reshape(counts.shape)
    differs = np.abs(counts - before)
    held = (before >= LEAST) & (counts >= LEAST) & (differs > 0) & (differs < LEAST)
    return np.where(held, before, counts), int(held.sum())


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


def _cells_named(
    rows: Sequence[str], columns: Sequence[str], cells: Collection[tuple[str, str]]
) -> NDArray[np.bool_]:
    """Which cells of a table are among these."""
    named = [[(row, column) in cells for column in columns] for row in rows]
    return np.array(named, dtype=np.bool_).reshape(len(rows), len(columns))


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
    return list(_find_computable(editions, set()))


def _find_computable(editions: Sequence[HiddenTable], safe: set[Value]) -> Iterator[Value]:
    """The same one by one; what is not among them is added to `safe`, which is not asked again."""
    least = _least_of_unknown(editions)
    equations = _equations(editions, least)
    if not equations:
        return
    reader = _Reader(editions, least, equations)
    for value in sorted(least):
        if value[2] < LEAST and value not in safe:
            if reader.knows(value):
                yield value
            else:
                safe.add(value)


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
        self,
        editions: Sequence[HiddenTable],
        least: Mapping[Value, int],
        equations: Sequence[tuple[frozenset[Value], int]],
    ) -> None:
        self.number_of = {value: number for number, value in enumerate(least)}
        self.least = np.array(list(least.values()), dtype=float)
        self.counts = np.array([value[2] for value in least], dtype=float)
        self.totals = np.array([total for _values, total in equations], dtype=float)
        self.matrix = np.zeros((len(equations), len(least)))
        for line, (values, _total) in enumerate(equations):
            for value in values:
                self.matrix[line, self.number_of[value]] = 1
        self.grids = [self._grid(table) for table in editions]

    def _grid(self, table: HiddenTable) -> NDArray[np.int64]:
        """The number of the unknown count in each cell of an edition; -1 where it is known."""
        values = (
            (table.rows[row], table.columns[column], int(count))
            for (row, column), count in np.ndenumerate(table.counts)
        )
        numbers = [self.number_of.get(value, -1) for value in values]
        return np.array(numbers, dtype=np.int64).reshape(table.counts.shape)

    def knows(self, value: Value) -> bool:
        """Whether a count can be nothing but what it is."""
        number = self.number_of[value]
        if not self.matrix[:, number].any() or self._may_shift(number):
            return False
        return self._end(number, 1) == value[2] == self._end(number, -1)

    def _may_shift(self, number: int) -> bool:
        """Whether one more or less here is made up for by the corners of a rectangle of hidden
        cells, in every total at once: then the count could be another. Most are told safe by this.
        """
        for grid in self.grids:
            for row, column in zip(*np.nonzero(grid == number), strict=True):
                for other_row in np.flatnonzero(grid[:, column] >= 0):
                    for other_column in np.flatnonzero(grid[row] >= 0):
                        if other_row == row or other_column == column:
                            continue
                        across, down = grid[row, other_column], grid[other_row, column]
                        corner = grid[other_row, other_column]
                        if corner >= 0 and self._balances((number, corner), (across, down)):
                            return True
        return False

    def _balances(self, raised: tuple[int, int], lowered: tuple[int, int]) -> bool:
        """Whether one more in each of two counts and one less in each of two others, or the other
        way round, leaves every total as it is."""
        lines = self.matrix[:, raised].sum(axis=1) - self.matrix[:, lowered].sum(axis=1)
        if lines.any():
            return False
        spare = self.counts > self.least
        return bool(spare[list(raised)].all() or spare[list(lowered)].all())

    def _end(self, number: int, sign: int) -> int | None:
        """The least (sign 1) or the most (sign -1) a count could be; None if there is no end."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        wanted = np.zeros(len(self.number_of))
        wanted[number] = sign
        solved = milp(
            wanted,
            integrality=np.ones(len(wanted)),
            bounds=Bounds(self.least, np.inf),
            constraints=LinearConstraint(self.matrix, self.totals, self.totals),
        )
        return round(sign * solved.fun) if solved.success else None
