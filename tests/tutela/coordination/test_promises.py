"""Promises: kept, broken, running, or overdue; what is not known is never kept."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.coordination.promises import (
    JUDGEMENTS,
    STATES,
    state_of_acceptance,
    state_of_ask,
    state_of_commitment,
)

ON = date(2018, 12, 31)
days = st.dates(date(2018, 1, 1), date(2019, 12, 31))


def test_on_its_day_a_promise_is_not_overdue_yet() -> None:
    assert state_of_commitment(ON, "", None, ON) == "running"
    assert state_of_commitment(ON, "", None, ON + timedelta(1)) == "overdue"


@given(due=days, judged=st.sampled_from(["", *JUDGEMENTS]), judged_on=st.none() | days, on=days)
def test_only_what_somebody_judged_kept_by_that_day_is_kept(
    due: date, judged: str, judged_on: date | None, on: date
) -> None:
    state = state_of_commitment(due, judged, judged_on, on)
    assert state in STATES
    for told in ("kept", "broken"):
        if state == told:
            assert judged == told and judged_on is not None and judged_on <= on
    if state == "running":
        assert on <= due


@given(until=days, ended=st.none() | days, on=days)
def test_an_acceptance_never_comes_back_into_force_by_itself(
    until: date, ended: date | None, on: date
) -> None:
    if state_of_acceptance(until, ended, on) != "in force":
        assert state_of_acceptance(until, ended, on + timedelta(1)) != "in force"
    assert state_of_acceptance(until, None, until + timedelta(1)) == "lapsed"


@given(due=st.none() | days, answered=st.none() | days, on=days)
def test_what_waits_past_its_day_is_never_shown_as_waiting_in_time(
    due: date | None, answered: date | None, on: date
) -> None:
    state = state_of_ask(due, answered, on)
    if due is not None and due < on and answered is None:
        assert state == "past due"
    if state == "answered":
        assert answered is not None and answered <= on
