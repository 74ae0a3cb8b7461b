"""The papers of missions that have a strategy already, as their offices would hand them in.

They are kept as plain text (own_strategies/), so that a reader sees what is brought; here they are
made into the DOCX and the XLSX that an office program would have saved.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

FOLDER = Path(__file__).parent / "own_strategies"


def resolution(mission: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("resolution.txt", (FOLDER / mission / "resolution.txt").read_bytes())


def strategy(mission: str) -> SimpleUploadedFile:
    """The strategy as DOCX: lines with # are headings, with - points, with | rows of a table."""
    file = docx.Document()
    file.add_heading("Strategy for the protection of civilians", 0)
    rows: list[list[str]] = []
    for line in [*(FOLDER / mission / "strategy.txt").read_text().splitlines(), ""]:
        if line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            table = file.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
            rows = []
        if line.startswith("#"):
            marks, _blank, words = line.partition(" ")
            file.add_heading(words, len(marks))
        elif line.startswith("- "):
            file.add_paragraph(line[2:], style="List Bullet")
        elif line[:1].isdigit() and line[1:3] == ". ":
            file.add_paragraph(line[3:], style="List Number")
        elif line:
            file.add_paragraph(line)
    file.sections[0].footer.paragraphs[0].text = "For official use"
    kept = io.BytesIO()
    file.save(kept)
    return SimpleUploadedFile("strategy.docx", kept.getvalue())


def words_of_strategy(mission: str) -> set[str]:
    """Each word the mission wrote, without the signs its text is kept by."""
    said = (FOLDER / mission / "strategy.txt").read_text()
    return {word for word in said.split() if word.strip("#|-")}


def matrix(mission: str) -> SimpleUploadedFile:
    """The matrix as XLSX: a title row, then the mission's own heads."""
    kept = io.BytesIO()
    with Workbook(kept) as book:
        sheet = book.add_worksheet("Plan")
        with (FOLDER / mission / "matrix.csv").open(newline="") as lines:
            for number, row in enumerate(csv.reader(lines)):
                sheet.write_row(number, 0, row)
    return SimpleUploadedFile("matrix.xlsx", kept.getvalue())
