"""The eight options of the Framework: their order, how one stands; unknown is no answer."""

from __future__ import annotations

from datetime import date

import pytest

from tutela.deployment.options import (
    CLOSED,
    OPTIONS,
    STATES,
    count_states,
    days_waited,
    is_tested_since,
    options_of_framework,
    state_of_option,
)

DAY = date(2018, 12, 31)


def test_four_are_the_missions_and_four_headquarters_in_the_frameworks_order() -> None:
    eight = [one for one in options_of_framework() if one.option != "other"]
    assert [one.level for one in eight] == ["mission"] * 4 + ["headquarters"] * 4
    assert OPTIONS[0] == "reprioritise" and OPTIONS[7] == "training" and len(OPTIONS) == 9
    assert {"caveats"} == CLOSED


def test_an_option_is_ruled_out_only_where_each_effort_is() -> None:
    assert state_of_option(["ruled out", "ruled out"]) == "ruled out"
    assert state_of_option(["ruled out", "tried", "possible"]) == "tried"
    with pytest.raises(ValueError, match="no state of an option"):
        state_of_option(["done"])


def test_every_option_is_counted_once_and_what_nobody_weighed_is_counted_apart() -> None:
    counted = count_states({one: ["ruled out", "tried"] for one in OPTIONS[:3]})
    assert counted == {"tried": 3, "possible": 0, "ruled out": 0, "": 5}
    assert sum(count_states({}).values()) == 8 and set(counted) == {*STATES, ""}


def test_what_was_asked_tomorrow_does_not_wait_and_an_answer_of_tomorrow_is_none_yet() -> None:
    assert days_waited(date(2019, 1, 1), None, DAY) is None
    assert days_waited(None, None, DAY) is None
    assert days_waited(date(2018, 12, 1), date(2019, 1, 2), DAY) == 30


def test_a_test_before_the_last_day_of_the_courses_is_no_test_of_them() -> None:
    assert not is_tested_since(DAY, date(2018, 12, 30))
    assert not is_tested_since(DAY, None)
    assert is_tested_since(date(2018, 12, 30), DAY)
