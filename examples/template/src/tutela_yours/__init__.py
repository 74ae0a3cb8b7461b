"""A source of incidents: the columns When, Where, What and Killed."""

from __future__ import annotations

import polars as pl

from tutela.base.plugins import SourceReader
from tutela.base.tables import Table
from tutela.incidents.sources.parsed import Parsed, days, finish, years
from tutela.incidents.values import Sieve

COLUMNS = frozenset({"When", "Where", "What", "Killed"})
WHAT = {"attack": "killing", "kidnap": "abduction"}
"""Your words, and what each is in the glossary (`tutela.incidents.words.WORDS`)."""


def recognise(table: Table) -> bool:
    """Whether a table has your columns."""
    return set(table.frame.columns) >= COLUMNS


def read(table: Table) -> Parsed:
    """Your rows as events. What is not known stays blank: it is never zero."""
    sieve = Sieve(table)
    dated = days(sieve, "When", None)
    what = sieve.text("What").replace_strict(WHAT, default="unknown", return_dtype=pl.String)
    numbers = pl.Series([f"{line}" for line in table.lines])
    columns: dict[str, pl.Series | str | None] = {
        "source": "yours",
        "source_id": numbers,
        "grain": "event",
        **dated,
        "year": years(sieve, None, dated["date_start"]),
        "place": sieve.text("Where"),
        "violence": "unknown",
        "harm": what,
        "civilian_deaths": sieve.count("Killed"),
    }
    nobody = sieve.blank(pl.String)
    return finish(sieve, "Yours", columns, side_a=nobody, side_b=nobody)


SOURCE = SourceReader(contract=1, recognise=recognise, read=read)
