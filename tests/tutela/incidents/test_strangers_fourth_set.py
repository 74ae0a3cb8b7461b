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


def test_groups_of_columns_and_weeks_are_rows_with_days(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["Tracker 2023"],
        ["Week", "Village", *(f"Incident {n}: {part}" for n in (1, 2) for part in PARTS)],
        ["week 12", "Luma", "Tue", "gunmen killed a trader", "1", "Wed-Thu", "houses torched", "0"],
        ["week 12", "Tera", "", "", "", "", "", ""],
    )
    assert rows_of(path) == [
        ("2023-03-21", "2023-03-21", "Luma", 1),
        ("2023-03-22", "2023-03-23", "Luma", 0),
    ]


def test_villages_above_their_rows_and_weeks_in_french(tmp_path: Path) -> None:
    path = book(
        tmp_path / "b.xlsx",
        ["Cahier 2022"],
        ["VILLAGE : Koni"],
        ["date", "faits", "morts"],
        ["sem. 6, mercredi", "deux chauffeurs tués par des bandits", "2"],
        ["mai 2022, jour non connu", "paysan abattu dans son champ", "1"],
        ["VILLAGE : Tera"],
        ["date", "faits", "morts"],
        ["le quatre mars", "attaque, trois tués", "3"],
    )
    assert rows_of(path) == [
        ("2022-02-09", "2022-02-09", "Koni", 2),
        ("2022-05-01", "2022-05-31", "Koni", 1),
        ("2022-03-04", "2022-03-04", "Tera", 3),
    ]


def test_a_book_of_occurrences_tells_days_in_numbers_and_places_in_words(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "COUNTY POLICE - EXTRACT,,,\n"
        "OB NO,TIME REPORTED,NATURE OF OFFENCE,BRIEF\n"
        '02/05/11/2018,0700HRS,MURDER,"Trader shot dead by gunmen at Luma village"\n'
        '03/12/11/2018,0700HRS,MURDER,"Two killed by bandits in Tera, night of 10/11 to 11/11"\n'
        "04/13/11/2018,0900HRS,AFFRAY,Drunkards fought at Pama bar\n",
        encoding="utf-8",
    )
    assert [row[:3] for row in rows_of(path)] == [
        ("2018-11-05", "2018-11-05", "Luma village"),
        ("2018-11-10", "2018-11-11", "Tera"),
    ]


def test_a_log_with_grids_and_names_and_a_row_that_corrects_another(tmp_path: Path) -> None:
    path = book(
        tmp_path / "d.xlsx",
        ["Ser", "DTG", "Grid / Location", "Event"],
        ["7", "011730C MAR 19", "Tera", "Villagers say that on 27 Feb two farmers were shot dead."],
        ["8", "101500C MAR 19", "Luma", "Bus ambushed by gunmen, three passengers killed."],
        ["9", "110700C MAR 19", "As ser 8", "Update ser 8: total now 5 dead."],
        ["10", "121500C MAR 19", "Pama (13.40N 22.31E)", "Man killed by gunmen at the well."],
    )
    assert rows_of(path) == [
        ("2019-02-27", "2019-02-27", "Tera", 2),
        ("2019-03-12", "2019-03-12", "Pama", 1),
    ]


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
