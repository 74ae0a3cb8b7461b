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
        "1",
        "2",
        "2 (a)",
        "2 (a) (i)",
        "2 (a) (ii)",
        "2 (b)",
        "3",
        "3 (a)",
        "3 (b)",
        "4",
    ]
    for row in rows:
        assert set(row) == {
            "resolution",
            "paragraph",
            "text",
            "poc",
            "score",
            "tasks",
            "means",
            "means_at",
            "chapter",
            "rules",
        }
        assert row["resolution"] == "S/RES/9001 (2031)"
        assert isinstance(row["poc"], bool)
        assert row["score"] == sum(rule["poc"] for rule in row["rules"])
        for task in row["tasks"]:
            assert set(task) == {"task", "label", "tier", "phases"}
        for rule in row["rules"]:
            assert set(rule) == {"rule", "means", "poc", "task"}
    assert [r["paragraph"] for r in rows if r["poc"]] == [
        "2 (a)",
        "2 (a) (i)",
        "2 (a) (ii)",
    ]


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


@pytest.fixture
def renewal(tmp_path: Path) -> Path:
    path = tmp_path / "9002.txt"
    later = KARUNA.replace("9001 (2031)", "9002 (2032)").replace("3 March 2032", "3 March 2033")
    later = later.replace("(ii) To provide security around camps of displaced persons;\n", "")
    path.write_text(later.replace("3 March 2031", "1 March 2032"), encoding="utf-8")
    return path


def test_diff_keeps_its_contract(resolution: Path, renewal: Path) -> None:
    told = json.loads(run("mandate", "diff", str(resolution), str(renewal), "--json").stdout)
    assert set(told) == {"old", "new", "paragraphs"}
    assert told["old"] == {"resolution": "S/RES/9001 (2031)", "adopted": "2031-03-03"}
    assert told["new"] == {"resolution": "S/RES/9002 (2032)", "adopted": "2032-03-01"}
    for row in told["paragraphs"]:
        assert set(row) == {
            "status",
            "kind",
            "old",
            "new",
            "poc",
            "old_text",
            "new_text",
            "words",
        }
        assert row["status"] in ("kept", "moved", "reworded", "new", "dropped")
        assert row["kind"] in ("preambular", "operative")
        assert (row["kind"] == "preambular") == (not (row["old"] or row["new"]))
        assert all(what in ("same", "gone", "come") for what, _ in row["words"])
    changed = {(r["status"], r["old"], r["new"]) for r in told["paragraphs"]} - {
        (r["status"], r["old"], r["new"]) for r in told["paragraphs"] if r["status"] == "kept"
    }
    assert changed == {("reworded", "1", "1"), ("dropped", "2 (a) (ii)", None)}
    assert [r["old"] for r in told["paragraphs"] if r["poc"]] == [
        "2 (a)",
        "2 (a) (i)",
        "2 (a) (ii)",
    ]


def test_the_table_of_a_renewal_shows_what_changed(resolution: Path, renewal: Path) -> None:
    told = run("mandate", "diff", str(resolution), str(renewal)).stdout
    assert "[-2032-]" in told
    assert "{+2033+}" in told
    assert "1 reworded, 1 dropped." in told
    assert "human rights" not in told
    assert "human rights" in run("mandate", "diff", str(resolution), str(renewal), "--all").stdout


def test_a_mandate_beside_itself_shows_nothing_changed(resolution: Path) -> None:
    told = json.loads(run("mandate", "diff", str(resolution), str(resolution), "--json").stdout)
    assert {row["status"] for row in told["paragraphs"]} == {"kept"}


def test_a_renewal_that_cannot_be_read_ends_with_two(resolution: Path, tmp_path: Path) -> None:
    result = run("mandate", "diff", str(resolution), str(tmp_path / "gone.txt"))
    assert result.exit_code == 2
    assert "Next: " in result.stderr
