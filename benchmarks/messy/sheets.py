"""Writes rows as spreadsheets and text files, and remembers on which line an event stands."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from benchmarks.messy.truth import Answer, Event, Truth

HEADINGS = {
    "en": {
        "date": ["Date", "Date of incident", "Incident date", "Event date", "When"],
        "place": ["Location", "Village", "Place", "Village/Town", "Place of incident"],
        "lat": ["Lat", "Latitude", "GPS Lat", "Y"],
        "lon": ["Long", "Longitude", "GPS Long", "X"],
        "harm": ["Type", "Incident type", "Nature of incident", "Type of violation"],
        "killed": ["Killed", "Deaths", "No. killed", "Civilians killed", "# killed", "Fatalities"],
        "injured": ["Injured", "Wounded", "No. injured"],
        "actor": ["Alleged perpetrator", "Perpetrator", "Actor", "Alleged perpetrators"],
        "note": ["Comments", "Remarks", "Description", "Details"],
    },
    "fr": {
        "date": ["Date", "Date de l'incident", "Date des faits", "Date incident", "Jour"],
        "place": ["Localité", "Village", "Lieu", "Lieu de l'incident", "Village/Localité"],
        "lat": ["Lat", "Latitude", "LAT (N)"],
        "lon": ["Long", "Longitude", "LONG (E)"],
        "harm": ["Type", "Type d'incident", "Nature de l'incident", "Type de violation"],
        "killed": ["Tués", "Morts", "Nb de tués", "Civils tués", "Nbre de morts", "Décès"],
        "injured": ["Blessés", "Nb de blessés", "Nbre de blessés"],
        "actor": ["Auteur", "Auteurs présumés", "Auteur présumé", "Présumés auteurs"],
        "note": ["Observations", "Commentaires", "Résumé des faits", "Description"],
    },
    "ar": {
        "date": ["التاريخ", "تاريخ الحادث"],
        "place": ["المكان", "الموقع", "القرية"],
        "lat": ["خط العرض"],
        "lon": ["خط الطول"],
        "harm": ["نوع الحادث", "النوع"],
        "killed": ["القتلى", "عدد القتلى"],
        "injured": ["الجرحى", "عدد الجرحى"],
        "actor": ["الجناة", "الجهة المسؤولة", "الفاعل"],
        "note": ["ملاحظات", "الوصف"],
    },
}
COLUMNS = ("date", "place", "lat", "lon", "harm", "killed", "injured", "actor", "note")


def heading(rng: random.Random, lang: str, column: str) -> str:
    """One of the words by which offices name a column."""
    return rng.choice(HEADINGS[lang][column])


def cell(event: Event, column: str) -> Any:
    """What stands in a cell of an ordinary row."""
    values = {"date": event.start, "killed": event.killed}
    return values[column] if column in values else getattr(event, column)


class Page:
    """One sheet that is written from above, line by line."""

    def __init__(self, sheet: Worksheet, file: str, answer: Answer) -> None:
        self.sheet, self.file, self.answer, self.line = sheet, file, answer, 0

    def row(self, values: list[Any], event: Event | None = None, *, must_hold: bool = False) -> int:
        """Write a line; with an event, that is what is true of it."""
        self.line += 1
        for at, value in enumerate(values, 1):
            if value is not None:
                self.sheet.cell(self.line, at, value)
        if event:
            self.answer.truths.append(
                Truth(self.file, self.sheet.title, self.line, event, must_hold)
            )
        return self.line

    def gap(self, lines: int = 1) -> None:
        """Leave lines empty."""
        self.line += lines


class Book:
    """A workbook on its way to a file."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self.path, self.answer = path, answer
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])

    def page(self, title: str) -> Page:
        """A new sheet at the end."""
        return Page(self.book.create_sheet(title), self.path.name, self.answer)

    def save(self) -> None:
        """Write the file."""
        self.book.save(self.path)


def write_text(
    path: Path,
    rows: list[tuple[list[Any], Event | None]],
    answer: Answer,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
) -> None:
    """Write a text file and note its events by their line."""
    lines = []
    for number, (values, event) in enumerate(rows, 1):
        said = ["" if v is None else str(v) for v in values]
        lines.append(separator.join(f'"{v}"' if separator in v or '"' in v else v for v in said))
        if event:
            answer.truths.append(Truth(path.name, "", number, event))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
