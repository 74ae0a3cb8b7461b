"""Whether a decision stands, in whatever order its taskings are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.crisis.decision_status import NO, Answer, Tasked, reopened_by

NOON = datetime(2018, 12, 31, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def answers(*told: tuple[float, str, float | None]) -> list[Answer]:
    return [
        Answer(at(said), what, None if expected is None else at(expected))
        for said, what, expected in told
    ]


def test_a_later_decision_answers_a_refusal_and_an_earlier_one_does_not() -> None:
    refused = Tasked(at(2), answers((1, "refused", None)))
    assert reopened_by([refused], at(0), at(1)) == [at(1)]
    assert reopened_by([refused], at(1.5), at(1.5)) == []
    assert reopened_by([refused], None, at(1)) == [at(1)]


def test_a_delay_counts_when_it_slips_past_what_was_accepted() -> None:
    for expected, fell in ((1.5, []), (2, []), (3, [at(1)]), (None, [at(1)])):
        delayed = Tasked(at(2), answers((0.5, "accepted", None), (1, "delayed", expected)))
        assert reopened_by([delayed], at(0), at(1)) == fell, expected
    slipped = Tasked(at(2), answers((1, "accepted", 4)))
    assert reopened_by([slipped], at(0), at(1)) == [at(1)]
    assert reopened_by([slipped], at(1.5), at(2)) == []  # the new decision accepted it
    assert reopened_by([slipped], at(1.5), at(5)) == [at(4)]


def test_a_unit_that_comes_back_without_having_arrived_did_not_execute_it() -> None:
    accepted = answers((0, "accepted", None))
    assert reopened_by([Tasked(None, accepted, returned=at(3))], at(0), at(3)) == [at(3)]
    there = Tasked(None, accepted, arrived=at(1), returned=at(3))
    assert reopened_by([there], at(0), at(3)) == []


def test_of_what_is_not_known_nothing_is_as_soon() -> None:
    refused = Tasked(None, answers((1, "refused", None)))
    accepted = answers((0, "accepted", None))
    for other in (Tasked(at(2), accepted), Tasked(None, accepted), Tasked(at(2))):
        assert reopened_by([refused, other], at(0), at(1)) == [at(1)]
    assert reopened_by([refused, Tasked(None, arrived=at(0.5))], at(0), at(1)) == []
    gone = Tasked(None, arrived=at(0.5), left=at(0.8))
    assert reopened_by([refused, gone], at(0), at(1)) == [at(1)]


TIMES = st.none() | st.integers(-3, 6).map(at)
TASKED = st.builds(
    Tasked,
    planned=TIMES,
    answers=st.lists(
        st.builds(
            Answer,
            at=st.integers(-3, 3).map(at),
            answer=st.sampled_from(["accepted", "delayed", *NO]),
            expected=TIMES,
        ),
        max_size=3,
    ).map(lambda told: sorted(told, key=lambda one: one.at)),
    arrived=TIMES,
    returned=TIMES,
)


@given(st.lists(TASKED, max_size=4), TIMES)
def test_order_is_nothing_and_another_tasking_that_is_not_accepted_helps_nobody(
    taskings: list[Tasked], decided: datetime | None
) -> None:
    found = reopened_by(taskings, decided, at(4))
    assert found == reopened_by(taskings[::-1], decided, at(4)) == sorted(found)
    assert len(found) <= len(taskings)
    assert all(decided is None or decided <= one for one in found)
    assert reopened_by([*taskings, Tasked(at(9))], decided, at(4)) == found


@given(st.lists(TASKED, min_size=1, max_size=4))
def test_somebody_who_is_there_carries_every_decision(taskings: list[Tasked]) -> None:
    assert reopened_by([*taskings, Tasked(arrived=at(-3))], None, at(4)) == []
