"""Who is unheard on a strategy, and what a consultation lacks: no gap goes unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tutela.strategy.consultation import (
    TERM_DAYS,
    Consultation,
    Planned,
    due_days,
    lacks,
    not_met,
    only_leaders,
    parties,
    plan_lacks,
    stakeholders,
    steps,
    unheard_classes,
)

TODAY = date(2031, 1, 10)
WOMEN = Consultation(
    "population",
    frozenset({"women", "womens-groups"}),
    "BH",
    "small group",
    noticed=TODAY,
    planned=TODAY + timedelta(days=10),
    safe=True,
    partner_on=TODAY,
    apart=True,
    apart_safer=True,
)


def test_the_eight_classes_say_what_each_is_asked_and_where_the_framework_says_so() -> None:
    assert len(stakeholders()) == 8
    for one in stakeholders().values():
        assert one.asked and one.limits and one.seed.startswith("Framework, paragraph 9")
    assert {one.stakeholder for one in parties()} <= set(stakeholders())
    assert len({one.key for one in parties()}) == len(parties())


def test_a_well_prepared_talk_with_women_lacks_nothing() -> None:
    assert lacks(WOMEN, TODAY) == []
    assert lacks(replace(WOMEN, held=WOMEN.planned), TODAY + timedelta(days=10)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"parties": frozenset({"traditional"})}, "no group at risk is asked"),
        ({"apart": False}, "women and men are not heard apart, though that is safer"),
        ({"apart": None}, "women and men are not heard apart, though that is safer"),
        ({"partner_on": None}, "no trusted partner outside the mission was asked first"),
        (
            {"partner_on": TODAY + timedelta(days=11)},
            "the trusted partner was asked only afterwards",
        ),
        ({"safe": None}, "nobody said whether it is safe for those who take part"),
        ({"safe": False}, "it is not safe, and nobody decided what to do"),
        ({"method": ""}, "nobody said how they are consulted"),
        ({"sections": ""}, "nobody said on which sections"),
        ({"noticed": None}, "nobody told them beforehand"),
        ({"noticed": TODAY + timedelta(days=8)}, "they were told fewer than 7 days before"),
        (
            {
                "planned": TODAY - timedelta(days=1),
                "noticed": date(2030, 1, 1),
                "partner_on": date(2030, 1, 1),
            },
            "it was to be held on 9 January 2031",
        ),
        ({"open_views": 2}, "2 views are not answered"),
    ],
)
def test_one_gap_is_said_in_one_sentence(change: dict[str, object], said: str) -> None:
    assert lacks(replace(WOMEN, **change), TODAY) == [said]  # type: ignore[arg-type]


def test_what_is_not_safe_waits_for_a_decision_and_no_longer() -> None:
    assert lacks(replace(WOMEN, safe=False, decided=True), TODAY) == []


def test_an_armed_group_is_engaged_on_obligations_and_only_when_authorised() -> None:
    group = Consultation("armed groups", method="meeting", safe=True, held=TODAY)
    assert len(lacks(group, TODAY)) == 1  # not told on which sections of the text: it need not be
    assert lacks(replace(group, authorised=True), TODAY) == []


def test_meeting_only_police_and_army_is_not_meeting_the_host_government() -> None:
    host = Consultation(
        "host", frozenset({"host-security"}), "G", "meeting", date(2030, 12, 1), held=TODAY
    )
    assert lacks(host, TODAY) == ["only police and army are asked"]
    assert lacks(replace(host, parties=host.parties | {"host-justice"}), TODAY) == []


def test_only_what_was_held_is_heard_and_only_a_waiver_excuses() -> None:
    assert unheard_classes([]) == list(stakeholders())
    assert "population" in unheard_classes([WOMEN])
    held = replace(WOMEN, held=TODAY)
    assert (
        "population" not in unheard_classes([held])
        and len(unheard_classes([held], ["council"])) == 6
    )
    assert {one.key for one in not_met("population", [WOMEN])} >= {"women", "children"}
    left = {one.key for one in not_met("population", [held])}
    assert "women" not in left and {"children", "elderly", "minorities", "religious"} <= left
    assert only_leaders(replace(WOMEN, parties=frozenset({"traditional", "religious"})))
    assert not only_leaders(WOMEN) and not only_leaders(Consultation("population"))


def test_the_steps_of_drafting_lie_in_order_within_three_months() -> None:
    days = [one.day for one in steps()]
    assert days == sorted(days) and days[-1] == TERM_DAYS
    assert list(due_days(TODAY)) == [one.key for one in steps()]


def test_a_plan_says_when_the_time_left_cannot_hold_what_waits() -> None:
    plan = Planned(TODAY, TODAY + timedelta(days=TERM_DAYS), frozenset({"police"}), 1)
    assert plan_lacks(plan, ["police"], 8, TODAY) == []
    assert plan_lacks(plan, ["police", "military", "support"], 0, TODAY) == [
        "no seat in the working group: military, support"
    ]
    soon = TODAY + timedelta(days=80)
    assert plan_lacks(plan, ["police"], 1, soon) == []
    assert plan_lacks(plan, ["police"], 2, soon) == [
        "2 consultations are not held yet: the time left cannot hold them"
    ]
    assert plan_lacks(plan, ["police"], 2, TODAY + timedelta(days=100)) == [
        "the term ended on 12 April 2031"
    ]
    long = replace(plan, ends=TODAY + timedelta(days=TERM_DAYS + 1), partners=0)
    assert plan_lacks(long, [], 0, TODAY) == [
        "it takes longer than three months",
        "no partner outside the mission sits in the working group",
    ]
