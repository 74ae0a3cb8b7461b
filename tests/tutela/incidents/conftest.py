"""Small invented files for the readers, and the real ones where they are at hand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tutela.incidents.incoming import incoming
from tutela.incidents.read import Reading, read_event_tables, read_events
from tutela.incidents.unsure import unsure_lines

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "demo" / "data"
REAL = ROOT.parent / "shared" / "data"


@pytest.fixture
def write(tmp_path):
    """Write rows (dicts, or the same columns) as a CSV and give its path."""

    def write_rows(rows, name="log.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            lines = csv.DictWriter(file, fieldnames=list(rows[0]), restval="")
            lines.writeheader()
            lines.writerows(rows)
        return path

    return write_rows


@pytest.fixture
def ged():
    """One row of the UCDP GED, invented: a one-sided attack on a market."""

    def row(**changed):
        return {
            "id": "900001",
            "relid": "LUM-2018-3-1-1",
            "year": "2018",
            "code_status": "Clear",
            "type_of_violence": "3",
            "conflict_name": "Lou Nuer - Civilians",
            "dyad_name": "LRA - Civilians",
            "side_a": "LRA",
            "side_b": "Civilians",
            "number_of_sources": "2",
            "source_headline": "Attack on Luma market",
            "where_prec": "1",
            "where_coordinates": "Luma town",
            "where_description": "Luma",
            "adm_1": "Luma state",
            "adm_2": "Luma county",
            "latitude": "6.5",
            "longitude": "25.25",
            "country": "Lumaland",
            "iso3": "LUM",
            "event_clarity": "1",
            "date_prec": "1",
            "date_start": "2018-11-15",
            "date_end": "2018-11-15",
            "deaths_a": "0",
            "deaths_b": "0",
            "deaths_civilians": "65",
            "deaths_unknown": "47",
            "best": "112",
            "high": "112",
            "low": "65",
            "source_version": "UCDP GED 23.1",
        } | changed

    return row


@pytest.fixture
def real():
    """A file of the shared data by its path there; skips where the data are not at hand."""

    def path(name):
        if not (REAL / name).exists():
            pytest.skip("the shared data are not beside this clone")
        return REAL / name

    return path


@pytest.fixture
def demo():
    """A file of the demo mission."""

    def path(name):
        if not (DEMO / name).exists():
            pytest.skip("the demo data are not in this clone")
        return DEMO / name

    return path


TODAY = date(2020, 6, 1)


@pytest.fixture
def log(tmp_path: Path) -> Any:
    """log(text) reads lines of a CSV separated by ; as the command does."""

    def read(text: str) -> Read:
        path = tmp_path / "log.csv"
        path.write_text(text, "utf-8")
        return Read(read_events([path]), path)

    return read


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """book(sheets) reads sheets of rows; days are written as a spreadsheet keeps them."""

    def read(sheets: dict[str, list[list[Any]]]) -> Read:
        path = tmp_path / "log.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as made:
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if cell is not None:
                            sheet.write(number, column, cell)
        return Read(read_events([path]), path)

    return read


class Read:
    """What would come in, and what waits."""

    def __init__(self, reading: Reading, path: Path | None = None) -> None:
        self.reading = reading
        tables = read_event_tables(path) if path else []
        apart = {(path.name, t.sheet, n) for t, n in unsure_lines(tables)} if path else set()
        self.table, self.misconduct = incoming(reading, on=TODAY, unsure=apart)

    def come(self, *columns: str) -> list[tuple[Any, ...]]:
        return self.table.filter(held="").select(*columns).rows()

    def waits(self) -> dict[int, str]:
        return {line: why for line, why in self.table.select("line", "held").rows() if why}
