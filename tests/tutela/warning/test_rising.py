"""Three signs in a week at one place are held against its own weeks; less known is wider."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.warning.rising import (
    KNOWN_WEEKS,
    LEAST,
    NOT_KNOWN,
    RARE,
    RISING,
    USUAL,
    WEEKS,
    chance_of,
    run_of,
)

TODAY = date(2018, 12, 31)
LONG_AGO = date(2017, 1, 1)
counts = st.integers(0, 60)
weeks = st.integers(0, WEEKS)
last_year = st.dates(date(2018, 1, 1), date(2019, 1, 31))


def days(*back: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in back]


def test_three_signs_where_nothing_is_usual_rise_and_where_they_come_each_week_they_do_not() -> (
    None
):
    quiet = run_of(days(0, 2, 5), listened_since=LONG_AGO, on=TODAY)
    assert (quiet.state, quiet.signs, quiet.a_week) == (RISING, 3, 0)
    busy = days(0, 2, 5) + days(*(7 + 7 * week + day for week in range(26) for day in (0, 3)))
    used = run_of(busy, listened_since=LONG_AGO, on=TODAY)
    assert (used.state, used.before, used.a_week) == (USUAL, 52, 2)


def test_a_place_listened_to_for_a_month_is_not_known_and_never_rising() -> None:
    short = run_of(days(0, 1, 2, 3, 4), listened_since=TODAY - timedelta(days=30), on=TODAY)
    assert short.state == NOT_KNOWN and short.a_week is None


def test_a_count_below_none_is_refused() -> None:
    with pytest.raises(BadParameter, match="below none"):
        chance_of(-1, 0, 26)


@given(counts, counts, weeks)
def test_more_signs_are_never_likelier(signs: int, before: int, listened: int) -> None:
    assert 0 <= chance_of(signs + 1, before, listened) <= chance_of(signs, before, listened) <= 1


@given(counts, counts, weeks)
def test_what_comes_more_often_is_never_rarer(signs: int, before: int, listened: int) -> None:
    more = chance_of(signs, before + 1, listened)
    assert more >= chance_of(signs, before, listened) - 1e-9


@given(st.integers(LEAST, 30), st.integers(0, WEEKS - 1))
def test_less_known_is_wider(signs: int, listened: int) -> None:
    assert chance_of(signs, 0, listened) >= chance_of(signs, 0, listened + 1) - 1e-12


@given(st.lists(last_year, max_size=60), last_year)
def test_a_run_is_rising_only_where_it_is_known_long_and_rare(
    told: list[date], since: date
) -> None:
    run = run_of(told, listened_since=since, on=TODAY)
    assert run == run_of(reversed(told), listened_since=since, on=TODAY)
    if run.state == RISING:
        assert run.signs >= LEAST and run.weeks >= KNOWN_WEEKS and run.chance < RARE
    if run.state == NOT_KNOWN:
        assert run.signs >= LEAST and run.weeks < KNOWN_WEEKS
    assert run.signs + run.before <= len(told)


@given(st.lists(last_year, max_size=40), st.lists(last_year, max_size=10))
def test_what_lies_ahead_counts_for_nothing(told: list[date], later: list[date]) -> None:
    ahead = [TODAY + timedelta(days=1 + day.day) for day in later]
    with_ahead = run_of([*told, *ahead], listened_since=LONG_AGO, on=TODAY)
    assert with_ahead == run_of(
        [day for day in told if day <= TODAY], listened_since=LONG_AGO, on=TODAY
    )
