"""Indicators computed from records: each figure counted again here by plain loops."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.monitoring.indicators import (
    NOT_COMPUTED,
    VALUE,
    compute,
    compute_apart,
    describe,
    description_of,
    empty_table,
    library,
    quantile_interval,
    read_description,
    share_interval,
    tables,
    traps,
)

FIRST, LAST = date(2030, 6, 1), date(2030, 6, 30)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.none() | st.dates(FIRST - timedelta(9), LAST + timedelta(9)),
            "killed": st.none() | st.integers(0, 40),
            "actor": st.sampled_from(["host force", "armed group", "unknown", None]),
        }
    ),
    max_size=30,
)


def harm(rows: list[dict[str, object]]) -> pl.DataFrame:
    """A table of harm of these rows, numbered."""
    columns = empty_table("harm")
    whole = [{name: row.get(name) for name in columns.columns} for row in rows]
    numbered = [row | {"id": str(n)} for n, row in enumerate(whole)]
    return pl.DataFrame(numbered, schema=columns.schema)


@given(ROWS)
def test_figures_are_what_a_plain_loop_counts(rows: list[dict[str, object]]) -> None:
    table, within = harm(rows), [r for r in rows if r["day"] and FIRST <= r["day"] <= LAST]  # type: ignore[operator]
    asked = read_description("count", "harm", where="killed>=10")
    figure = compute(asked, table, first=FIRST, last=LAST)
    assert figure.value == sum(r["killed"] is not None and r["killed"] >= 10 for r in within)  # type: ignore[operator]
    said = [r["killed"] for r in within if r["killed"] is not None]
    figure = compute(
        read_description("sum", "harm", column="killed"), table, first=FIRST, last=LAST
    )
    assert figure.value == (None if within and not said else sum(said))  # type: ignore[arg-type]
    assert len(figure.counted) == len(said)
    asked = read_description("share", "harm", where="actor=unknown", of="actor?")
    figure = compute(asked, table, first=FIRST, last=LAST)
    whole = [r for r in within if r["actor"]]
    part = [r for r in whole if r["actor"] == "unknown"]
    if whole:
        assert (figure.numerator, figure.denominator) == (len(part), len(whole))
        assert figure.low is not None and figure.high is not None and figure.value is not None
        assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9
    else:
        assert figure.state == NOT_COMPUTED and figure.value is None
    apart = compute_apart(read_description("count", "harm"), table, "actor", first=FIRST, last=LAST)
    assert sum(one.value or 0 for one in apart.values()) == len(within)


def test_records_without_a_day_are_left_out_and_counted_out_loud() -> None:
    table = harm([{"day": None, "killed": 3}, {"day": FIRST, "killed": 2}, {"day": LAST}])
    figure = compute(
        read_description("sum", "harm", column="killed"), table, first=FIRST, last=LAST
    )
    assert figure.value == 2 and sum(figure.left_out.values()) == 2
    silent = compute(
        read_description("sum", "harm", column="killed"), table[2:], first=FIRST, last=LAST
    )
    assert silent.state == NOT_COMPUTED and silent.value is None and silent.because


@pytest.mark.parametrize(
    ("measure", "table", "more"),
    [
        ("count", "people", {}),
        ("mean", "alerts", {}),
        ("sum", "alerts", {"column": "level"}),
        ("share", "alerts", {}),
        ("count", "alerts", {"where": "caller=Amina"}),
        ("count", "alerts", {"where": "hours_to_arrive=4"}),
        ("count", "alerts", {"where": "hours_to_arrive>=soon"}),
        ("count", "alerts", {"by": ["id"]}),
        ("percentile", "alerts", {"column": "hours_to_arrive", "percentile": 100}),
    ],
)
def test_what_cannot_be_computed_is_refused_and_says_what_may_stand_there(
    measure: str, table: str, more: dict[str, object]
) -> None:
    with pytest.raises(BadParameter) as refused:
        read_description(measure, table, **more)  # type: ignore[arg-type]
    assert refused.value.next


def test_every_indicator_of_the_library_computes_warns_and_speaks_three_languages() -> None:
    day = {"first": FIRST, "last": LAST}
    for one in library():
        assert all(one.words.values()) and set(one.traps) <= set(traps()) and one.traps
        assert one.level != "activity" or not one.seeded or {"activity"} <= set(one.traps)
        if one.kind == "computed":
            asked = description_of(one)
            assert describe(asked)
            figure = compute(asked, empty_table(asked.table), **day)
            assert figure.state in (VALUE, NOT_COMPUTED)
    assert len({one.key for one in library()}) == len(library()) >= 40
    assert all({"id", "area"} <= set(columns) for columns in tables().values())
    seeded = [one for one in library() if one.seeded]
    assert sum(one.level in ("impact", "outcome", "perception") for one in seeded) > len(seeded) / 2


def test_intervals_hold_what_published_tables_give() -> None:
    low, high = share_interval(81, 263)  # Newcombe (1998), table I: 0.2553 to 0.3662
    assert (round(low, 2), round(high, 2)) == (25.53, 36.62)
    assert quantile_interval(list(range(1, 21)), 0.5) == (
        6,
        15,
    )  # by the binomial table of 20 and a half
