"""Readers that never end, fill the memory or fail: called in a child, which imports them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from tutela.base.errors import BadParameter
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.sandbox import OutOfTime, run_within
from tutela.base.tables import Table
from tutela.incidents import read, slow_rows
from tutela.incidents.read import read_event_tables
from tutela.reading.regions import Region


def spin(*_given: object, **_named: object) -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def fill() -> int:
    return len(bytearray(LIMITS["memory_bytes"]))


def fill_columns() -> int:
    return pl.repeat("killing", LIMITS["memory_bytes"] // 8, eager=True).len()


def die(*_given: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stumble() -> None:
    raise LookupError("words of the file")


def refuse() -> None:
    raise BadParameter("so it is", next="try again")


def read_tables_slowly(path: Path, regions: Iterable[Region] = ()) -> list[Table]:
    """The tables of a file of events, by rules that never end on a cell that says "endless"."""
    slow_rows.LIMITS = dict(LIMITS, row_seconds=0.4)  # type: ignore[assignment]
    number = read.with_numbers_stripped

    def with_numbers_stripped(table: Table) -> Table:
        while any("endless" in (cell or "") for row in table.frame.iter_rows() for cell in row):
            pass
        return number(table)

    read.with_numbers_stripped = with_numbers_stripped
    return read_event_tables(path, regions)


def read_slowly(path: Path) -> read.Reading:
    """As `read_events`, by those rules."""
    return read.read_events([path], tables={path: read_tables_slowly(path)})


def own_number(_given: object = None) -> int:
    return os.getpid()


def is_same(table: pl.DataFrame, *, by: int) -> bool:
    """Whether a table is the very one that this process made."""
    return id(table) == by


def make_table() -> tuple[pl.DataFrame, int]:
    table = pl.DataFrame({"place": ["Luma"]})
    return table, id(table)


def name_of_folder() -> str:
    return Path.cwd().name


def stop_spinning() -> str:
    try:
        run_within(0.2, spin)
    except OutOfTime:
        return "stopped"
    return "went on"
