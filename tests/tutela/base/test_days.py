"""An attack dated over half a year is an attack of no week and no month: it is said apart."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.days import lies_within, month_of_span, only_reaches_into, split_by_period

JULY, DECEMBER = date(2018, 7, 1), date(2018, 12, 1)
YEAR_END = date(2018, 12, 31)

days = st.integers(0, 400).map(lambda n: date(2018, 1, 1) + timedelta(n))
spans = st.lists(st.tuples(st.none() | days, st.none() | days), max_size=12)


def dated(*rows: tuple[date | None, date | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"since": pl.Date, "day": pl.Date}, orient="row")


def test_the_daily_of_new_years_eve_does_not_count_half_a_year_as_that_day() -> None:
    rows = dated((JULY, YEAR_END), (DECEMBER, YEAR_END), (YEAR_END, YEAR_END), (None, YEAR_END))
    eve = split_by_period(rows, YEAR_END, YEAR_END)
    assert eve.within.height == 2
    assert eve.say_apart() == "2 more, dated only to July to December 2018"


def test_what_lies_in_the_period_leaves_nothing_to_say() -> None:
    rows = dated((DECEMBER, YEAR_END))
    assert split_by_period(rows, JULY, YEAR_END).say_apart() is None


def test_what_has_no_day_is_in_no_period_and_counted() -> None:
    told = split_by_period(dated((None, None), (JULY, None)), JULY, YEAR_END)
    assert (told.within.height, told.apart.height, told.undated) == (0, 0, 2)


def test_a_first_day_after_the_last_is_a_slip_and_the_last_holds() -> None:
    assert split_by_period(dated((YEAR_END, JULY)), JULY, JULY).within.height == 1


@given(spans, days, days)
def test_every_row_lies_within_reaches_in_or_lies_without(
    rows: list[tuple[date | None, date | None]], one: date, other: date
) -> None:
    since, until = sorted((one, other))
    table = dated(*rows)
    here = table.select(w=lies_within(since, until), r=only_reaches_into(since, until))
    assert here.null_count().sum_horizontal().item() == 0
    assert not here.filter(pl.col("w") & pl.col("r")).height


@given(spans)
def test_months_added_up_and_what_lies_in_several_are_all_that_is_dated(
    rows: list[tuple[date | None, date | None]],
) -> None:
    table = dated(*rows).with_columns(month=month_of_span())
    in_months = sum(
        split_by_period(
            table, month, (month + timedelta(31)).replace(day=1) - timedelta(1)
        ).within.height
        for month in table["month"].drop_nulls().unique()
    )
    several = table.filter(pl.col("month").is_null() & pl.col("day").is_not_null()).height
    assert in_months + several == table["day"].count()
