"""A case is a folder: the files, the command, what it must print. No Python needed to add one.

Write `command.txt` beside the files, run `TUTELA_APPROVE=1 pytest tests/tutela/risk/test_cases.py`,
read the new `expected.csv` line by line, and keep it if it is what the method says.
"""

from __future__ import annotations

import csv
import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutela.cli import main

CASES = sorted(p.parent for p in Path(__file__).parent.glob("cases/*/command.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    result = CliRunner().invoke(main, shlex.split(Path("command.txt").read_text()))
    assert result.exit_code == 0, result.stderr
    expected = Path("expected.csv")
    if os.environ.get("TUTELA_APPROVE"):
        expected.write_text(result.stdout)
    assert _cells(result.stdout) == _cells(expected.read_text())


def _cells(text: str) -> list[list[str]]:
    """The cells; figures to nine decimals, for processors differ in the last digit of a power."""
    return [[_cell(cell) for cell in row] for row in csv.reader(text.splitlines())]


def _cell(cell: str) -> str:
    try:
        return f"{float(cell):.9f}"
    except ValueError:
        return cell
