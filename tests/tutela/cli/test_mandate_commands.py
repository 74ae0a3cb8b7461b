"""`tutela mandate` as an adviser and a program meet it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.tutela.mandate.conftest import KARUNA
from tutela.cli import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def resolution(tmp_path: Path) -> Path:
    path = tmp_path / "9001.txt"
    path.write_text(KARUNA, encoding="utf-8")
    return path


def test_suggest_keeps_its_contract(resolution: Path) -> None:
    rows = json.loads(run("mandate", "suggest", str(resolution), "--json").stdout)
    assert [r["paragraph"] for r in rows] == [
        "1", "2", "2 (a)", "2 (a) (i)", "2 (a) (ii)", "2 (b)", "3", "3 (a)", "3 (b)", "4",
    ]  # fmt: skip
    for row in rows:
        assert set(row) == {"resolution", "paragraph", "text", "poc", "score", "tasks", "rules"}
        assert row["resolution"] == "S/RES/9001 (2031)"
        assert isinstance(row["poc"], bool)
        assert row["score"] == sum(rule["poc"] for rule in row["rules"])
        for task in row["tasks"]:
            assert set(task) == {"task", "label", "tier", "phases"}
        for rule in row["rules"]:
            assert set(rule) == {"rule", "means", "poc", "task"}
    assert [r["paragraph"] for r in rows if r["poc"]] == ["2 (a)", "2 (a) (i)"]


def test_the_table_shows_what_suggests_something_and_says_who_decides(resolution: Path) -> None:
    told = run("mandate", "suggest", str(resolution))
    assert "human_rights (tier 3)" in told.stdout
    assert "confirm" in told.stdout
    assert "seized" not in told.stdout
    assert "seized" in run("mandate", "suggest", str(resolution), "--all").stdout
    flat = run("mandate", "suggest", str(resolution), "--csv")
    assert next(csv.DictReader(io.StringIO(flat.stdout)))["paragraph"] == "2 (a)"


def test_what_has_no_place_is_told_on_stderr(resolution: Path) -> None:
    assert "Printed at Headquarters" in run("mandate", "suggest", str(resolution)).stderr


def test_one_bad_file_does_not_stop_the_others_and_only_bad_ones_end_with_two(
    resolution: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\n")
    both = run("mandate", "suggest", str(letter), str(resolution), "--json")
    assert both.exit_code == 0
    assert "no operative paragraph" in both.stderr
    alone = run("mandate", "suggest", str(letter), str(tmp_path / "gone.txt"))
    assert alone.exit_code == 2
    assert "Next: " in alone.stderr
    assert "gone.txt" in alone.stderr
