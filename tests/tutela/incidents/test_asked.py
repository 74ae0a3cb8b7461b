"""A file that the reader does not know by itself comes in once a person has said where and what."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from tutela.base.errors import BadParameter
from tutela.incidents.asked import find_regions, preview, propose_columns
from tutela.incidents.read import read_event_tables, read_events
from tutela.incidents.sources.mapping import Field, Mapping
from tutela.reading.regions import Region, Shape, lines_of, open_sheets

LINES = [
    ["Weekly note of Sub-office Luma", None, None, None],
    ["kept by the clerk", None, None, None],
    ["Moment", "Spot", "Fell", "Signed"],
    ["2018-03-04", "Tera", "2", "K."],
    ["2018-03-06", "Pama", "0", "K."],
    [None, None, None, None],
    ["Cars", "Litres", None, None],
    ["12", "40", None, None],
]


@pytest.fixture
def strange_book(tmp_path: Path) -> Path:
    """A workbook whose heads no list knows, its incidents between a title and other things."""
    path = tmp_path / "note.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Note")
        for row, cells in enumerate(LINES):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, column, cell)
    return path


def test_a_held_book_comes_in_by_a_region_and_a_matching(strange_book: Path) -> None:
    assert not len(read_events([strange_book]).events)
    shown = lines_of(open_sheets(strange_book)["Note"], 1, 8)
    assert shown[2] == (3, ["Moment", "Spot", "Fell", "Signed"])
    region = Region("Note", Shape.ROWS, (3, 3), (4, 5), (1, 3))
    tables = read_event_tables(strange_book, [region])
    assert tables[0].frame.columns == ["Moment", "Spot", "Fell"]
    asked = {one.column: one for one in propose_columns(tables[0])}
    assert asked["Moment"].samples == ("2018-03-04", "2018-03-06")
    mapping = Mapping(
        {"date_start": Field("Moment"), "place": Field("Spot"), "deaths": Field("Fell")}
    )
    reading = preview(strange_book, tables, mapping)
    rows = reading.events.frame.select("date_start", "place", "deaths").rows()
    assert [(str(day), place, dead) for day, place, dead in rows] == [
        ("2018-03-04", "Tera", 2),
        ("2018-03-06", "Pama", 0),
    ]
    assert not any(reading.doubts) and not reading.files[0].rejected


def test_the_region_that_is_found_reads_what_was_read(strange_book: Path, tmp_path: Path) -> None:
    text = tmp_path / "log.csv"
    text.write_text(
        "Log of Luma;;\n;;\nDate;Village;Killed\n2018-03-04;Tera;2\n2018-03-05;Pama;1\n"
    )
    (found,) = find_regions(text)
    assert found.region == Region("", Shape.ROWS, (3, 3), (4, 5), (1, 3))
    assert found.sure > 0.7
    again = read_event_tables(text, [found.region])
    assert again[0].frame.equals(read_event_tables(text)[0].frame)
    assert again[0].lines.to_list() == [4, 5]
    (of_strange,) = find_regions(strange_book)
    assert of_strange.sure < 0.7


def test_a_region_of_another_file_is_told(strange_book: Path) -> None:
    with pytest.raises(BadParameter, match="no sheet 'Log'"):
        read_event_tables(strange_book, [Region("Log", Shape.ROWS, (1, 1), (2, 3), (1, 2))])
    with pytest.raises(BadParameter, match="nothing stands"):
        read_event_tables(strange_book, [Region("Note", Shape.ROWS, (0, 0), (90, 91), (1, 2))])
    with pytest.raises(BadParameter, match="do not follow"):
        Region("Note", Shape.ROWS, (5, 5), (2, 3), (1, 2))


def test_what_a_person_calls_paragraphs_is_read_as_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    pl.DataFrame(
        {
            "column": [
                "Situation report of the week",
                "On 3 March 2018 armed men attacked the village of Tera and killed two people.",
                "On 5 March 2018 armed men looted the market in Pama and killed one trader.",
            ]
        }
    ).write_csv(path, include_header=False)
    tables = read_event_tables(path, [Region("", Shape.PARAGRAPHS, (0, 0), (1, 3), (1, 1))])
    assert tables[0].shape == "paragraphs"
    assert read_events([path], tables={path: tables}).events.frame["deaths"].to_list() == [2, 1]


def test_what_a_person_calls_cards_is_read_as_cards(tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text(
        "Card;C1;Date;2018-02-13\nPlace;Luma;Killed;1\nWhat happened;Armed men fired on people;;\n"
        "Card;C2;Date;2018-02-14\nPlace;Tera;Killed;2\nWhat happened;Armed men fired on people;;\n"
    )
    asked = read_events([path])
    assert not len(asked.events)
    assert {row.row for row in asked.files[0].rejected} == {2, 3, 4, 5, 6}
    tables = read_event_tables(path, [Region("", Shape.CARDS, (0, 0), (1, 6), (1, 4))])
    read = read_events([path], tables={path: tables}).events.frame
    assert read.select("place", "deaths").rows() == [("Luma", 1), ("Tera", 2)]
