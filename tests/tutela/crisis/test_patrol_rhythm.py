"""Planned a week beside done: kept, short, unknown; nothing recorded is never zero."""

from __future__ import annotations

from datetime import date

import pytest

from tutela.crisis.patrol_rhythm import BACK, KINDS, STATES, beats, monday_of, state_of, weeks

ON = date(2018, 12, 27)  # a Thursday
LAST, THIS = date(2018, 12, 17), date(2018, 12, 24)


def patrols(plans: object, done: object) -> list[str]:
    (row, *_others) = beats(plans, done, ON)  # type: ignore[arg-type]
    return [beat.state for beat in row]


@pytest.mark.parametrize(
    ("planned", "done", "over", "state"),
    [
        (3, 3, True, "kept"),
        (3, 4, False, "kept"),
        (3, 2, True, "short"),
        (3, 2, False, "running"),
        (3, 0, True, "short"),
        (3, None, True, "unknown"),
        (3, None, False, "unknown"),
        (None, 5, True, "unplanned"),
        (0, 0, True, "kept"),
        (0, None, True, "unknown"),
    ],
)
def test_how_a_week_stands(planned: int | None, done: int | None, over: bool, state: str) -> None:
    assert state_of(planned, done, over=over) == state and state in STATES


def test_a_plan_holds_from_its_week_on_and_an_earlier_week_keeps_its_own() -> None:
    plans = [(date(2018, 12, 5), {"patrol": 2}), (date(2018, 12, 26), {"patrol": 5})]
    done = {("patrol", monday): 3 for monday in weeks(ON)}
    assert patrols(plans, done) == ["unplanned", "kept", "kept", "kept", "running"]
    assert patrols([], done) == ["unplanned"] * (BACK + 1)


def test_every_kind_has_a_row_of_weeks_that_begin_on_monday() -> None:
    rows = beats([(LAST, {"visit": 1})], {("visit", LAST): 0}, ON)
    assert [row[0].kind for row in rows] == list(KINDS)
    assert {beat.monday.weekday() for row in rows for beat in row} == {0}
    visits = dict(zip([b.monday for b in rows[1]], [b.state for b in rows[1]], strict=True))
    assert (visits[LAST], visits[THIS]) == ("short", "unknown")
    assert monday_of(ON) == THIS == weeks(ON)[-1]
