"""What is recorded of an alert, in the order people get round to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.warning.states import (
    ENDS,
    EXPIRED,
    REOPENED,
    STATES,
    Moment,
    current,
    to_record,
)

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
RECEIVED = [Moment("received", CALL)]


def after(minutes: int) -> datetime:
    return CALL + timedelta(minutes=minutes)


def recorded(*told: tuple[str, int]) -> list[Moment]:
    trail = list(RECEIVED)
    for state, minute in told:
        trail += to_record(trail, state, after(minute))
    return trail


def test_a_patrol_that_went_before_anybody_wrote_it_down_is_believed() -> None:
    trail = recorded(("arrived", 50))
    assert current(trail) == "arrived"
    assert [m.state for m in trail if m.inferred] == [
        "acknowledged", "decided", "tasked", "on the way",
    ]  # fmt: skip


def test_what_was_inferred_may_be_said_later_and_what_was_said_stands() -> None:
    trail = recorded(("arrived", 50), ("acknowledged", 60), ("acknowledged", 70))
    said = [m for m in trail if m.state == "acknowledged" and not m.inferred]
    assert [m.at for m in said] == [after(60)] and current(trail) == "arrived"


def test_an_alert_that_ends_with_nobody_sent_does_not_say_that_somebody_was() -> None:
    for end in ENDS:
        assert [m.state for m in recorded((end, 90))] == ["received", end]


def test_what_has_ended_is_reopened_before_anything_else_is_recorded() -> None:
    trail = recorded(("decided", 10), (EXPIRED, 20))
    with pytest.raises(BadParameter, match="has ended"):
        to_record(trail, "tasked", after(30))
    trail += to_record(trail, REOPENED, after(40))
    assert current(trail) == "received"
    with pytest.raises(BadParameter, match="is open"):
        to_record(trail, REOPENED, after(41))
    trail += to_record(trail, "decided", after(50))
    assert current(trail) == "decided"
    with pytest.raises(BadParameter, match="no state"):
        to_record(trail, "forgotten", after(60))


@given(st.lists(st.sampled_from(STATES[1:-1]), max_size=8))
def test_in_whatever_order_states_are_told_the_furthest_stands_and_none_is_missing(
    told: list[str],
) -> None:
    trail = recorded(*((state, n) for n, state in enumerate(told)))
    furthest = max(map(STATES.index, told), default=0)
    assert current(trail) == STATES[furthest]
    assert {m.state for m in trail} == set(STATES[: furthest + 1])
    assert recorded(*((state, n) for n, state in enumerate([*told, *told]))) == trail
