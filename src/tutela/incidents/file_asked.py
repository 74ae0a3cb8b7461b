"""What a page shows of a file that asks something: its sheets as they stand, the parts in which
incidents were found, and what each column is taken for. It is made in the child that reads."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutela.base.books.workbook import Sheet
from tutela.base.errors import TutelaError
from tutela.base.later import pl
from tutela.base.tables import Table
from tutela.incidents.asked import Proposal, find_regions, found_in, propose_columns, region_of
from tutela.incidents.misconduct_words import Verdict, closed_harm, judge
from tutela.incidents.read import Reading, is_read, read_event_tables, read_events
from tutela.incidents.row_marks import Place, RowMarks, mark_rows, whole_rows
from tutela.incidents.sandboxed_reading import unsure_rows
from tutela.incidents.sources.mapping import Mapping
from tutela.reading.regions import FoundRegion, Region, Shape, lines_of, open_sheets

MOST_LINES, MOST_COLUMNS, MOST_SIGNS = 500, 60, 120
"""So many lines and columns of a sheet are shown, and so many signs of a cell."""
MOST_BYTES = 5_000_000
"""Of a larger file no sheet is shown: a person cuts it by a spreadsheet."""
_MOST_JUDGED = 5_000
"""So many signs of a cell are judged before the first of them are shown."""


@dataclass(frozen=True, eq=False)
class SheetSeen:
    """The first lines of a sheet as they stand.

    name            "" in a file of text
    lines, columns  how many it has in all
    cells           text, a row a line from the first on; blank where `apart`
    apart           lines of rows that tell of misconduct by personnel, or may
    closed          lines of rows that tell of a harm that is kept apart
    """

    name: str
    hidden: bool
    lines: int
    columns: int
    cells: pl.DataFrame
    apart: frozenset[int]
    closed: frozenset[int]


@dataclass(frozen=True)
class TableAsked:
    """A table that is read: where it stands, and what each of its columns is taken for."""

    region: Region
    columns: list[Proposal]


@dataclass(frozen=True)
class FileAsked:
    """What a file asks: its sheets, what was found in it, and the tables that are read, of which
    the one at `main` is asked about first."""

    sheets: list[SheetSeen]
    found: list[FoundRegion]
    read: list[TableAsked]
    main: int


def ask_about(
    path: Path,
    tables: Sequence[Table],
    mapping: Mapping | None,
    *,
    apart: Collection[Place] = (),
) -> FileAsked:
    """What a file asks.

    Takes   tables, as `read_event_tables` gave them for the regions that a person chose, or as they
            were found; mapping, said for the file; apart, lines of rows that are held apart, which
            are not among the tables.
    """
    drawn = any(table.chosen for table in tables)
    first = [_cut(table) for table in tables]
    marks = mark_rows(first)
    tell = {*apart, *lines_of_rows(tables, [mark.tells for mark in marks])}
    closed = lines_of_rows(tables, [mark.closed for mark in marks])
    sheets: list[SheetSeen] = []
    if path.stat().st_size <= MOST_BYTES:
        with contextlib.suppress(TutelaError):  # a file of columns has no lines to be shown
            sheets = [
                _sheet_seen(name, sheet, tell, closed) for name, sheet in open_sheets(path).items()
            ]
    open_rows = _open_rows(first, marks)
    return FileAsked(
        sheets,
        find_regions(path) if drawn else found_in(tables),
        [
            TableAsked(region_of(table), _with_samples(propose_columns(table, mapping), rows))
            for table, rows in zip(tables, open_rows, strict=True)
        ],
        main_table(tables, mapping),
    )


def lines_of_rows(tables: Sequence[Table], rows: Sequence[Collection[int]]) -> set[Place]:
    """All lines on which rows stand: a card or a message has several, and the last of a sheet goes
    on to the end of what is shown.

    Takes   rows, of each table the lines that they are known by.
    """
    of_one_line: set[Place] = set()
    of_several: set[Place] = set()
    for table, some in zip(tables, rows, strict=True):
        places = of_one_line if table.shape == Shape.ROWS else of_several
        places.update((table.sheet or "", line) for line in some)
    return whole_rows(tables, of_one_line) | whole_rows(tables, of_several, MOST_LINES)


def _open_rows(tables: list[Table], marks: list[RowMarks]) -> list[pl.DataFrame]:
    """The first rows of each table that tell of no harm which is kept apart, nor of misconduct."""
    return [
        table.frame.filter(~table.lines.is_in(list(mark.tells | mark.closed)))
        for table, mark in zip(tables, marks, strict=True)
    ]


MOST_SAMPLES = 3


def _with_samples(columns: list[Proposal], rows: pl.DataFrame) -> list[Proposal]:
    """Proposals with their first cells out of rows that anybody may see who reads the file."""
    return [replace(one, samples=_samples(rows[one.column])) for one in columns]


def _samples(cells: pl.Series) -> tuple[str, ...]:
    seen = cells.drop_nulls().unique(maintain_order=True).head(MOST_SAMPLES)
    return tuple(cell[:MOST_SIGNS] for cell in seen.to_list())


def main_table(tables: Sequence[Table], mapping: Mapping | None) -> int:
    """Which of the tables of a file its source is known by: the first that a person matched or
    drew, or that a reader knows; else the first that is shown."""
    tests = (
        lambda table: bool(mapping and mapping.fits(table)),
        lambda table: table.chosen,
        lambda table: not table.hidden and is_read(table, mapping),
        lambda table: not table.hidden,
    )
    for test in tests:
        for number, table in enumerate(tables):
            if test(table):
                return number
    return 0


def _sheet_seen(
    name: str, sheet: Sheet, tell: Collection[Place], of_closed: Collection[Place]
) -> SheetSeen:
    lines = [
        (n, [cell[:_MOST_JUDGED] for cell in cells]) for n, cells in lines_of(sheet, 1, MOST_LINES)
    ]
    apart = {n for n, cells in lines if judge([c for c in cells if c]) is not Verdict.NO}
    apart |= {line for where, line in tell if where == name}
    closed = {n for n, cells in lines if any(map(closed_harm, filter(None, cells)))}
    closed |= {line for where, line in of_closed if where == name}
    width = min(sheet.frame.width, MOST_COLUMNS)
    shown = [
        [None if n in apart else cell[:MOST_SIGNS] or None for cell in cells[:width]]
        for n, cells in lines
    ]
    schema = {f"{n}": pl.String for n in range(1, width + 1)}
    return SheetSeen(
        name,
        sheet.marks.hidden,
        sheet.frame.height,
        sheet.frame.width,
        pl.DataFrame(shown, schema, orient="row"),
        frozenset(apart),
        frozenset(closed),
    )


ROWS_LOOKED_AT = 200
"""Rows of a table that are read for a preview: enough to prove in which order days are written."""


def first_rows(
    path: Path, tables: Sequence[Table], mapping: Mapping | None
) -> tuple[list[Table], Reading]:
    """The first rows of tables as they would come in, without those that may tell of misconduct.

    Gives   the tables cut to these rows, and what they say.
    """
    first = [_cut(table) for table in tables]
    unsure = unsure_rows(first, mapping)
    lines: dict[int, set[int]] = {}
    for number, line in unsure:
        lines.setdefault(number, set()).add(line)
    first = [_without_lines(table, lines.get(number, set())) for number, table in enumerate(first)]
    reading = read_events([path], mapping=mapping, tables={path: first}, hidden_sheets=True)
    return first, reading


def first_rows_of_regions(
    path: Path, regions: Sequence[Region], mapping: Mapping | None
) -> tuple[list[Table], Reading]:
    """As `first_rows`, of parts of a file that a person is drawing."""
    return first_rows(Path(path.name), read_event_tables(path, regions), mapping)


def _cut(table: Table) -> Table:
    return replace(
        table,
        frame=table.frame.head(ROWS_LOOKED_AT),
        lines=table.lines.head(ROWS_LOOKED_AT),
        rejected=table.rejected[:ROWS_LOOKED_AT],
    )


def _without_lines(table: Table, lines: set[int]) -> Table:
    keep = ~table.lines.is_in(list(lines))
    rejected = tuple(one for one in table.rejected if one.row not in lines)
    frame, left = table.frame.filter(keep), table.lines.filter(keep)
    return replace(table, frame=frame, lines=left, rejected=rejected)
