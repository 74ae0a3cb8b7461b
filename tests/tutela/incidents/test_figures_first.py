"""Figures go before words: a law of every row, whatever was read of it."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tutela.incidents.compartments import closed_harms
from tutela.incidents.figures_first import harm_by_figures, harms_by_figures
from tutela.incidents.words import WORDS

HARMS = st.sampled_from([*WORDS, None])
FIGURES = st.one_of(st.none(), st.integers(0, 500))


@given(HARMS, FIGURES, FIGURES, st.booleans())
def test_killed_above_nought_is_a_killing_unless_its_source_said_more(
    harm: str | None, killed: int | None, abducted: int | None, stated: bool
) -> None:
    after = harm_by_figures(harm, killed=killed, abducted=abducted, stated=stated)
    if harm in closed_harms():
        assert after == harm, "no figure opens what is closed"
    elif killed:
        assert after == "killing" or (stated and after == harm)
        assert after not in ("maiming", "unknown", None)
    elif abducted:
        assert after not in ("unknown", None)
    else:
        assert after == harm, "where nothing is counted the words stand"


@given(HARMS, FIGURES, FIGURES, st.booleans())
def test_it_says_the_same_again(
    harm: str | None, killed: int | None, abducted: int | None, stated: bool
) -> None:
    once = harm_by_figures(harm, killed=killed, abducted=abducted, stated=stated)
    assert harm_by_figures(once, killed=killed, abducted=abducted, stated=stated) == once


@given(st.lists(st.tuples(HARMS, FIGURES, FIGURES, FIGURES, FIGURES, st.booleans()), max_size=8))
def test_a_table_says_of_each_row_what_the_row_says(
    rows: list[tuple[str | None, int | None, int | None, int | None, int | None, bool]],
) -> None:
    names = ("harm", "deaths", "civilian_deaths", "deaths_low", "abducted", "stated")
    kinds = dict.fromkeys(names[1:5], pl.Int32) | {"harm": pl.String, "stated": pl.Boolean}
    frame = pl.DataFrame(rows, schema={name: kinds[name] for name in names}, orient="row")
    told = harms_by_figures(frame, frame["stated"]).to_list()
    for (harm, *tolls, abducted, stated), after in zip(rows, told, strict=True):
        killed = max((toll for toll in tolls if toll is not None), default=None)
        assert after == harm_by_figures(harm, killed=killed, abducted=abducted, stated=stated)
