"""Sheets in forms that only one office in many writes: a person is asked, and nothing is invented.

`rare_forms.json` holds 64 small sheets that an earlier reader read by rules of their own, with the
rows that are true in each. Those rules are gone: their rows wait, or come in as they are true.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.tutela.incidents.conftest import Read
from tutela.incidents.read import read_events

FORMS = json.loads(Path(__file__).with_name("rare_forms.json").read_text("utf-8"))


def _written(files: dict[str, Any], folder: Path) -> list[Path]:
    paths = []
    for name, told in files.items():
        path = folder / name
        paths.append(path)
        if isinstance(told, str):
            path.write_text(told, "utf-8")
            continue
        with xlsxwriter.Workbook(path) as book:
            for sheet, rows in told.items():
                page = book.add_worksheet(sheet)
                for at, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if cell is not None:
                            page.write_string(at, column, cell)
    return paths


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_a_form_that_is_not_read_waits_and_invents_nothing(number: int, tmp_path: Path) -> None:
    form = FORMS[number]
    read = Read(read_events(_written(form["files"], tmp_path)))
    true = {(line, first, killed): place for _, _, line, first, _, place, killed in form["true"]}
    came = read.come("line", "date_start", "killed", "place")
    for line, first, killed, place in came:
        assert true.pop((line, str(first), killed)) in place
    asked = read.waits()
    assert not true or asked, "a true row neither came in nor waits"
