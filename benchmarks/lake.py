"""Events in a lake: a few millions laid into Parquet and counted by DuckDB, and as a panel counts.

    python -m benchmarks.lake [--events 3000000] [--spark]

Everything is invented and seeded. Prints seconds, megabytes and the most memory that was held, and
whether both ways count the same. With --spark it is counted by Spark too (`ibis.pyspark`), where
that is installed: it is no requirement of the platform.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import ibis
import numpy as np
import polars as pl

from tutela.forecast.lake import counts_on_lake, lay_in_lake
from tutela.forecast.panel import TARGETS, counts_of, lay
from tutela.incidents.types import SCHEMA, Events
from tutela.places.grid import cells

T = TypeVar("T")
A_RECORD = 250_000
FIRST = date(1989, 1, 1)
DAYS = 12_000


def main() -> None:
    """Lay, count, compare, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, default=3_000_000)
    options.add_argument("--spark", action="store_true")
    asked = options.parse_args()
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory(prefix="tutela-lake-") as made:
        lake, laying, plain = Path(made), 0.0, []
        for number in range(asked.events // A_RECORD):
            record = made_record(number, chance)
            took, _notes = _timed(lambda n=number, r=record: lay_in_lake(r, lake, f"record {n}"))
            laying += took
            plain.append(_plainly(record))
        size = sum(path.stat().st_size for path in lake.rglob("*.parquet"))
        files = sum(1 for _ in lake.rglob("*.parquet"))
        print(f"laid {asked.events:,} events in {laying:.1f} s, {size / 1e6:.0f} MB, {files} files")
        engine = ibis.duckdb.connect()
        took, counted = _timed(lambda: _counted(engine, lake))
        print(f"duckdb: {counted.height:,} rows in {took:.2f} s")
        took, year = _timed(lambda: engine.to_polars(counts_on_lake(lake, engine, (2018, 2018))))
        print(f"duckdb, one year: {year.height:,} rows in {took:.2f} s")
        whole = pl.concat(plain)
        took, again = _timed(lambda: _in_memory(whole))
        print(f"in memory: {again.height:,} rows in {took:.2f} s; equal: {counted.equals(again)}")
        if asked.spark:
            _by_spark(lake, counted)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory held: {most:,.0f} MB, of it the record of comparison")


def made_record(number: int, chance: Any) -> Events:
    """A record of events of one place's surroundings, as a file would bring them."""
    day = FIRST + pl.Series(chance.integers(0, DAYS, A_RECORD)).cast(pl.Int64) * timedelta(days=1)
    kind = chance.choice(["one-sided", "state-based", "non-state"], A_RECORD)
    empty = {name: pl.Series(name, [None] * A_RECORD, dtype=t) for name, t in SCHEMA.items()}
    frame = pl.DataFrame(empty).with_columns(
        source=pl.lit("made"),
        source_id=pl.format("{}-{}", pl.lit(number), pl.int_range(A_RECORD)),
        grain=pl.lit("event"),
        date_start=day,
        date_end=day,
        date_precision=pl.lit(1, pl.Int8),
        latitude=pl.Series(chance.uniform(-30, 30, A_RECORD)),
        longitude=pl.Series(chance.uniform(-15, 50, A_RECORD)),
        place_precision=pl.lit(1, pl.Int8),
        violence=pl.Series(kind),
        deaths=pl.Series(chance.poisson(3, A_RECORD), dtype=pl.Int32),
        civilian_deaths=pl.Series(chance.poisson(1, A_RECORD), dtype=pl.Int32),
    )
    return Events(frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))


def _plainly(record: Events) -> pl.DataFrame:
    at = cells(record.frame["latitude"].to_numpy(), record.frame["longitude"].to_numpy())
    laid = lay(record.frame.with_columns(unit=pl.Series(at, dtype=pl.Int64)), "month", 1)
    return laid.select("unit", "period", "known", *(c for c in laid.columns if c in TARGETS))


def _in_memory(whole: pl.DataFrame) -> pl.DataFrame:
    engine = ibis.polars.connect()
    return _in_order(engine.to_polars(counts_of(ibis.memtable(whole))))


def _counted(engine: Any, lake: Path) -> pl.DataFrame:
    return _in_order(engine.to_polars(counts_on_lake(lake, engine)))


def _in_order(counted: pl.DataFrame) -> pl.DataFrame:
    kept = counted.select(sorted(counted.columns)).cast(pl.Int64)
    return kept.sort("unit", "period", "known")


def _by_spark(lake: Path, counted: pl.DataFrame) -> None:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    engine = ibis.pyspark.connect(session)
    took, found = _timed(lambda: _counted(engine, lake))
    print(f"spark, local: {found.height:,} rows in {took:.2f} s; equal: {found.equals(counted)}")
    session.stop()


def _timed(do: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    done = do()
    return time.perf_counter() - began, done


if __name__ == "__main__":
    main()
