"""Rows that take too long to read: found within the child that reads, held by row, told.

The rules look at whole columns and then at rows, so that a table is read whole. Its reading has
seconds of the processor by its size, many times what ordinary rows take. Where those are over, the
rows that took them are looked for: by parts that have seconds of their own, each part that overruns
in smaller parts, down to a single row. Those rows are refused by their line, and the rest is read.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tutela.base.errors import Rejection, TutelaError, UnreadableFile
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.sandbox import OutOfTime, is_apart, run_within, tell
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.plugins import PluginRefused, asked_plugin
from tutela.base.tables import Table

T = TypeVar("T")
Row = tuple[int, int]
"""A table by its number, and a row of it."""

_PARTS = 16
_SEARCH = 2
"""So many times the seconds of the whole reading the search for slow rows may take."""


def read_in_time(tables: list[Table], work: Callable[[list[Table]], T]) -> T:
    """What work makes of these tables, without the rows that took too long.

    Takes   work, which reads all tables given, and reads fewer rows in the same way. Outside of a
            child it is called as it is.
    Gives   its result; slow rows stand in the tables it is given as refused.
    Raises  UnreadableFile where the tables take too long without those rows too.
    """
    if not is_apart():
        return work(tables)
    seconds = _seconds_for(tables)
    with contextlib.suppress(OutOfTime):
        return run_within(seconds, lambda: work(tables))
    slow = _slow_rows(tables, work, _SEARCH * seconds)
    left = _with_rows_refused(tables, slow)
    try:
        return run_within(seconds, lambda: work(left))
    except OutOfTime:
        if name := asked_plugin():
            raise PluginRefused(
                say("the plug-in {name} takes longer than is safe", name=name),
                where=tables[0].path.name,
                next=say("ask who wrote it, or remove the package"),
            ) from None
        raise UnreadableFile(
            say("reading it takes more than {n} seconds of the processor", n=round(seconds)),
            where=tables[0].path.name,
            next=say("split it into smaller files, or ask who made it what it holds"),
        ) from None


def _seconds_for(tables: Sequence[Table]) -> float:
    """The seconds of the processor that tables of this size may take."""
    microseconds = sum(
        LIMITS["row_microseconds"] * table.frame.height
        + LIMITS["cell_microseconds"] * _count_filled(table.frame)
        + LIMITS["sign_microseconds"] * int(table.frame.estimated_size())
        for table in tables
    )
    return LIMITS["row_seconds"] + microseconds / 1e6


def _count_filled(frame: pl.DataFrame) -> int:
    return frame.height * frame.width - sum(frame.null_count().row(0)) if frame.width else 0


def _slow_rows(tables: list[Table], work: Callable[[list[Table]], T], seconds: float) -> list[Row]:
    """The rows that take longer than a row may; where the search itself takes longer than these
    seconds, all rows that were not tried by then."""
    until = time.process_time() + seconds
    rows = [(at, row) for at, table in enumerate(tables) for row in range(table.frame.height)]
    overrun, slow, tried = [rows], [], 0
    while overrun:
        part = overrun.pop()
        if len(part) <= 1 or time.process_time() > until:
            slow += part
            continue
        size = -(-len(part) // _PARTS)
        for some in (part[at : at + size] for at in range(0, len(part), size)):
            tell(tried, len(rows), "slow rows")
            if time.process_time() > until or not _ends(_keep_rows(tables, some), work):
                overrun.append(some)
            else:
                tried += len(some)
    return slow


def _ends(tables: list[Table], work: Callable[[list[Table]], T]) -> bool:
    try:
        run_within(_seconds_for(tables), lambda: work(tables))
    except OutOfTime:
        return False
    except TutelaError:  # a part may lack what the whole has: the seconds alone are asked for
        return True
    return True


def _keep_rows(tables: list[Table], rows: list[Row]) -> list[Table]:
    wanted = _by_table(rows)
    return [
        replace(
            table,
            frame=table.frame[wanted.get(at, [])],
            lines=table.lines.gather(wanted.get(at, [])),
            rejected=(),
        )
        for at, table in enumerate(tables)
    ]


def _with_rows_refused(tables: list[Table], slow: list[Row]) -> list[Table]:
    gone = _by_table(slow)
    return [
        _refuse_rows(table, gone[at]) if at in gone else table for at, table in enumerate(tables)
    ]


def _by_table(rows: list[Row]) -> dict[int, list[int]]:
    by_table: dict[int, list[int]] = {}
    for at, row in sorted(rows):
        by_table.setdefault(at, []).append(row)
    return by_table


def _refuse_rows(table: Table, rows: list[int]) -> Table:
    """A table with these rows refused. What they say is not repeated: nobody could judge it."""
    refused = tuple(
        Rejection(
            row=int(table.lines[row]),
            column="",
            value="",
            why=say("this row could not be read in the time a row may take"),
            next=say("shorten what it says in the file, or write the incident by hand"),
            sheet=table.sheet,
        )
        for row in rows
    )
    keep = ~pl.Series(range(table.frame.height)).is_in(rows)
    return replace(
        table,
        frame=table.frame.filter(keep),
        lines=table.lines.filter(keep),
        rejected=(*table.rejected, *refused),
    )
