"""Several phases at one place at once, and force that outran politics."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.crisis.phases import lines, measures, one_sided, rise
from tutela.crisis.tables import PHASES, options

ON = date(2018, 12, 31)


def ago(*days: int) -> list[date]:
    return [ON - timedelta(days=n) for n in days]


def test_each_phase_has_its_lines_and_each_option_of_a_line_exists() -> None:
    assert {line.phase for line in lines()} == set(PHASES)
    assert not {name for line in lines() for name in line.options} - options().keys()
    assert any(line.line == "international" and line.political for line in lines())


def test_entering_pre_emption_each_measure_is_decided_refused_or_not_considered() -> None:
    weighed = measures("pre-emption", ["night_patrol"], ["political_call", "night_patrol"])
    found = {m.option.option: m.state for m in weighed}
    assert found["night_patrol"] == "taken" and found["political_call"] == "left"
    assert found["demarche"] == "not considered" and "interposition" not in found


def test_patrols_rise_and_nobody_called_anybody() -> None:
    assert "3 taskings" in str(one_sided(ago(1, 2, 13, 20), [], ago(15), ON))
    assert one_sided(ago(1, 2, 13, 20), [], ago(13), ON) is None
    assert "2 alerts in 14 days (1 in" in str(one_sided([], ago(0, 3, 20), [], ON))


def test_steady_patrols_ask_for_nothing() -> None:
    assert one_sided(ago(1, 2, 15, 16), [], [], ON) is None


@given(st.lists(st.integers(-5, 60)), st.lists(st.integers(0, 13), min_size=1))
def test_a_political_step_within_two_weeks_always_answers(
    uniformed: list[int], political: list[int]
) -> None:
    days = ago(*uniformed)
    assert one_sided(days, days, ago(*political), ON) is None
    assert sum(rise(days, ON)) <= len(days)
