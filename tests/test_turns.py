"""Long tests of a room run with each change to it, and else in their turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import turns, whole_pass
from tests.costs import Cost

LONG = "tests/tutela_web/risk/test_due.py::test_long"
QUICK = "tests/tutela_web/risk/test_due.py::test_quick"
OTHER = "tests/tutela_web/fora/test_calendar.py::test_long"
STORY = "tests/stories/test_strategy.py::test_long"
TABLE = {LONG: Cost(9.0, ""), QUICK: Cost(0.2, ""), OTHER: Cost(5.0, ""), STORY: Cost(12.0, "")}
BY_FILE = turns.turns_by_file(TABLE)


@pytest.fixture(autouse=True)
def _nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "changed", lambda room: False)


def test_a_long_test_waits_until_its_turn_and_each_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    for commit in range(turns.TURNS):
        monkeypatch.setattr(turns, "turn", lambda _turns, commit=commit: commit)
        ran += [test for test in TABLE if not turns.waits(f"{test}[1]", TABLE, BY_FILE)]
    assert (ran.count(LONG), ran.count(OTHER)) == (1, 1)
    assert ran.count(QUICK) == ran.count(STORY) == turns.TURNS


def test_a_changed_room_runs_all_its_long_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "changed", lambda room: room == "risk")
    monkeypatch.setattr(turns, "turn", lambda _turns: turns.TURNS)  # nobody's
    assert not turns.waits(LONG, TABLE, BY_FILE) and turns.waits(OTHER, TABLE, BY_FILE)


def test_a_test_that_no_run_has_counted_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "turn", lambda _turns: turns.TURNS)
    assert not turns.waits("tests/tutela_web/risk/test_new.py::test_a", TABLE, BY_FILE)


def test_a_room_counts_as_passed_once_all_its_long_tests_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "read_table", lambda: TABLE)
    written: dict[str, str] = {}
    monkeypatch.setattr(turns, "note_passed", written.update)
    passes = turns.LongPasses()
    passes.outcomes = {OTHER: True}
    passes.pytest_sessionfinish()
    assert list(written) == ["long tests of fora"], "a long test of the other room waited"
    passes.outcomes[LONG] = False
    passes.pytest_sessionfinish()
    assert list(written) == ["long tests of fora"]


def test_what_passed_on_one_database_says_nothing_of_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "read_table", lambda: TABLE | {OTHER: Cost(5.0, "dialect")})
    monkeypatch.setattr(turns, "ON_POSTGRESQL", True)
    written: dict[str, str] = {}
    monkeypatch.setattr(turns, "note_passed", written.update)
    passes = turns.LongPasses()
    passes.outcomes = {LONG: True}  # marked, and not in the table: it ran
    passes.pytest_sessionfinish()
    assert list(written) == ["long tests of risk on PostgreSQL"], "the other did not run"


def test_a_rooms_digest_hears_of_its_templates_and_tests() -> None:
    files = {
        file.suffix for place in turns.FOLDERS for file in (turns.ROOT / place / "risk").rglob("*")
    }
    assert {".py", ".html"} <= files
    assert turns.digest_of("risk") != turns.digest_of("fora")


def test_a_run_notes_what_passed_and_leaves_the_tree_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table, noted = tmp_path / "whole_pass.csv", tmp_path / "build/passed.csv"
    whole_pass.note_passed({"fora": "a", "risk": "b"}, table)
    monkeypatch.setattr(whole_pass, "TABLE", table)
    monkeypatch.setattr(whole_pass, "NOTED", noted)
    before = table.read_bytes()
    whole_pass.note_passed({"fora": "c"}, noted)
    assert table.read_bytes() == before
    assert whole_pass.has_passed("fora", "a"), "as the table has it"
    assert whole_pass.has_passed("fora", "c"), "as it passed since, here"
    assert not whole_pass.has_passed("risk", "c")
    assert whole_pass.note_passed.__defaults__ == (whole_pass.ROOT / "build/passed.csv",)
    assert "/build/" in (whole_pass.ROOT / ".gitignore").read_text().splitlines()
