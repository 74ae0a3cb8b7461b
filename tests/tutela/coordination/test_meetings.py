"""How often fora met, what they carry over, who sat in them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.coordination.meetings import carried_over, lateness, share_of_women

ON = date(2018, 12, 31)
days = st.dates(date(2018, 1, 1), ON)


def test_a_forum_that_never_met_says_so_whatever_its_rhythm() -> None:
    assert str(lateness(None, None, ON)) == "it has never met"
    assert str(lateness(None, 7, ON)) == "it has never met"


def test_a_forum_without_a_rhythm_is_not_late_once_it_met() -> None:
    assert lateness(date(2018, 1, 1), None, ON) is None


def test_one_day_over_is_one_day() -> None:
    assert "1 day later" in str(lateness(ON - timedelta(8), 7, ON))


@given(last=days, rhythm=st.integers(1, 60), more=st.integers(0, 60))
def test_a_slower_rhythm_is_never_later(last: date, rhythm: int, more: int) -> None:
    if lateness(last, rhythm, ON) is None:
        assert lateness(last, rhythm + more, ON) is None


@given(raised=days, held=st.lists(days), ended=st.none() | days)
def test_an_action_that_ended_is_carried_no_further_than_one_that_is_open(
    raised: date, held: list[date], ended: date | None
) -> None:
    assert carried_over(raised, held, ended) <= carried_over(raised, held) <= len(held)


def test_a_share_needs_both_numbers() -> None:
    assert share_of_women(0, 4) == 0
    assert share_of_women(3, None) is None
