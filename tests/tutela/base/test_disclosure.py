"""What leaves the mission tells no small count, not even by subtraction."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.disclosure import LEAST, cells_to_show, generalise_degrees, rows_to_show

TABLES = st.integers(1, 4).flatmap(
    lambda n: st.integers(1, 4).flatmap(
        lambda m: st.lists(
            st.lists(st.integers(0, 12), min_size=m, max_size=m), min_size=n, max_size=n
        )
    )
)


@given(TABLES)
def test_no_small_count_is_told(table: list[list[int]]) -> None:
    counts = np.array(table)
    for totals in (False, True):
        shown = cells_to_show(counts, totals=totals)
        assert not (shown & (counts > 0) & (counts < LEAST)).any()


@given(TABLES)
def test_no_hidden_count_is_had_by_subtracting_from_a_total(table: list[list[int]]) -> None:
    counts = np.array(table)
    shown = cells_to_show(counts, totals=True)
    for line, seen in itertools.chain(
        zip(counts, shown, strict=True), zip(counts.T, shown.T, strict=True)
    ):
        hidden = line[~seen]
        if len(hidden) and (line[seen] > 0).any():
            assert len(hidden) > 1 and hidden.sum() >= LEAST


@given(st.floats(-179, 179))
def test_a_generalised_place_is_within_its_cell(degrees: float) -> None:
    moved = generalise_degrees(degrees)
    assert abs(moved - degrees) <= 0.0500001
    assert generalise_degrees(moved) == moved


ROWS = st.integers(2, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=n, max_size=n
    )
)


@given(ROWS)
def test_no_row_hidden_is_had_from_everything_told(table: list[list[int]]) -> None:
    counts = np.array(table)
    shown = rows_to_show(counts)
    told = counts[shown]
    assert not ((told > 0) & (told < LEAST)).any()
    hidden = counts[~shown]
    if (told.sum(axis=1) > 0).any():
        rest = counts.sum(axis=0) - told.sum(axis=0)  # the totals are told as well
        assert not ((rest > 0) & (rest < LEAST)).any()
        assert (hidden.sum(axis=1) > 0).sum() != 1
