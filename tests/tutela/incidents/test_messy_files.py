"""Workbooks as field offices send them: what is in them comes in, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tutela.incidents.incoming import incoming
from tutela.incidents.read import read_events

Sheets = dict[str, Sequence[Sequence[Any]]]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """book(sheets, merged=, hidden=) writes a workbook; merged are cells by sheet, A2:A3 and so."""

    def write(
        sheets: Sheets, merged: dict[str, list[str]] | None = None, hidden: Sequence[str] = ()
    ) -> Path:
        path = tmp_path / "log.xlsx"
        with xlsxwriter.Workbook(path) as made:
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                for cells in (merged or {}).get(name, []):
                    sheet.merge_range(cells, "")
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if cell is not None:
                            sheet.write(number, column, cell)
                if name in hidden:
                    sheet.hide()
        return path

    return write


def come_in(path: Path, *columns: str) -> list[tuple[Any, ...]]:
    """What would come in of a file, by line: columns of `incoming`."""
    table, _misconduct = incoming(read_events([path]))
    return table.filter(held="").select("line", *columns).rows()


def held(path: Path) -> list[int]:
    table, _misconduct = incoming(read_events([path]))
    return [line for line, why in table.select("line", "held").rows() if why]


def test_a_head_of_two_rows_below_a_title_is_one_head(book: Any) -> None:
    path = book(
        {
            "May": [
                ["Security incidents", None, "Bahr sector", None, None],
                [],
                ["Date", "Location", None, None, "Casualties", None, "Incident"],
                [None, "Village", "Lat", "Lon", "Killed", "Injured", None],
                ["2018-05-01", "Luma", 6.5, 31.5, 1, 2, "Killing"],
                ["2018-05-03", "Tera", 6.6, 31.4, 0, 1, "Looting"],
                ["Total", None, None, None, 1, 3, None],
                ["Source: field office. Contact: the duty officer"],
            ]
        },
        merged={"May": ["B3:D3", "E3:F3"]},
    )
    assert come_in(path, "place", "lat", "killed", "harm") == [
        (5, "Luma", 6.5, 1, "killing"),
        (6, "Tera", 6.6, 0, "looting"),
    ]
    assert held(path) == [7, 8]


def test_the_killed_of_each_sex_under_one_word_are_summed(book: Any) -> None:
    path = book(
        {
            "Journal": [
                ["Date", "Localité", "Tués", None, None, "Blessés", None],
                [None, None, "H", "F", "Enfants", "H", "F"],
                ["3 janv. 2018", "Bria", 1, 2, 1, 4, None],
                ["5-7 mars 2018", "Obo", None, None, None, None, 1],
            ]
        },
        merged={"Journal": ["C1:E1", "F1:G1"]},
    )
    frame = read_events([path]).events.frame.select("date_start", "date_end", "deaths", "injured")
    told = [(f"{since:%d.%m}", f"{until:%d.%m}", *rest) for since, until, *rest in frame.rows()]
    assert told == [("03.01", "03.01", 4, 4), ("05.03", "07.03", None, 1)]


def test_merged_sites_are_carried_down_and_a_merged_count_is_counted_once(book: Any) -> None:
    rows = [
        ["Site", "Date", "Incident", "Killed"],
        ["Luma", "2018-01-03", "Killing", 3],
        [None, "2018-01-09", "Looting", None],
        ["Tera", "2018-02-03", "Abduction", None],
    ]
    path = book({"2018": rows}, merged={"2018": ["A2:A3", "D2:D3"]})
    assert come_in(path, "place", "killed") == [
        (2, "Luma", 3),
        (3, "Luma", None),
        (4, "Tera", None),
    ]


def test_two_tables_on_a_sheet_are_both_read_and_a_hidden_sheet_is_not(book: Any) -> None:
    log = [
        ["Date", "Village", "Killed", None, "Date", "Village", "Killed"],
        ["2018-01-03", "Luma", 1, None, "2018-02-03", "Obo", 2],
        ["2018-01-09", "Tera", 0],
        [],
        ["Lieu", "Date de l'incident", "Morts"],
        ["Bria", "12/03/2018", "plus de 10"],
        ["Zemio", "25/03/2018", "plusieurs"],
    ]
    path = book({"Log": log, "old": log[:3]}, hidden=["old"])
    told = come_in(path, "place", "killed_low", "killed")
    assert told == [
        (2, "Luma", None, 1),
        (2, "Obo", None, 2),
        (3, "Tera", None, 0),
        (6, "Bria", 11, None),
        (7, "Zemio", 2, None),
    ]
    notes = [note for report in read_events([path]).files for note in report.notes]
    assert "sheets that the workbook hides, left out: 'old'" in notes


@pytest.mark.parametrize(
    ("written", "lat", "lon"),
    [
        ("6.75, 31.5", 6.75, 31.5),
        ("6,75 ; 31,5", 6.75, 31.5),
        ("6°45'00\"N 31°30'00\"E", 6.75, 31.5),
        ("N 6° 45.0' E 31° 30.0'", 6.75, 31.5),
        ("6.75 31.5 412 5.0", 6.75, 31.5),
    ],
)
def test_a_position_in_one_cell(book: Any, written: str, lat: float, lon: float) -> None:
    path = book({"Log": [["Date", "GPS", "Killed"], ["2018-01-03", written, 1]]})
    table, _misconduct = incoming(read_events([path]))
    (row,) = table.select("lat", "lon").rows()
    assert row == pytest.approx((lat, lon))


def test_a_month_is_a_month_and_a_number_of_a_spreadsheet_is_its_day(book: Any) -> None:
    path = book(
        {
            "Log": [
                ["Date", "Village", "Killed"],
                ["Jan-18", "Luma", 3],
                ["43160", "Tera", 1],
                ["12/3/18", "Obo", 1],
                ["25/3/18", "Bria", 1],
            ]
        }
    )
    frame = read_events([path]).events.frame
    days = [f"{a:%d.%m.%y}-{b:%d.%m.%y}" for a, b in frame.select("date_start", "date_end").rows()]
    assert days == [
        "01.01.18-31.01.18",
        "01.03.18-01.03.18",
        "12.03.18-12.03.18",
        "25.03.18-25.03.18",
    ]
    assert frame["date_precision"].to_list() == [4, None, None, None]


def test_a_csv_is_read_from_below_its_title_with_the_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.csv"
    path.write_text(
        "Bulletin des incidents;;;\n;;;\nDate;Localité;Tués;Coordonnées\n"
        "du 6 au 8 avril 2018;Obo;entre 4 et 6;5,3973 N / 26,4958 E\n"
        "le 9 AVRIL 2018;Bria;unk;\n",
        "latin-1",
    )
    assert come_in(path, "place", "killed_low", "killed_high", "lat") == [
        (4, "Obo", 4, 6, 5.3973),
        (5, "Bria", None, None, None),
    ]


def test_tables_side_by_side_may_have_other_heads(book: Any) -> None:
    path = book(
        {
            "Log": [
                ["A. Killings", None, None, None, "B. Roads"],
                ["Date", "Payam/Boma", "Killed", None, "Location", "When", "Dead"],
                ["25.01.2018", "Luma", 8, None, "Tera", "27.01.2018", 2],
            ]
        }
    )
    assert come_in(path, "place", "killed") == [(3, "Luma", 8), (3, "Tera", 2)]


def test_civilians_alone_are_the_toll_where_no_others_are_counted(book: Any) -> None:
    path = book({"Log": [["Date", "Village", "Civilians killed"], ["2018-01-03", "Luma", "5-7"]]})
    (event,) = read_events([path]).events.frame.select("deaths", "deaths_low").rows()
    assert event == (None, 5)
    assert come_in(path, "killed_low", "killed", "killed_high") == [(2, 5, None, 7)]


def test_casualties_told_in_words_are_counted(book: Any) -> None:
    path = book(
        {
            "Annex": [
                ["Date", "Village", "Casualties"],
                ["2018-01-03", "Luma", "0 killed, 2 injured"],
                ["2018-01-04", "Tera", "at least 9 dead; 0 wounded"],
                ["2018-01-05", "Obo", "2 injured"],
            ]
        }
    )
    told = come_in(path, "killed_low", "killed")
    assert told == [(2, None, 0), (3, 9, None), (4, None, None)]


def test_a_form_s_code_for_not_known_is_no_toll(book: Any) -> None:
    rows = [["Date", "Village", "Men killed", "Women killed"], ["2018-01-03", "Luma", 999, 999]]
    path = book({"Form": [*rows, ["2018-01-04", "Tera", 1, 0]]})
    assert come_in(path, "killed") == [(3, 1)] and held(path) == [2]
