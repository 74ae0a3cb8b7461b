"""What leaves the mission tells no small count, not even by subtraction."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.disclosure import (
    LEAST,
    SpanTold,
    cells_to_show,
    generalise_degrees,
    may_tell_span,
    rows_to_show,
)

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
    lambda n: st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=n, max_size=n)
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


DAYS = 12
SPANS = st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)).map(sorted)


@given(
    st.lists(st.integers(0, 6), min_size=DAYS, max_size=DAYS),
    st.lists(SPANS, min_size=2, max_size=8),
)
def test_no_days_are_had_from_spans_told_one_after_another(
    daily: list[int], asked: list[list[int]]
) -> None:
    """Whoever keeps every span that was ever told of one thing solves for each span that nobody
    told, and for each sum of two: none of one to four comes out."""
    told: list[SpanTold] = []
    for first, last in asked:
        span = SpanTold(_day(first), _day(last), sum(daily[first : last + 1]))
        if may_tell_span(span, told):
            told.insert(0, span)
    if not told:
        return
    lines = np.array([[s.first <= _day(n) <= s.last for n in range(DAYS)] for s in told], float)
    rank = np.linalg.matrix_rank(lines)
    single = [
        np.array([first <= n <= last for n in range(DAYS)], float)
        for first in range(DAYS)
        for last in range(first, DAYS)
    ]
    pairs = [
        one + other
        for number, one in enumerate(single)
        for other in single[number + 1 :: 7]
        if not (one * other).any()
    ]
    for wanted in [*single, *pairs]:
        if np.linalg.matrix_rank(np.vstack([lines, wanted])) == rank:
            assert not 0 < wanted @ np.array(daily) < LEAST


def test_what_was_corrected_by_few_is_told_as_it_was() -> None:
    may = SpanTold(_day(0), _day(3), 8)
    assert not may_tell_span(may._replace(number=9), [may])
    assert may_tell_span(may._replace(number=14), [may])


def test_what_does_not_add_up_is_told_of_the_same_days_alone() -> None:
    may = SpanTold(_day(0), _day(3), 8)
    assert may_tell_span(may, [may], adds_up=False)
    assert not may_tell_span(SpanTold(_day(1), _day(2), 8), [may], adds_up=False)
    assert may_tell_span(SpanTold(_day(4), _day(6), 8), [may], adds_up=False)


def _day(number: int) -> date:
    return date(2018, 5, 1) + timedelta(days=number)
