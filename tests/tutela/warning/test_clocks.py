"""A call comes in at three in the morning: which clocks run, and what falls due if nobody acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.warning.calming import OWNER, RULE
from tutela.warning.clocks import (
    LEVELS,
    HeldLevel,
    Step,
    running,
    shipped_clocks,
    steps,
    with_limits,
)
from tutela.warning.ladders import RUNGS
from tutela.warning.states import EXPIRED, TO_TASK, Moment, run_of

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
CLOCKS = shipped_clocks()


def after(minutes: float) -> datetime:
    return CALL + timedelta(minutes=minutes)


def run(moments: Mapping[str, datetime], who: str = OWNER) -> dict[str, Moment]:
    """The moments as a person said them who answers for the alert; what ran out, as the rule."""
    return {n: Moment(n, at, who=RULE if n == EXPIRED else who) for n, at in moments.items()}


def fell(level: str, minutes: float, **moments: datetime) -> list[tuple[float, str, int]]:
    """The steps due so many minutes after the call, as (minute, clock, rung)."""
    known = {"received": CALL, **moments}
    found = steps(CLOCKS, [HeldLevel(level, CALL)], run(known), after(minutes))
    return [((s.due - CALL).total_seconds() / 60, s.clock, s.rung) for s in found]


def test_an_ongoing_attack_that_nobody_acknowledges_goes_to_every_top_ten_minutes_later() -> None:
    assert fell("ongoing", 12.9, issued=after(3)) == []
    assert (13, "acknowledge", RUNGS) in fell("ongoing", 13, issued=after(3))


def test_an_ongoing_attack_that_nobody_was_warned_of_climbs_every_five_minutes() -> None:
    told = [step for step in fell("ongoing", 21) if step[1] == "issue"]
    assert told == [(5, "issue", 0), (10, "issue", 1), (15, "issue", 2), (20, "issue", 3)]


def test_an_imminent_warning_climbs_a_rung_each_quarter_of_an_hour_until_acknowledged() -> None:
    told = fell(
        "imminent",
        60,
        triaged=after(5),
        issued=after(10),
        acknowledged=after(41),
        decided=after(42),
    )
    assert told == [
        (25, "acknowledge", 0),
        (40, "acknowledge", 1),
        (40, "decide", 0),
        (60, "flash", 0),
    ]


def test_a_warning_has_hours_and_a_watch_has_days() -> None:
    due = {
        level: {
            r.clock: r.due - CALL for r in running(CLOCKS, [HeldLevel(level, CALL)], run(moments))
        }
        for level in LEVELS
        for moments in [{"received": CALL, "issued": CALL}]
    }
    assert due["warning"]["acknowledge"] == timedelta(hours=2)
    assert due["warning"]["decide"] == timedelta(hours=24)
    assert due["watch"]["decide"] == timedelta(days=7)
    assert "flash" not in due["warning"] and "triage" not in due["watch"]


def test_a_raised_alert_is_never_given_more_time() -> None:
    moments = {"received": CALL, "issued": CALL}
    held = [HeldLevel("warning", CALL), HeldLevel("imminent", after(115))]
    (due,) = [r.due for r in running(CLOCKS, held, run(moments)) if r.clock == "acknowledge"]
    assert due == after(120)  # and not 130
    lowered = [HeldLevel("imminent", CALL), HeldLevel("warning", after(5))]
    (due,) = [r.due for r in running(CLOCKS, lowered, run(moments)) if r.clock == "acknowledge"]
    assert due == after(125)


def test_verification_and_the_flash_report_are_told_once_and_hold_nothing_back() -> None:
    assert [s for s in fell("ongoing", 60 * 24 * 9) if s[1] in ("verify", "flash")] == [
        (60, "flash", 0),
        (1440, "verify", 0),
    ]


def test_once_the_outcome_is_known_the_community_is_owed_an_answer_and_nothing_else() -> None:
    told = fell(
        "imminent",
        60 * 24 * 9,
        issued=after(1),
        acknowledged=after(2),
        decided=after(3),
        triaged=after(1),
        outcome=after(50),
    )
    assert told == [(50 + 72 * 60, "feedback", 0)]


def test_an_alert_nobody_decided_expires_when_its_time_is_over_but_an_attack_never_does() -> None:
    ends = {
        level: [s[0] / 60 for s in fell(level, 60 * 24 * 60) if s[1] == "expire"]
        for level in LEVELS
    }
    assert ends == {"watch": [720], "warning": [72], "imminent": [24], "ongoing": []}


def test_hours_are_the_same_across_a_change_of_the_clocks() -> None:
    spring = datetime(2018, 3, 25, 1, 50, tzinfo=ZoneInfo("Europe/Paris"))  # at 2:00 it is 3:00
    moments = {"received": spring.astimezone(UTC), "issued": spring.astimezone(UTC)}
    held = [HeldLevel("imminent", spring.astimezone(UTC))]
    (due,) = [r.due for r in running(CLOCKS, held, run(moments)) if r.clock == "acknowledge"]
    assert due.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") == "03:05"


@given(
    level=st.sampled_from(LEVELS),
    looks=st.lists(st.integers(0, 20_000), min_size=1, max_size=12),
    answers=st.dictionaries(
        st.sampled_from(["triaged", "issued", "acknowledged", "decided"]), st.integers(0, 5000)
    ),
)
def test_however_often_the_ticker_looks_the_same_steps_are_applied_once_in_order(
    level: str, looks: list[int], answers: dict[str, int]
) -> None:
    """Killed and restarted, its clock jumping back: what was applied is what one look finds."""
    moments = {"received": CALL, **{name: after(m) for name, m in answers.items()}}
    held = [HeldLevel(level, CALL)]
    applied: list[Step] = []
    for minute in looks:
        known = {name: at for name, at in moments.items() if at <= after(max(looks))}
        due = steps(CLOCKS, held, run(known), after(minute))
        assert due == sorted(due)
        applied += [step for step in due if step not in applied]
    assert sorted(applied) == sorted(steps(CLOCKS, held, run(known), after(max(looks))))


def test_a_mission_has_its_own_limits_and_none_is_nought() -> None:
    own = with_limits(CLOCKS, {("acknowledge", "imminent"): 20})
    (due,) = [
        r.due
        for r in running(
            own, [HeldLevel("imminent", CALL)], run({"issued": CALL, "received": CALL})
        )
        if r.clock == "acknowledge"
    ]
    assert due == after(20)
    for wrong in ({("acknowledge", "imminent"): 0}, {("flash", "watch"): 5}, {("tea", "watch"): 5}):
        with pytest.raises(BadParameter):
            with_limits(CLOCKS, wrong)


def test_a_decision_to_act_that_nobody_is_tasked_with_climbs_until_somebody_is_or_it_falls() -> (
    None
):
    acts = {"decided": after(10), "to be tasked": after(10)}
    told = [step for step in fell("ongoing", 56, **acts) if step[1] == "task"]
    assert told == [(25, "task", 0), (40, "task", 1), (55, "task", 2)]
    tasked = fell("ongoing", 56, **acts, tasked=after(26))
    assert [step for step in tasked if step[1] == "task"] == [(25, "task", 0)]
    assert not [step for step in fell("ongoing", 56, decided=after(10)) if step[1] == "task"]
    trail = [Moment(name, after(at)) for at, name in enumerate(("received", *acts, "act left"))]
    assert TO_TASK not in run_of(trail)
    assert TO_TASK in run_of([*trail, Moment(TO_TASK, after(9))])
    fallen = [*trail[:3], Moment("tasked", after(4)), Moment("not executed", after(5))]
    assert TO_TASK not in run_of(fallen)
