"""What runs on PostgreSQL with each change: what is new, what commits, what asks it something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.choice import Sent, Watch, choose, is_chosen, is_quick
from tests.costs import Cost, grown, read_table, without_parameters

HERE = "tests/tutela_web/places/test_places.py::test_a"


class Item:
    """A collected test, as far as the choice asks."""

    def __init__(self, nodeid: str = HERE, *marks: pytest.MarkDecorator) -> None:
        self.nodeid = nodeid
        self.marks = {mark.name: mark.mark for mark in marks}

    def get_closest_marker(self, name: str) -> Any:
        return self.marks.get(name)


def test_a_new_test_runs_there_until_it_is_known_to_ask_nothing_of_it() -> None:
    assert is_chosen(Item(), {})
    assert not is_chosen(Item(), {HERE: Cost(0.1, "")})
    assert is_chosen(Item(), {HERE: Cost(0.1, "dialect")})


def test_what_commits_or_says_so_runs_there_whatever_the_table_says() -> None:
    spared = {HERE: Cost(0.1, "")}
    assert is_chosen(Item(HERE, pytest.mark.postgresql), spared)
    assert is_chosen(Item(HERE, pytest.mark.django_db(transaction=True)), spared)
    assert not is_chosen(Item(HERE, pytest.mark.django_db), spared)
    for minutes_long in (pytest.mark.browser, pytest.mark.once):
        assert not is_chosen(Item(HERE, pytest.mark.postgresql, minutes_long), {})


def test_the_lane_for_writing_takes_the_core_and_what_is_known_to_be_quick() -> None:
    of_the_core = "tests/tutela/risk/test_score.py::test_a"
    assert is_quick(Item(of_the_core), {}) and is_quick(
        Item(of_the_core), {of_the_core: Cost(0.1, "")}
    )
    assert not is_quick(Item(of_the_core), {of_the_core: Cost(3.0, "")})
    assert not is_quick(Item("tests/tutela/risk/test_score.py::test_a", pytest.mark.slow), {})
    assert not is_quick(Item(), {}) and not is_quick(Item(), {HERE: Cost(0.5, "")})
    assert is_quick(Item(), {HERE: Cost(0.01, "")})


def test_every_statement_databases_differ_in_is_sent_by_a_chosen_test_of_each_room_one() -> None:
    at = "tests/tutela_web/{}/test_a.py::test_{}"
    sent = {
        at.format("risk", "locks"): {"SELECT a FROM r FOR UPDATE", "SELECT a FROM r"},
        at.format("risk", "reads"): {"SELECT a FROM r"},
        at.format("places", "reads"): {"SELECT a FROM r"},
    }
    why = choose(sent, {test: Cost(1.0, "") for test in sent})
    assert why[at.format("risk", "locks")] == "dialect"
    assert why[at.format("places", "reads")] == "story"
    assert at.format("risk", "reads") not in why


def test_a_test_that_asks_what_none_asks_on_postgresql_is_told_to_say_so() -> None:
    sent = Sent()
    watch = Watch(sent)
    watch.table = {HERE: Cost(0.1, "")}

    def called(item: Item) -> BaseException | None:
        outcome = Outcome()
        run = watch.pytest_runtest_call(item)
        next(run)
        sent.statements.add('SELECT 1 FROM "invented" WHERE "invented"."name" LIKE %s')
        with pytest.raises(StopIteration):
            run.send(outcome)
        return outcome.forced

    told = called(Item())
    assert "words of invented" in str(told) and "Next: mark this test `postgresql`" in str(told)
    assert called(Item(HERE, pytest.mark.postgresql)) is None
    watch.table = {}
    assert "words of invented" in str(called(Item())), "a new test is watched too"


def test_a_server_that_sends_on_does_not_disturb_what_was_sent() -> None:
    class Busy(set[str]):
        """Statements to which another thread adds while they are read one by one."""

        def __iter__(self) -> Iterator[str]:
            for statement in super().__iter__():
                self.add(f"{statement} AND another")
                yield statement

    sent = Sent()
    sent.statements = Busy({'SELECT 1 FROM "invented" WHERE "invented"."name" LIKE %s'})
    assert sent.differences == {"words of invented"}


class Outcome:
    """What a test ended with: well, until told otherwise."""

    excinfo = None
    forced: BaseException | None = None

    def force_exception(self, error: BaseException) -> None:
        self.forced = error


def test_the_table_of_costs_names_tests_without_their_parameters() -> None:
    table = read_table()
    assert len(table) > 2000 and all(without_parameters(test) == test for test in table)
    assert {cost.on_postgresql for cost in table.values()} <= {
        "",
        "new",
        "dialect",
        "statements",
        "story",
    }


def test_what_grew_is_told_by_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.costs.read_table", lambda: {HERE: Cost(10.0, "")})
    monkeypatch.setattr("tests.costs.recorded", lambda part: {HERE: 11.5})
    assert grown() == []
    monkeypatch.setattr("tests.costs.recorded", lambda part: {HERE: 14.0})
    assert grown() == ["places (pages and verbs): 10 -> 14 CPU-seconds"]
