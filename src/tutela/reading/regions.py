"""Where in a file its incidents stand, and in which shape: found, or said by a person.

A region is of one sheet: the lines of its head, the lines of its rows, its columns, its shape. What
was found is proposed; a person may draw another, and what a person draws is read as it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self, TypedDict

from tutela.base.books.separated import read_lines
from tutela.base.books.workbook import Sheet, SheetMarks, grid_at, open_workbook
from tutela.base.errors import BadParameter
from tutela.base.guards.unpack import gunzip, kind_of, open_plainly
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table, table_of_grid

__all__ = [
    "SHAPE_WORDS",
    "SURE",
    "FoundRegion",
    "Region",
    "RegionGiven",
    "Shape",
    "cut_region",
    "lines_of",
    "open_sheets",
]


class Shape(StrEnum):
    """How incidents stand in a region."""

    ROWS = "rows"
    CARDS = "cards"
    GRID = "grid"
    MESSAGES = "messages"
    PARAGRAPHS = "paragraphs"


SHAPE_WORDS: dict[Shape, Sentence] = {
    Shape.ROWS: say("A row for each incident, below a line of heads"),
    Shape.CARDS: say("A card for each incident: questions, and the answer beside each"),
    Shape.GRID: say("Days by places: a cell for each incident"),
    Shape.MESSAGES: say("Messages, each with its day and its sender"),
    Shape.PARAGRAPHS: say("Paragraphs that tell what happened"),
}
"""Shapes as people call them."""


class RegionGiven(TypedDict):
    """A region as it is kept: see `Region`."""

    sheet: str
    shape: str
    head: tuple[int, int]
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a sheet that holds incidents. Lines and columns count from 1, the last included.

    sheet    the name of the sheet; "" in a file of text.
    head     the lines of the heads, (0, 0) where there are none.
    rows     the first and last line of what is read.
    columns  the first and last column.

    >>> Region.of_given(Region("Log", Shape.ROWS, (3, 4), (5, 90), (1, 8)).as_given()).rows
    (5, 90)
    """

    sheet: str
    shape: Shape
    head: tuple[int, int]
    rows: tuple[int, int]
    columns: tuple[int, int]

    def __post_init__(self) -> None:
        lines = [*self.head, *self.rows] if any(self.head) else list(self.rows)
        if lines != sorted(lines) or min(*lines, *self.columns) < 1 or not _rises(self.columns):
            raise BadParameter(
                say("the lines or columns of this region do not follow each other"),
                where=self.sheet,
                next=say("give the head first, then the rows, each from the first to the last"),
            )

    def as_given(self) -> RegionGiven:
        """The region as it is kept, as JSON takes it."""
        return {
            "sheet": self.sheet,
            "shape": self.shape.value,
            "head": self.head,
            "rows": self.rows,
            "columns": self.columns,
        }

    @classmethod
    def of_given(cls, given: RegionGiven) -> Self:
        """The region of what was kept. Raises BadParameter where its numbers make no region."""
        first, last = given["head"]
        top, bottom = given["rows"]
        left, right = given["columns"]
        return cls(
            given["sheet"], Shape(given["shape"]), (first, last), (top, bottom), (left, right)
        )


def _rises(ends: tuple[int, int]) -> bool:
    return ends[0] <= ends[1]


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """A region that the reader found: how many rows of incidents it gives, how sure from 0 to 1,
    and why. Those it is less sure of than SURE are asked about."""

    region: Region
    rows: int
    sure: float
    why: Sentence


SURE = 0.7
"""From this on what is found is read unasked."""


def open_sheets(path: Path | str) -> dict[str, Sheet]:
    """A file as it stands: by sheet, its cells as text, line by line from the first.

    Takes   a workbook, or text of separated values, plain or packed, whose sheet is named "".
    Raises  UnreadableFile, as `base.tables.read_tables`.
    """
    path = Path(path)
    data = open_plainly(path)
    if kind_of(data) == "gzip":
        data = gunzip(data, path)
    if kind_of(data) == "zip":
        return open_workbook(data, path)
    return {"": Sheet(read_lines(data, path), {}, SheetMarks())}


def cut_region(path: Path | str, region: Region) -> Table:
    """The table that a person drew: its heads, its rows, nothing around it.

    Gives   a table marked as chosen. Below heads of two lines a name is made of both; without
            heads columns are named by number.
    Raises  UnreadableFile; BadParameter where the file has no such sheet, or it no such cells.
    """
    path = Path(path)
    sheets = open_sheets(path)
    sheet = sheets.get(region.sheet)
    if sheet is None:
        raise BadParameter(
            say("there is no sheet {name!r} in this file", name=region.sheet),
            where=path.name,
            next=say("choose one of {names}", names=", ".join(map(repr, sheets))),
        )
    if region.rows[0] > sheet.frame.height or region.columns[0] > sheet.frame.width:
        raise BadParameter(
            say("nothing stands in this part of the sheet"),
            where=region.sheet or path.name,
            next=say("draw the region where the incidents stand"),
        )
    grid = grid_at(sheet, region.sheet, region.head, region.rows, region.columns)
    form = "xlsx" if region.sheet else "csv"
    return table_of_grid(grid, path, form, region.sheet or None, chosen=True)


def lines_of(sheet: Sheet, first: int, last: int) -> list[tuple[int, list[str]]]:
    """Lines of a sheet as they stand, each with its number; blank cells are "".

    >>> import polars as pl
    >>> lines_of(Sheet(pl.DataFrame({"a": ["x", None]}), {}, SheetMarks()), 1, 9)
    [(1, ['x']), (2, [''])]
    """
    part = sheet.frame.slice(first - 1, last - first + 1)
    return [(n, [cell or "" for cell in row]) for n, row in enumerate(part.iter_rows(), first)]
