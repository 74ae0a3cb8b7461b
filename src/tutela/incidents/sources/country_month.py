"""Totals of a country and a month: context for a briefing, never an event at a place."""

from __future__ import annotations

from dataclasses import replace

from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.sources.parsed import Parsed, finish
from tutela.incidents.types import Events
from tutela.incidents.values import Sieve
from tutela.incidents.words import UNKNOWN

FATALITIES = frozenset({"month_end", "country", "fatalities"})
BY_TYPE = frozenset({"year", "month", "isoab", "name", "ged_best_sb", "ged_best_ns", "ged_best_os"})

_KINDS = {
    "sb": ("state-based", "clash"),
    "ns": ("non-state", "clash"),
    "os": ("one-sided", "killing"),
}


def is_country_month(table: Table) -> bool:
    """Whether the table holds deaths by country and month, in all or by kind of violence."""
    names = set(table.frame.columns)
    return names >= FATALITIES or names >= BY_TYPE


def from_country_month(table: Table) -> Parsed:
    """Totals of grain "country_month", unlocated, dated by the month.

    Gives   one record a row; three (one a kind of violence) where the table tells them apart.
    """
    return _by_type(table) if set(table.frame.columns) >= BY_TYPE else _fatalities(table)


def _fatalities(table: Table) -> Parsed:
    sieve = Sieve(table)
    end = sieve.day("month_end")
    missing = end.is_null() & sieve.text("month_end").is_null()
    sieve.refuse(
        missing, sieve.text("month_end"), say("no month"), say("give the last day of the month")
    )
    country = sieve.text("country")
    return _totals(
        sieve,
        end,
        country,
        sieve.blank(pl.String),
        UNKNOWN,
        UNKNOWN,
        sieve.count("fatalities"),
        "all",
    )


def _by_type(table: Table) -> Parsed:
    sieve = Sieve(table)
    year, month = sieve.count("year"), sieve.code(range(1, 13), "month")
    sound = year.is_between(1800, 2200)
    sieve.refuse(
        ~sound | year.is_null(), sieve.text("year"), say("is not a year"), say("write four digits")
    )
    sieve.refuse(month.is_null(), sieve.text("month"), say("no month"), say("write 1 to 12"))
    first = (
        pl.DataFrame({"year": year.clip(1800, 2200), "month": month})
        .select(pl.when(sound).then(pl.date("year", "month", 1)))
        .to_series()
    )
    counts = {kind: sieve.count(f"ged_best_{kind}") for kind in _KINDS}
    parts = [
        _totals(
            sieve,
            first.dt.month_end(),
            sieve.text("name"),
            sieve.text("isoab"),
            *_KINDS[kind],
            counts[kind],
            kind,
        )
        for kind in _KINDS
    ]
    return replace(
        parts[0],
        events=Events.concat(p.events for p in parts),
        lines=tuple(line for p in parts for line in p.lines),
    )


def _totals(
    sieve: Sieve,
    end: pl.Series,
    country: pl.Series,
    iso3: pl.Series,
    violence: str,
    harm: str,
    deaths: pl.Series,
    kind: str,
) -> Parsed:
    # Two states may share a code at different times: the source's own number tells them apart.
    who = pl.select(pl.coalesce(sieve.text("country_id"), country)).to_series()
    columns: dict[str, pl.Series | str | None] = {
        "source": "country_month",
        "source_id": pl.select(
            pl.concat_str(who, end.dt.strftime("%Y-%m"), pl.lit(kind), separator=":")
        ).to_series(),
        "grain": "country_month",
        "date_start": end.dt.month_start(),
        "date_end": end,
        "date_precision": pl.select(
            pl.when(end.is_not_null()).then(pl.lit(4, pl.Int8))
        ).to_series(),
        "year": end.dt.year().cast(pl.Int16),
        "country": country,
        "iso3": iso3,
        "violence": violence,
        "harm": harm,
        "deaths": deaths,
    }
    nobody = sieve.blank(pl.String)
    return finish(sieve, "deaths by country and month", columns, side_a=nobody, side_b=nobody)
