"""A workbook written anew without some lines: the others read as before, those leave no byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tutela.base.books.emptied import strings_of, write_without
from tutela.base.tables import read_tables

WORDS = {"date": "date_start", "village": "place", "killed": "deaths"}


def filled(path: Path, make: Any) -> Path:
    with xlsxwriter.Workbook(path) as book:
        make(book, book.add_worksheet("Log"))
    return path


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def by_line(path: Path) -> dict[int, Any]:
    return {
        line: (row, table.doubts.get(line), table.remarks.get(line))
        for table in read_tables(path, WORDS)
        for line, row in zip(table.lines.to_list(), table.frame.rows(), strict=True)
    }


@pytest.mark.parametrize("row", [0, 4])
def test_cells_merges_marks_and_remarks_of_the_rows_that_stay_are_kept(
    tmp_path: Path, row: int
) -> None:
    def make(book: Any, sheet: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(row, 0, ["Date", "Village", "What happened", "Killed", "Sum"])
        sheet.merge_range(row + 2, 1, row + 4, 1, "Luma")
        for n in range(1, 6):
            sheet.write_number(row + n, 0, 43000 + n, day)
            sheet.write(row + n, 2, f"Secret {n}", *([struck] if n == 5 else []))
            sheet.write(row + n, 3, n)
            sheet.write_formula(row + n, 4, "=1+1", None, 2 if n != 4 else "")
            sheet.write_comment(row + n, 2, f"Whisper {n}")
        sheet.write(row + 1, 1, "Koro")
        sheet.write(row + 5, 1, "Tarso")
        sheet.set_row(row + 5, None, None, {"hidden": True})

    path = filled(tmp_path / "log.xlsx", make)
    before, line = by_line(path), row + 3
    assert before[line][0][2] == "Secret 2"
    left = write_without(path, {"Log": {line}}, hidden=False)
    assert "Secret 2" not in everything(left) and "Whisper 2" not in everything(left)
    path.write_bytes(left)
    del before[line]
    assert by_line(path) == before
    assert {"Secret 1", "Whisper 5", "Luma"} <= strings_of(path)


def test_hidden_sheets_stay_only_where_they_are_read(tmp_path: Path) -> None:
    def make(book: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["Village", "Luma", "Koro"])
        copy = book.add_worksheet("Copy")
        copy.write_column(0, 0, ["Village", "Luma again"])
        copy.hide()

    path = filled(tmp_path / "log.xlsx", make)
    assert "Luma again" not in everything(write_without(path, {"Log": {2}}, hidden=False))
    kept = write_without(path, {"Log": {2}}, hidden=True)
    path.write_bytes(kept)
    assert "Luma again" in everything(kept)
    assert [table.hidden for table in read_tables(path)] == [False, True]
