"""What the page that asks about a file shows, and what a program is told of the same."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutela.base.errors import BadParameter, Rejection, UnreadableFile
from tutela.base.later import pl
from tutela.incidents.file_asked import FileAsked, SheetSeen, TableAsked
from tutela.incidents.words import UNKNOWN
from tutela.reading.regions import SURE, Region
from tutela_web.access.policy import Standing
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.asking import Answers, asked_of, rows_by_answers
from tutela_web.incidents.imports.queries import is_large, is_sent_by, may_read_words
from tutela_web.incidents.imports.reading import (
    as_told,
    end_for_page,
    is_withheld,
    lines_apart,
    open_apart,
    regions_of,
)

LINES, COLUMNS = 20, 8
"""So much of a sheet is shown at once."""

ROWS = 10
"""So many rows are shown as they would come in."""


def asked_for(batch: Batch, standing: Standing) -> FileAsked | None:
    """What a file asks, for who may read it; None where it cannot be read, or not in the time that
    a page may wait."""
    if not may_read_words(batch, standing):
        return None
    try:
        with open_apart(batch, end_for_page()) as file:
            return asked_of(file)
    except (UnreadableFile, BadParameter):
        return None


def regions_read(batch: Batch, asked: FileAsked) -> list[Region]:
    """The parts of a file that are read: those that a person said, else those found for sure."""
    return regions_of(batch) or [one.region for one in asked.found if one.sure >= SURE]


def regions_shown(batch: Batch, asked: FileAsked) -> list[Region]:
    """The parts that a person may choose: those found, and those drawn before."""
    return list(dict.fromkeys([*(one.region for one in asked.found), *regions_of(batch)]))


@dataclass(frozen=True)
class SheetLine:
    """A line of a sheet: its number, its cells, and what it is: "head", "row", "" or "apart", of
    which no cell is shown."""

    number: int
    cells: list[str]
    what: str = ""


@dataclass(frozen=True)
class SheetShown:
    """A part of a sheet as it stands.

    letters     of its columns, as a spreadsheet writes them, each with its number
    top, left   the first line and column shown
    """

    sheet: SheetSeen
    letters: list[tuple[str, int]]
    lines: list[SheetLine]
    top: int
    left: int

    @property
    def last(self) -> int:
        """The last line shown."""
        return self.top + len(self.lines) - 1

    @property
    def right(self) -> int:
        """The last column shown."""
        return self.left + len(self.letters) - 1

    def tops(self) -> tuple[int, int]:
        """From which line the page before begins and the next; 0 where there is none."""
        below = self.last + 1 if self.last < self.sheet.cells.height else 0
        return (max(self.top - LINES, 1) if self.top > 1 else 0), below

    def lefts(self) -> tuple[int, int]:
        """From which column the page before begins and the next; 0 where there is none."""
        beyond = self.right + 1 if self.right < self.sheet.cells.width else 0
        return (max(self.left - COLUMNS, 1) if self.left > 1 else 0), beyond


def sheet_shown(
    batch: Batch,
    standing: Standing,
    asked: FileAsked,
    name: str | None = None,
    *,
    top: int = 1,
    left: int = 1,
    size: tuple[int, int] = (LINES, COLUMNS),
) -> SheetShown | None:
    """Lines of a sheet as they stand: the one named, else the one that is read first.

    Of a line that tells of misconduct, or may, no cell is given; of one that tells of a harm which
    is kept apart only to who sent the file.
    """
    regions = regions_read(batch, asked)
    main = asked.read[asked.main].region.sheet if asked.read else ""
    wanted = main if name is None else name
    sheet = next((one for one in asked.sheets if one.name == wanted), None)
    if sheet is None:
        return None
    height, width = size
    top, left = max(1, min(top, sheet.cells.height)), max(1, min(left, sheet.cells.width))
    hidden = _lines_hidden(batch, standing, sheet, top, top + height)
    last = min(left + width - 1, sheet.cells.width)
    part = sheet.cells[top - 1 : top - 1 + height, left - 1 : last]
    lines = [
        SheetLine(n, [""] * part.width, "apart")
        if n in hidden
        else SheetLine(n, [cell or "" for cell in cells], _kind_of_line(n, sheet.name, regions))
        for n, cells in enumerate(part.iter_rows(), top)
    ]
    letters = [(letters_of(n), n) for n in range(left, last + 1)]
    return SheetShown(sheet, letters, lines, top, left)


def _lines_hidden(
    batch: Batch, standing: Standing, sheet: SheetSeen, first: int, last: int
) -> Collection[int]:
    hidden = set(sheet.apart) | lines_apart(batch).get(sheet.name[:120], set())
    if not is_sent_by(batch, standing):
        hidden |= sheet.closed
    refused = batch.errors.filter(line__gte=first, line__lte=last).values_list("line", "said")
    return hidden | {
        line
        for line, said in refused
        if said.get("withheld") and (said.get("sheet") or "") == sheet.name
    }


def _kind_of_line(line: int, sheet: str, regions: Sequence[Region]) -> str:
    for region in regions:
        if region.sheet == sheet and region.head[0] <= line <= region.head[1]:
            return "head"
        if region.sheet == sheet and region.rows[0] <= line <= region.rows[1]:
            return "row"
    return ""


def letters_of(column: int) -> str:
    """A column as a spreadsheet names it.

    >>> letters_of(1), letters_of(26), letters_of(28)
    ('A', 'Z', 'AB')
    """
    letters = ""
    while column:
        column, at = divmod(column - 1, 26)
        letters = chr(65 + at) + letters
    return letters


def table_asked(asked: FileAsked) -> TableAsked | None:
    """The table whose columns are asked about."""
    return asked.read[asked.main] if asked.read else None


@dataclass(frozen=True)
class RowShown:
    """A row as it would come in: where it stands, its values, and why it would wait."""

    values: dict[str, Any]
    held: list[str]


@dataclass(frozen=True)
class RowsShown:
    """The first rows as they would come in, those that would be refused, and how many there are of
    each among those looked at."""

    rows: list[RowShown] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)
    read: int = 0
    held: int = 0
    wrong: int = 0
    fault: str = ""


def rows_shown(batch: Batch, standing: Standing, answers: Answers) -> RowsShown | None:
    """The first rows of a file as they would come in by these answers, for who may read it; None
    for a large file. Of rows of compartments those that this person may see."""
    if is_large(batch) or not may_read_words(batch, standing):
        return None
    try:
        with open_apart(batch, end_for_page()) as file:
            first = rows_by_answers(file, standing.mission, answers)
    except (UnreadableFile, BadParameter) as fault:
        return RowsShown(fault=fault.as_sentence())
    frame = first.frame.with_row_index("at")
    if not is_sent_by(batch, standing):
        held = sorted(standing.compartments)
        closed = pl.col("compartment")
        frame = frame.filter(closed.is_null() | closed.is_in(held))
    shown = frame.sort("table", "line").head(ROWS)
    rejected = [one for report in first.imported.reports for one in report.rejected]
    refused = [one for one in rejected if not is_withheld(one)]
    error = next((report.error for report in first.imported.reports if report.error), None)
    return RowsShown(
        [RowShown(row, list(first.held.get(row["at"], ()))) for row in shown.iter_rows(named=True)],
        refused[:ROWS],
        frame.height,
        sum(at in first.held for at in frame["at"].to_list()),
        len(refused),
        error.as_sentence() if error else "",
    )


VALUES = (
    *("sheet", "line", "date_start", "date_end", "place", "latitude", "longitude", "harm"),
    *("side_a", "deaths", "deaths_low", "deaths_high", "civilian_deaths", "injured", "abducted"),
)
"""What is told of a row that would come in."""


def row_as_json(row: RowShown) -> dict[str, Any]:
    """A row for a program: its values, days as text; a harm that no word tells is null."""
    values = {name: row.values[name] for name in VALUES}
    days = {name: str(values[name]) for name in ("date_start", "date_end") if values[name]}
    harm = None if values["harm"] in (None, UNKNOWN) else values["harm"]
    return values | days | {"harm": harm, "read_from": json.loads(row.values["read_from"])}


def refused_as_told(one: Rejection) -> dict[str, Any]:
    """A row that would be refused, told without its words."""
    return as_told(one) | {"line": one.row, "column": one.column[:120]}
