"""Classes learned from a fourth set of strangers' books: each comes in right, or waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from tutela.incidents.read import read_events

PARTS = ("day", "what", "dead")


def rows_of(path: Path) -> list[tuple[str, str, str | None, float | None]]:
    read = read_events([path])
    frame = read.events.frame
    return [
        (str(row["date_start"]), str(row["date_end"]), row["place"], row["deaths"])
        for row, doubt in zip(frame.iter_rows(named=True), read.doubts, strict=True)
        if not doubt
    ]


def book(path: Path, *rows: list[Any], remarks: dict[str, str] | None = None) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("Log")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    for cell, said in (remarks or {}).items():
        sheet.write_comment(cell, said)
    workbook.close()
    return path


def test_a_toll_in_a_comment_comes_in_where_the_cell_points_to_it(tmp_path: Path) -> None:
    path = book(
        tmp_path / "e.xlsx",
        ["Date", "Nature du fait", "Lieu", "Victimes"],
        ["2016-11-03", "Assassinat", "Luma", "1 mort"],
        ["2016-11-05", "Attaque à main armée", "Luma", "voir commentaire"],
        ["2016-11-09", "Attaque à main armée", "Pama", "voir commentaire"],
        ["2016-11-15", "Incendie volontaire", "Tera", "27 greniers, aucun mort"],
        ["2016-11-16", "Enlèvement", "Tera", "3 bergers"],
        remarks={"D3": "2 tués ; 3 blessés", "D4": "entre 13 et 15, dit le chef"},
    )
    assert [(row[0], row[3]) for row in rows_of(path)] == [
        ("2016-11-03", 1),
        ("2016-11-05", 2),
        ("2016-11-15", 0),
        ("2016-11-16", None),
    ]
