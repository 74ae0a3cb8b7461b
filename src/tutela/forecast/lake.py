"""Events beyond one machine's memory: laid once into Parquet files, counted by whichever engine.

Each record of events is laid in its cells and periods (`panel.lay`) and written as files of a year
each; the counts of all of them are the same Ibis expression that counts a panel. DuckDB reads such
a folder on one machine, Spark on many.

Source  cells are those of PRIO-GRID (`places.grid`); partitions are named as Hive names them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.base.errors import BadParameter, NothingAccepted
from tutela.base.later import pl
from tutela.base.messages import Sentence, say
from tutela.forecast.panel import TARGETS, Step, counts_of, first_day, lay, well_told
from tutela.incidents.types import Events
from tutela.places.grid import NO_CELL, cells

if TYPE_CHECKING:
    import ibis


def lay_in_lake(
    events: Events, lake: Path, record: str, *, step: Step = "month", seed: int = 1
) -> list[Sentence]:
    """Lay a record of events into a folder of Parquet files, one a year.

    Takes   events, not totals; lake, the folder, made where it is not there; record, what the
            record is called: written again, it replaces what lay there of it; seed, as `make_panel`
            has it. All records of a lake have the same step.
    Gives   how many events could not be laid, and why.
    Raises  NothingAccepted if no event could be laid; BadParameter if a lake whose records tell how
            many civilians died is given one that does not tell it, or the other way round.
    """
    notes: list[Sentence] = []
    frame = events.frame.filter(pl.col("grain") == "event")
    frame = well_told(frame, "cell", step, notes)
    at = cells(frame["latitude"].to_numpy(), frame["longitude"].to_numpy())
    frame = frame.with_columns(unit=pl.Series(at, dtype=pl.Int64)).filter(pl.col("unit") != NO_CELL)
    if not frame.height:
        raise NothingAccepted(
            say("no event could be laid in a unit and a {step}", step=step),
            next=say("give events with days and places, or other countries"),
        )
    laid = lay(frame, step, seed)
    kinds = [name for name in laid.columns if name in TARGETS]
    laid = laid.select("unit", "period", "known", *kinds)
    _require_alike(lake, laid)
    part = hashlib.blake2b(record.encode(), digest_size=12).hexdigest()
    for old in lake.glob(f"year=*/{part}.parquet"):
        old.unlink()
    for (year,), rows in (
        laid.with_columns(year=_year(step))
        .partition_by("year", as_dict=True, include_key=False)
        .items()
    ):
        folder = lake / f"year={year}"
        folder.mkdir(parents=True, exist_ok=True)
        rows.sort("unit", "period", "known").write_parquet(folder / f"{part}.parquet")
    return notes


def counts_on_lake(
    lake: Path, engine: ibis.BaseBackend, years: tuple[int, int] | None = None
) -> ibis.Table:
    """The counts of a lake as an expression: a row a cell, period and period it was known.

    Takes   engine, an Ibis connection that sees the folder, as `ibis.duckdb.connect()` or
            `ibis.pyspark.connect(session)`; years, the first and the last: files of others are not
            opened.
    Gives   events and deaths of each kind; `engine.to_polars(...)` reckons it.
    """
    if engine.name == "duckdb":
        table = engine.read_parquet(f"{lake}/year=*/*.parquet", hive_partitioning=True)
    else:
        table = engine.read_parquet(str(lake))
    if years is not None:
        table = table.filter(table["year"].between(*years))
    return counts_of(table)


def _require_alike(lake: Path, laid: pl.DataFrame) -> None:
    """Where some records tell of civilians and others do not, a sum over both would say of the
    unknown that nobody died."""
    there = next(lake.glob("year=*/*.parquet"), None)
    if there is None:
        return
    if set(pl.read_parquet_schema(there)) != set(laid.columns):
        raise BadParameter(
            say("some records of this lake tell how many civilians died, others do not"),
            where=str(lake),
            next=say("keep them in two lakes"),
        )


def _year(step: Step) -> pl.Expr:
    if step == "month":
        return pl.col("period") // 12
    return pl.col("period").map_elements(lambda week: first_day(week, step).year, pl.Int64)
