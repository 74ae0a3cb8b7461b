"""Files of events read in a child process: their words as well as their cells.

What a file says is read nowhere else by those who serve others or keep a heartbeat. Each function
here is called in a child (`sandbox.read_apart`, `sandbox.reading_apart`), or asks one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.base.errors import TutelaError
from tutela.base.guards.sandbox import reading_apart, tell
from tutela.base.later import pl
from tutela.base.tables import Table
from tutela.incidents.check import Check, check
from tutela.incidents.figures_first import harms_by_figures
from tutela.incidents.incoming import incoming
from tutela.incidents.read import Reading, read_event_tables, read_events
from tutela.incidents.settle import Names, ours_of, read_meanings, settle_sides
from tutela.incidents.slow_rows import read_in_time
from tutela.incidents.sources.mapping import Mapping, read_mapping
from tutela.incidents.types import SCHEMA
from tutela.incidents.unsure import unsure_lines
from tutela.incidents.written import rows_written

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Tell = Callable[[int, int, str], None]


def read_events_apart(
    paths: Sequence[Path], *, mapping: Path | None = None, on_progress: Tell | None = None
) -> Reading:
    """As `read_events`, in a child."""
    with reading_apart(_names(paths), on_progress=on_progress) as reader:
        return reader.ask(_read_telling, paths, mapping)


def check_apart(
    paths: Sequence[Path], *, mapping: Path | None = None, on_progress: Tell | None = None
) -> Check:
    """As `check.check`, in a child."""
    with reading_apart(_names(paths), on_progress=on_progress) as reader:
        return reader.ask(_check_telling, paths, mapping)


def read_incoming_apart(
    paths: Sequence[Path],
    area: BaseGeometry | None,
    *,
    on: date,
    mapping: Path | None = None,
    names: Path | None = None,
    on_progress: Tell | None = None,
) -> tuple[Reading, pl.DataFrame, int, list[tuple[str, int]]]:
    """What would come in of files, in a child.

    Takes   as `incoming`; names, a file that says what names mean (`settle.read_meanings`).
    Gives   the reading; the table of `incoming`; how many rows tell of misconduct; the names that
            nobody settled, each with its rows: nobody known stands in their place.
    """
    with reading_apart(_names(paths), on_progress=on_progress) as reader:
        return reader.ask(_read_incoming, paths, area, on, mapping, names)


def _names(paths: Iterable[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _read_telling(paths: Sequence[Path], mapping: Path | None) -> Reading:
    return read_events(paths, mapping=mapping, on_progress=tell)


def _check_telling(paths: Sequence[Path], mapping: Path | None) -> Check:
    return check(paths, mapping=mapping, on_progress=tell)


def _read_incoming(
    paths: Sequence[Path],
    area: BaseGeometry | None,
    on: date,
    mapping: Path | None,
    names: Path | None,
) -> tuple[Reading, pl.DataFrame, int, list[tuple[str, int]]]:
    columns = read_mapping(mapping) if mapping else None
    tables: dict[Path, list[Table]] = {}
    unsure: set[tuple[str, str | None, int]] = set()
    for path in paths:
        try:
            tables[path] = read_event_tables(path)
        except TutelaError:  # told with the reading of the file
            continue
        for number, line in unsure_rows(tables[path], columns):
            unsure.add((path.name, tables[path][number].sheet, line))
    reading = read_events(paths, mapping=columns, on_progress=tell, tables=tables)
    meant = read_meanings(names) if names else {}
    settled, asked = _settle_reading(reading, tables, columns, meant)
    return settled, *incoming(settled, area, on=on, unsure=unsure), asked


def _settle_reading(
    reading: Reading, tables: dict[Path, list[Table]], columns: Mapping | None, meant: Names
) -> tuple[Reading, list[tuple[str, int]]]:
    """A reading with its names settled and its figures before its words; and the names that nobody
    settled, with their rows."""
    at = reading.tables.to_list()
    frame = reading.events.frame.with_columns(
        line=reading.lines.cast(pl.Int64),
        file=pl.Series([reading.files[n].file for n in at], dtype=pl.String),
        sheet=pl.Series([reading.files[n].sheet or "" for n in at], dtype=pl.String),
    )
    written = pl.concat(
        rows_written(of_file, columns, cells=False).with_columns(file=pl.lit(path.name))
        for path, of_file in [(Path(), []), *tables.items()]
    )
    where = ["file", "sheet", "line"]
    beside = written.select(*where, "kind", "guessed", "fields").unique(where, keep="none")
    frame = frame.join(beside, on=where, how="left", maintain_order="left")
    sides = settle_sides(frame, ours_of(meant), meant, frame["guessed"].to_list())
    stated = frame.select(pl.col("kind").eq_missing(pl.col("harm"))).to_series()
    unwritten = pl.col("fields").is_null()  # a published source, or a file too long for its words
    frame = sides.frame.with_columns(
        harm=pl.when(unwritten).then("harm").otherwise(harms_by_figures(frame, stated))
    )
    keep = [row for row in range(frame.height) if row not in sides.left_out]
    events = replace(reading.events, frame=frame.select(list(SCHEMA))[keep])
    settled = replace(
        reading,
        events=events,
        lines=reading.lines.gather(keep),
        tables=reading.tables.gather(keep),
        doubts=tuple(reading.doubts[row] for row in keep) if reading.doubts else (),
    )
    return settled, [(one.said, len(one.rows)) for one in sides.unsettled]


def unsure_rows(tables: list[Table], mapping: Mapping | None) -> list[tuple[int, int]]:
    """The rows that may tell of misconduct by personnel, and those that could not be judged in the
    time a row may take: the number of the table, and the line of each."""
    came = [_lines(table) for table in tables]

    def judge(of_file: list[Table]) -> list[tuple[int, int]]:
        number = {id(table): at for at, table in enumerate(of_file)}
        unsure = [(number[id(table)], line) for table, line in unsure_lines(of_file, mapping)]
        not_judged = [
            (at, line)
            for at, (table, lines) in enumerate(zip(of_file, came, strict=True))
            for line in sorted(lines - _lines(table))
        ]
        return unsure + not_judged

    return read_in_time(tables, judge)


def _lines(table: Table) -> set[int]:
    return set(table.lines.to_list())
