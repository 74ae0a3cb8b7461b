"""A workbook written anew without some of its rows, out of what its readers see of it.

Nothing of the old file is carried over but the cells, merges, remarks and marks of the rows that
stay: no shared text, defined name, saved view, picture or earlier version can hold what left.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tutela.base.books.workbook import Sheet, open_workbook
from tutela.base.errors import UnreadableFile
from tutela.base.guards.sandbox import read_apart
from tutela.base.guards.unpack import open_plainly
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import is_light


def write_without(path: Path, lines: Mapping[str, Collection[int]], *, hidden: bool) -> bytes:
    """The workbook with these lines empty; every other row keeps its number.

    Takes   lines by the sheet's name; whether hidden sheets stay: what nobody reads may repeat
            the rows that leave.
    Raises  UnreadableFile if it cannot be read, or no spreadsheet could hold what was read.
    """
    if is_light(path):
        return _write(path, lines, hidden)
    return read_apart(_write, path.name, path, lines, hidden)


def strings_of(path: Path) -> set[str]:
    """Every text a reader of the workbook finds: in cells, formulas, remarks."""
    return _strings(path) if is_light(path) else read_apart(_strings, path.name, path)


def _strings(path: Path) -> set[str]:
    texts: set[str] = set()
    for name, sheet in open_workbook(open_plainly(path), path).items():
        frame = sheet.frame.select(pl.all().cast(pl.String))
        texts.add(name)
        texts.update(cell for column in frame for cell in column.drop_nulls().to_list())
        texts.update(said for cells in sheet.formulas.values() for _at, said in cells)
        texts.update(words for _column, _line, words in sheet.marks.remarks)
    return texts


def _write(path: Path, lines: Mapping[str, Collection[int]], hidden: bool) -> bytes:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    kept = io.BytesIO()
    sheets = open_workbook(open_plainly(path), path)
    try:
        options = {  # in clear on no disk; a bare number stays the day it was
            "in_memory": True,
            "date_1904": any(sheet.marks.from_1904 for sheet in sheets.values()),
        }
        with xlsxwriter.Workbook(kept, options) as book:
            struck = book.add_format({"font_strikeout": True})
            for name, sheet in sheets.items():
                if hidden or not sheet.marks.hidden:
                    _write_sheet(book.add_worksheet(name), sheet, set(lines.get(name, ())), struck)
    except XlsxWriterException as fault:
        raise UnreadableFile(
            say("this is not a workbook a spreadsheet would open ({said})", said=""),
            where=path.name,
            next=say("save it as XLSX or CSV"),
        ) from fault
    return kept.getvalue()


def _write_sheet(into, sheet: Sheet, gone: set[int], struck) -> None:  # type: ignore[no-untyped-def]  # xlsxwriter has no types
    marks = sheet.marks
    cells = [list(row) for row in sheet.frame.select(pl.all().cast(pl.String)).rows()]
    for top, left, bottom, right in marks.spans:
        value = cells[top][left] if top < len(cells) and left < len(cells[top]) else None
        for first, last in _runs(range(top, bottom + 1), gone):
            if (first, left) != (last, right):
                into.merge_range(first, left, last, right, "")
            if value and first < len(cells) and not re.fullmatch(r"\d{1,4}", value.strip()):
                cells[first][left] = value
    if marks.hidden:
        into.hide()
    for n in marks.hidden_lines:
        into.set_row(n - 1, None, None, {"hidden": True})
    for n, row in enumerate(cells):
        style = [struck] if n + 1 in marks.struck_lines else []
        for column, cell in enumerate(row):
            if cell and n + 1 not in gone:
                into.write_string(n, column, cell, *style)
    for line, formulas in sheet.formulas.items():
        for at, said in formulas if line not in gone else ():
            failed = said.startswith("#")
            into.write_formula(at, "=0" if failed else said, None, said if failed else "")
    for column_name, line, words in marks.remarks:
        if line not in gone:
            into.write_comment(f"{column_name}{line}", words)


def _runs(rows: range, gone: set[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of rows, counted from 0, whose lines stay.

    >>> list(_runs(range(4, 8), {6}))
    [(4, 4), (6, 7)]
    """
    run: list[int] = []
    for row in [*rows, None]:
        if row is not None and row + 1 not in gone:
            run.append(row)
        elif run:
            yield run[0], run[-1]
            run = []
