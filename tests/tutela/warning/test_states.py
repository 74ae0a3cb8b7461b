"""What is recorded of an alert, in the order people get round to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.warning.calming import DECIDER, OWNER, PERSON, WHO
from tutela.warning.states import (
    ENDS,
    EXPIRED,
    MOVED,
    NOT_EXECUTED,
    REOPENED,
    STATES,
    Moment,
    current,
    join_trails,
    run_of,
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
    assert [m.state for m in trail if m.inferred] == ["tasked", "on the way"]


def test_only_the_owners_own_decision_says_that_the_warning_was_acknowledged() -> None:
    for who in WHO:
        moments = to_record(RECEIVED, "decided", after(10), who)
        assert ("acknowledged" in [m.state for m in moments]) == (who == OWNER), who
    assert [m.state for m in to_record(RECEIVED, "tasked", after(10), OWNER)] == ["tasked"]


def test_what_the_person_responsible_says_counts_after_what_another_said() -> None:
    trail = [*RECEIVED, Moment("acknowledged", after(5), who=PERSON)]
    assert to_record(trail, "acknowledged", after(6), PERSON) == []
    trail += to_record(trail, "acknowledged", after(7), OWNER)
    assert run_of(trail)["acknowledged"].at == after(7)
    assert to_record(trail, "acknowledged", after(8), DECIDER) == []


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
def test_in_whatever_order_states_are_told_the_furthest_stands(
    told: list[str],
) -> None:
    trail = recorded(*((state, n) for n, state in enumerate(told)))
    furthest = max(map(STATES.index, told), default=0)
    assert current(trail) == STATES[furthest]
    moved = {m.state for m in trail} & set(MOVED)
    assert moved == (set(STATES[3 : furthest + 1]) if moved else set())
    assert recorded(*((state, n) for n, state in enumerate([*told, *told]))) == trail


def fallen(minute: int) -> Moment:
    return Moment(NOT_EXECUTED, after(minute))


def test_a_tasking_that_is_not_executed_takes_back_what_rested_on_it() -> None:
    trail = [*recorded(("tasked", 2)), fallen(4)]
    assert current(trail) == "received" and "tasked" not in run_of(trail)
    said = [*recorded(("acknowledged", 1), ("decided", 2), ("on the way", 3)), fallen(4)]
    assert current(said) == "acknowledged"
    again = to_record(said, "tasked", after(5))
    assert again == [Moment("tasked", after(5))]  # nobody has accepted it yet
    assert "decided" not in run_of([*said, *again])
    there = [*said, *again, *to_record([*said, *again], "arrived", after(6))]
    assert "on the way" in run_of(there) and current(there) == "arrived"
    assert "decided" not in run_of(there)  # that they went decides nothing


def test_what_was_decided_before_the_fall_does_not_answer_it_whenever_it_is_written_down() -> None:
    trail = [*recorded(("tasked", 2)), fallen(4)]
    late = to_record(trail, "decided", after(1))
    assert late == [Moment("decided", after(1))] and current([*trail, *late]) == "received"
    trail += to_record(trail, "decided", after(5))
    assert current(trail) == "decided"
    earlier = [*recorded(("decided", 9)), fallen(4)]  # the refusal was written down after it
    assert current(earlier) == "decided"


@given(
    st.lists(st.sampled_from(["decided", "tasked", "on the way"]), max_size=4), st.integers(0, 6)
)
def test_a_fall_counts_the_same_in_an_alert_and_in_one_joined_to_it(
    told: list[str], minute: int
) -> None:
    trail = [*recorded(*((state, 2 * n) for n, state in enumerate(told))), fallen(minute)]
    bare = list(RECEIVED)
    assert ("decided" in run_of(join_trails(bare, [(trail, False)]))) == (
        "decided" in run_of(trail)
    )
    assert run_of(join_trails(trail, [(bare, False)])).keys() == run_of(trail).keys()
