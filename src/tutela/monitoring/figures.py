"""Figures of a period, counted from the event table; what cannot be counted is counted out loud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tutela.base.days import split_by_period
from tutela.base.later import pl
from tutela.base.messages import Sentence
from tutela.incidents.compartments import closed_harms
from tutela.incidents.words import HARMS
from tutela.monitoring.map import Mark

WITHHELD_HARMS = closed_harms()
"""Harms whose records stay in their compartment: in no figure, no list and on no map."""

DATED_TO_A_WEEK = 3
"""UCDP date precision: 1 day, 2 two to six days, 3 week; beyond that no week can be said."""

LOCATED_NEARBY = 2
"""UCDP place precision: 1 exact, 2 within 25 km; beyond, the centre of an area."""

_CIVILIAN_HARMS = tuple(harm for harm in HARMS if harm not in WITHHELD_HARMS)


@dataclass(frozen=True, slots=True)
class Period:
    """What was recorded in some days.

    civilians   civilians recorded killed, best count; None if no incident says.
    unsaid      incidents that do not say how many civilians died.
    undated     incidents of about then, dated only to a wider span, so not counted.
    apart       these in words, with the days they are dated to; None where there are none.
    """

    first: date
    last: date
    incidents: int
    civilians: int | None
    unsaid: int
    undated: int
    apart: Sentence | None = None


def shown_events(events: pl.DataFrame) -> pl.DataFrame:
    """Events that may be shown: no totals over a country, nothing of a withheld compartment."""
    return events.filter(
        (pl.col("grain") == "event") & ~pl.col("harm").is_in(list(WITHHELD_HARMS)).fill_null(False)
    )


def newest(events: pl.DataFrame) -> date | None:
    """The day the newest event that may be shown ended; None where there is none with a date."""
    last = shown_events(events)["date_end"].max()
    return last if isinstance(last, date) else None


def period(events: pl.DataFrame, *, until: date, days: int = 7) -> Period:
    """What was recorded in the `days` days that end with `until`.

    Takes   the canonical event table; an event counts where all its days lie in the period.
    Gives   a Period; incidents with no date, or one too wide for a week, are left out and counted.

    >>> from tutela.incidents.types import Events
    >>> period(Events.empty().frame, until=date(2030, 6, 7)).incidents
    0
    """
    first = until - timedelta(days=days - 1)
    known = shown_events(events)
    here = split_by_period(known, first, until, first="date_start", last="date_end")
    exact = pl.col("date_precision").fill_null(1) <= DATED_TO_A_WEEK
    dated = here.within.filter(exact)
    apart = pl.concat([here.apart, here.within.filter(~exact)])
    said = dated["civilian_deaths"].drop_nulls()
    return Period(
        first=first,
        last=until,
        incidents=dated.height,
        civilians=int(said.cast(pl.Int64).sum()) if said.len() or not dated.height else None,
        unsaid=dated.height - said.len(),
        undated=apart.height,
        apart=replace(here, apart=apart).say_apart(),
    )


def marks(events: pl.DataFrame, *, until: date, days: int = 90) -> tuple[tuple[Mark, ...], int]:
    """The events of the last `days` days as marks on a map.

    Takes   the canonical event table.
    Gives   marks, oldest first, and how many events are left out because their place is known only
            to a district or wider, or not at all. Precursors are no harm done and are not drawn.
    """
    then = shown_events(events).filter(
        (pl.col("date_end") > until - timedelta(days=days)) & (pl.col("date_end") <= until)
    )
    against = (
        (pl.col("violence") == "one-sided")
        | (pl.col("civilian_deaths").fill_null(0) > 0)
        | ((pl.col("violence") == "unknown") & pl.col("harm").is_in(_CIVILIAN_HARMS))
    )
    drawn = then.with_columns(
        against.fill_null(False).alias("against"),
        pl.col("violence").is_in(["state-based", "non-state"]).fill_null(False).alias("fighting"),
        (pl.lit(until) - pl.col("date_end")).dt.total_days().alias("age"),
    ).filter(pl.col("against") | pl.col("fighting"))
    located = drawn.filter(
        pl.col("latitude").is_not_null()
        & pl.col("longitude").is_not_null()
        & (pl.col("place_precision").fill_null(LOCATED_NEARBY) <= LOCATED_NEARBY)
    ).sort("age", "source", "source_id", descending=[True, False, False])
    columns = located.select("latitude", "longitude", "against", "fighting", "age")
    return tuple(Mark(*row) for row in columns.iter_rows()), drawn.height - located.height
