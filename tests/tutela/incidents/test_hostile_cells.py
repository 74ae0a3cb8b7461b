"""Cells made to stop a reader: their rows wait, all others come in, and nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import bad_readers
from tests.counts import PROOF, turn
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.sandbox import read_apart
from tutela.cli import main
from tutela.incidents.read import read_events

HEAD = ["Date", "Village", "Killed", "Narrative"]
GOOD = ["2018-12-01", "Luma", "3", "Two men and a woman were killed by armed men near the river."]


@pytest.fixture(autouse=True)
def _readers_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the readers of these tests, wherever they are run from."""
    monkeypatch.setenv("PYTHONPATH", str(Path(bad_readers.__file__).parents[1]))


def write_log(path: Path, *rows: list[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


CELLS = {
    "a number of 90,000 signs": (2, "10-" * 30_000 + "20"),
    "days without end": (0, "between 1 and 2 and 3 " * 5_000),
    "brackets that never close": (2, "(" * 100_000),
    "a run of letters in an account": (3, "sex " + "علاقة" * 8_000),
    "a village of 100,000 signs": (1, "x" * 100_000),
}


@pytest.mark.parametrize(
    "case", [case for n, case in enumerate(CELLS) if PROOF or n in (0, 1 + turn(len(CELLS) - 1))]
)
def test_its_row_waits_and_the_others_come_in(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    column, said = CELLS[case]
    write_log(tmp_path / "log.csv", GOOD, [*GOOD[:column], said, *GOOD[column + 1 :]], GOOD)
    told = CliRunner().invoke(main, ["incidents", "read", "log.csv", "-o", "out.csv"])
    assert told.exit_code == 0, told.output
    with Path("out.csv").open(encoding="utf-8") as file:
        rows = {int(row["line"]): row for row in csv.DictReader(file)}
    assert set(rows) == {2, 3, 4} and not rows[2]["held"] and rows[3]["held"]
    assert rows[2]["killed"] == "3" and len(rows[3]["held"]) < 3_000


def test_a_row_that_takes_too_long_is_held_by_its_line_and_not_repeated(tmp_path: Path) -> None:
    rows = [[*GOOD[:3], f"{GOOD[3]} {n}"] for n in range(40)]
    rows[17][3] = "an endless account"
    path = write_log(tmp_path / "log.csv", *rows)
    (report,) = read_apart(bad_readers.read_slowly, "log.csv", path).files
    assert (report.rows, report.accepted) == (40, 39)
    (refused,) = report.rejected
    assert refused.row == 19 and "in the time a row may take" in refused.why
    assert not refused.value and not refused.cells and "endless" not in str(refused)


def test_where_every_row_takes_too_long_the_search_ends_and_all_are_held(tmp_path: Path) -> None:
    rows = [[*GOOD[:3], f"endless {n}"] for n in range(40)]
    path = write_log(tmp_path / "log.csv", *rows)
    (report,) = read_apart(bad_readers.read_slowly, "log.csv", path).files
    assert (report.rows, report.accepted, len(report.rejected)) == (40, 0, 40)


def test_a_cut_cell_is_told_and_a_long_account_is_not_cut(tmp_path: Path) -> None:
    long, longer = "armed men came " * 1_000, "armed men came " * 2_000
    path = write_log(tmp_path / "log.csv", [*GOOD[:3], long], [*GOOD[:3], longer])
    reading = read_events([path])
    assert [bool(doubt) for doubt in reading.doubts] == [False, True]
    assert f"{len(longer.strip()):,} signs" in str(reading.doubts[1])
    assert max(map(len, reading.events.texts["text"])) <= LIMITS["words_signs"]


def test_a_head_of_90_000_signs_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(f"Date,Village,Killed,{'q(' * 45_000}\n2018-12-01,Luma,3,a\n")
    (report,) = read_events([path]).files
    assert report.accepted == 1
