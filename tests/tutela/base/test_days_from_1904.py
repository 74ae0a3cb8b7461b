"""A workbook may count its days from 1904: a bare number is then no day four years before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tutela.base.books.emptied import write_without
from tutela.base.tables import read_tables
from tutela.base.values import FROM_1904
from tutela.capacity.read import read_bases
from tutela.incidents.read import read_events
from tutela.incidents.sources.mapping import Field, Mapping

DAY = date(2018, 12, 1)
SERIAL = (DAY - date(1904, 1, 1)).days
HEAD = ["Incident number", "Date", "Village", "Latitude", "Longitude", "Harm", "Killed"]


def row(day: Any, number: str = "L-1", killed: int = 3) -> list[Any]:
    return [number, day, "Luma", 7.1, 30.2, "killing", killed]


def book(path: Path, *rows: Sequence[Any], from_1904: bool = True) -> Path:
    """A workbook as an office with an old Macintosh template writes it."""
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as made:
        shown_as_day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet("Log")
        for line, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, at, cell, shown_as_day)
                else:
                    sheet.write(line, at, cell)
    return path


@pytest.mark.parametrize("said", [DAY, SERIAL, SERIAL + 0.27, "2018-12-01", "1 December 2018"])
def test_a_day_is_the_day_that_the_workbook_shows(tmp_path: Path, said: Any) -> None:
    (day,) = read_events([book(tmp_path / "log.xlsx", HEAD, row(said))]).events.frame["date_start"]
    assert day == DAY


@pytest.mark.parametrize("from_1904", [True, False])
def test_both_systems_are_read_each_by_its_own_count(tmp_path: Path, from_1904: bool) -> None:
    serial = SERIAL if from_1904 else SERIAL + FROM_1904
    for first in range(0, 3_650, 487):
        path = book(tmp_path / "log.xlsx", HEAD, row(serial - first), from_1904=from_1904)
        (day,) = read_events([path]).events.frame["date_start"]
        assert day == DAY - timedelta(days=first)


def test_a_number_in_another_column_stays_the_number_it_is(tmp_path: Path) -> None:
    (table,) = read_tables(book(tmp_path / "log.xlsx", HEAD, row(SERIAL, killed=SERIAL)))
    assert table.frame["Killed"].to_list() == [f"{SERIAL}"]


def test_a_column_that_a_person_matched_is_read_so_too(tmp_path: Path) -> None:
    head = ["Ref", "Noted", "Where", "lat", "lon", "What", "Dead"]
    path = book(tmp_path / "log.xlsx", head, row(SERIAL))
    said = {"source_id": "Ref", "date_start": "Noted", "place": "Where", "harm": "What"}
    mapping = Mapping({name: Field(column) for name, column in said.items()}, "office")
    (day,) = read_events([path], mapping=mapping).events.frame["date_start"]
    assert day == DAY


def test_a_list_of_bases_is_read_so_too(tmp_path: Path) -> None:
    head, cells = ["name", "lat", "lon", "from"], ["Luma", 7.1, 30.2, SERIAL]
    path = book(tmp_path / "bases.xlsx", head, cells)
    assert len(read_bases(path, on=DAY).bases) == 1
    assert not read_bases(path, on=DAY - timedelta(days=1)).bases, "it is not there yet"


def test_a_workbook_written_anew_without_a_row_counts_as_before(tmp_path: Path) -> None:
    path = book(tmp_path / "log.xlsx", HEAD, row(SERIAL), row(SERIAL, "L-2"))
    left = tmp_path / "left.xlsx"
    left.write_bytes(write_without(path, {"Log": {3}}, hidden=False))
    (day,) = read_events([left]).events.frame["date_start"]
    assert day == DAY
