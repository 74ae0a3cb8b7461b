"""What runs on PostgreSQL with each change: what is new, what commits, what asks it something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.choice import Sent, choose, is_chosen, is_quick, read_table
from tests.costs import without_parameters

ROOT = Path(__file__).parents[1]
HERE = "tests/tutela_web/places/test_places.py::test_a"


class Item:
    """A collected test, as far as the choice asks."""

    def __init__(self, nodeid: str = HERE, *marks: pytest.MarkDecorator) -> None:
        self.nodeid = nodeid
        self.marks = {mark.name: mark.mark for mark in marks}

    def get_closest_marker(self, name: str) -> Any:
        return self.marks.get(name)


def test_a_test_of_a_new_or_changed_file_runs_there_and_else_what_the_table_names() -> None:
    file = HERE.partition("::")[0]
    assert is_chosen(Item(), {}, {file})
    assert not is_chosen(Item(), {})
    assert is_chosen(Item(), {HERE: "dialect"})


def test_what_commits_or_says_so_runs_there_whatever_the_table_says() -> None:
    assert is_chosen(Item(HERE, pytest.mark.postgresql), {})
    assert is_chosen(Item(HERE, pytest.mark.django_db(transaction=True)), {})
    assert not is_chosen(Item(HERE, pytest.mark.django_db), {})
    for minutes_long in (pytest.mark.browser, pytest.mark.once):
        assert not is_chosen(Item(HERE, pytest.mark.postgresql, minutes_long), {})


def test_the_lane_for_writing_leaves_out_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.choice.seconds_of_files", dict)
    assert is_quick(Item()) and not is_quick(Item(HERE, pytest.mark.slow))
    assert not is_quick(Item(HERE, pytest.mark.browser))
    long = {HERE.partition("::")[0]: 9.0}
    monkeypatch.setattr("tests.choice.seconds_of_files", lambda: long)
    assert not is_quick(Item())


def test_every_statement_databases_differ_in_is_sent_by_a_chosen_test_of_each_room_one() -> None:
    at = "tests/tutela_web/{}/test_a.py::test_{}"
    sent = {
        at.format("risk", "locks"): {"SELECT a FROM r FOR UPDATE", "SELECT a FROM r"},
        at.format("risk", "reads"): {"SELECT a FROM r"},
        at.format("places", "reads"): {"SELECT a FROM r"},
    }
    why = choose(sent, dict.fromkeys(sent, 1.0))
    assert why[at.format("risk", "locks")] == "dialect"
    assert why[at.format("places", "reads")] == "story"
    assert at.format("risk", "reads") not in why


def test_a_server_that_sends_on_does_not_disturb_what_was_sent() -> None:
    class Busy(set[str]):
        """Statements to which another thread adds while they are read one by one."""

        def __iter__(self) -> Iterator[str]:
            for statement in super().__iter__():
                self.add(f"{statement} AND another")
                yield statement

    sent = Sent()
    sent.statements = Busy({'SELECT 1 FROM "invented" WHERE "invented"."name" LIKE %s'})
    assert len(sent.shortened()) == 1


def test_the_table_names_tests_that_are_there_without_their_parameters() -> None:
    table = read_table()
    assert set(table.values()) <= {"dialect", "statements", "story"}
    assert all(without_parameters(test) == test for test in table)
    files = {test.partition("::")[0] for test in table}
    assert not [file for file in files if not (ROOT / file).exists()]
