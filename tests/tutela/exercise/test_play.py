"""What falls due while an exercise is played."""

from __future__ import annotations

from dataclasses import replace

from tests.tutela.exercise.test_script import NIGHT
from tutela.exercise.play import Played, deadline_of, falls_due, find_due, length_of
from tutela.exercise.script import Inject

AGAIN = Inject("again", 10, "first", "second_attack", "joc", "Bel", {"en": "Bel too"})
LONG = replace(NIGHT, injects=(*NIGHT.injects, AGAIN))


def test_an_inject_falls_due_by_its_minute_once() -> None:
    assert [one.code for one in find_due(LONG, Played(0))] == ["first"]
    assert find_due(LONG, Played(3, given={"first": 0})) == ()


def test_one_that_waits_for_an_inject_is_counted_from_it() -> None:
    assert falls_due(AGAIN, Played(60)) is None
    late = Played(31, given={"first": 22})
    assert falls_due(AGAIN, late) == 32 and find_due(LONG, late) == ()
    assert [one.code for one in find_due(LONG, Played(32, given={"first": 22}))] == ["again"]


def test_one_that_waits_for_an_expectation_comes_whether_it_was_met_or_not() -> None:
    played = Played(20, given={"first": 0, "again": 10}, judged={"decides": 12})
    assert [one.code for one in find_due(LONG, played)] == ["no"]


def test_what_falls_due_together_comes_in_the_order_of_its_minutes() -> None:
    early = Inject("early", 1, "", "text", "unit", "", {"en": "Early"})
    later = Inject("later", 4, "", "text", "unit", "", {"en": "Later"})
    script = replace(NIGHT, injects=(later, early))
    assert [one.code for one in find_due(script, Played(9))] == ["early", "later"]


def test_an_expectation_has_a_deadline_once_its_inject_came() -> None:
    (decides,) = NIGHT.expectations
    assert deadline_of(decides, Played(3)) is None
    assert deadline_of(decides, Played(9, given={"first": 4})) == 34


def test_a_script_takes_as_long_as_its_longest_wait() -> None:
    assert length_of(LONG) == 35, "the refusal: 5 minutes after the expectation's 30"
    assert length_of(replace(NIGHT, injects=(), expectations=())) == 0
