"""What was hidden once cannot be had by who keeps every edition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.counts import counted
from tutela.base.disclosure import LEAST
from tutela.sharing.hiding import HiddenTable, computable_cells, hide_cells

AREAS, MONTHS = ("North", "East"), ("May", "June")


def edition(counts: list[list[int]], *before: HiddenTable) -> HiddenTable:
    columns = MONTHS if len(counts[0]) == 2 else tuple(f"m{n}" for n in range(len(counts[0])))
    rows = AREAS[: len(counts)] if len(counts) < 3 else tuple(f"a{n}" for n in range(len(counts)))
    return hide_cells(rows, columns, np.array(counts), totals=True, before=before)


MOST_TRIED, MOST_UNKNOWN = 12, 5


def attack(editions: list[HiddenTable]) -> dict[tuple[int, ...], set[int]]:
    """By trying every number: what each count that the last edition hides could be.

    The reader knows what is told, and which counts a correction changed.
    """
    cells = list(np.ndindex(editions[0].counts.shape))
    unknown: dict[tuple[int, tuple[int, ...]], int] = {}
    for number, table in enumerate(editions):
        for cell in cells:
            if not table.shown[cell] and not is_unchanged(editions, number, cell):
                unknown[number, cell] = len(unknown)
    if not 0 < len(unknown) <= MOST_UNKNOWN:
        return {}
    guesses = np.indices((MOST_TRIED,) * len(unknown)).reshape(len(unknown), -1).T
    fits = np.ones(len(guesses), dtype=bool)
    values: dict[tuple[int, ...], NDArray[np.int64]] = {}
    for number, table in enumerate(editions):
        for cell in cells:
            if (number, cell) in unknown:
                values[cell] = guesses[:, unknown[number, cell]]
            elif not is_unchanged(editions, number, cell):
                values[cell] = np.full(len(guesses), table.counts[cell])
            if table.shown[cell]:
                fits &= values[cell] == table.counts[cell]
        for line in told_lines(table):
            fits &= sum(values[cell] for cell in line) == sum(table.counts[cell] for cell in line)
    assert fits.any(), "the truth is among what fits"
    hidden = [cell for cell in cells if not editions[-1].shown[cell]]
    return {cell: set(values[cell][fits].tolist()) for cell in hidden}


def is_unchanged(editions: list[HiddenTable], number: int, cell: tuple[int, ...]) -> bool:
    return number > 0 and bool(editions[number].counts[cell] == editions[number - 1].counts[cell])


def told_lines(table: HiddenTable) -> list[list[tuple[int, ...]]]:
    rows, columns = map(range, table.counts.shape)
    lines = [[(n, m) for m in columns] for n in rows if table.row_totals[n]]
    lines += [[(n, m) for n in rows] for m in columns if table.column_totals[m]]
    return lines + ([[(n, m) for n in rows for m in columns]] if table.grand_total[0] else [])


def test_a_count_that_fell_after_it_was_told_cannot_be_had_by_subtracting() -> None:
    first = edition([[7, 6, 9]])
    assert not first.hides_anything
    second = edition([[3, 6, 9]], first)
    assert second.cell(0, 0) is None
    assert not second.row_totals[0], "18 - 6 - 9 would say 3"


def test_what_was_hidden_once_stays_hidden_when_it_grows() -> None:
    first = edition([[3, 8, 9]])
    second = edition([[6, 8, 9]], first)
    assert second.cell(0, 0) is None
    assert computable_cells([first, second]) == []


def test_a_bridge_between_two_blocks_is_not_computed_from_totals() -> None:
    """Each line hides two cells and more, and yet sums of rows less sums of columns say one."""
    counts = [
        [3, 9, 60, 60, 60],
        [8, 4, 60, 60, 60],
        [60, 9, 2, 60, 60],
        [60, 60, 60, 3, 9],
        [60, 60, 9, 8, 4],
    ]
    assert computable_cells([edition(counts)]) == []


def test_a_small_count_alone_in_its_table_is_hidden_with_its_total() -> None:
    told = edition([[0, 3], [0, 0]])
    assert told.cell(0, 1) is None
    assert not told.row_totals[0]
    assert not told.grand_total[0]
    assert told.cell(1, 1) == 0, "nobody is counted in none"


counts = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2)
larger = st.lists(
    st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 30]), min_size=4, max_size=4),
    min_size=3,
    max_size=3,
)


@settings(max_examples=counted(25, 500), deadline=None)
@given(counts, st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(-4, 4))))
def test_two_editions_never_tell_a_small_count(
    first: list[list[int]], corrections: list[tuple[int, int, int]]
) -> None:
    """A law: whoever keeps both editions and tries every number cannot say what was hidden."""
    second = [list(row) for row in first]
    for row, column, more in corrections[:2]:
        second[row][column] = min(max(0, second[row][column] + more), 9)
    one = edition(first)
    two = edition(second, one)
    for editions in ([one], [one, two]):
        for cell, could_be in attack(editions).items():
            if editions[-1].counts[cell] < LEAST:
                assert len(could_be) > 1, (cell, could_be)


@settings(max_examples=counted(6, 200), deadline=None)
@given(st.lists(larger, min_size=1, max_size=3))
def test_no_row_of_editions_says_what_one_of_them_hid(editions: list[list[list[int]]]) -> None:
    told: list[HiddenTable] = []
    for counts_now in editions:
        told.append(edition(counts_now, *told))
        assert computable_cells(told) == []
        for earlier in told[:-1]:
            assert not (told[-1].shown & ~earlier.shown).any()


@pytest.mark.parametrize("totals", [False, True])
def test_without_totals_each_small_count_alone_is_hidden(totals: bool) -> None:
    told = hide_cells(AREAS, MONTHS, np.array([[2, 9], [9, 9]]), totals=totals)
    assert told.shown.sum() == (0 if totals else 3)
