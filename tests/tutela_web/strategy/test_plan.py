"""Who drives a strategy, who drafts it with whom, by when, and who is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.strategy.consulting.models import DraftingPlan, PlanStep, WorkingSeat
from tutela_web.strategy.consulting.queries import plan_of
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.leading import verbs


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def post_of(cast: Cast, who: str) -> Any:
    return cast[who].holdings.get().post


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )


def named(cast: Cast, strategy: Strategy, **fields: Any) -> DraftingPlan:
    chief = by(cast, "chief_of_staff")
    given = {
        "leader": post_of(cast, "head_of_mission"),
        "office": post_of(cast, "drafter"),
        "office_why": "It knows the matter and all trust it.",
        "begins": chief.on,
    }
    return verbs.name_drafting(strategy, given | fields, by=chief)


def test_the_chief_of_staff_names_who_drafts_and_seven_steps_are_dated_within_three_months(
    cast: Cast, strategy: Strategy
) -> None:
    with pytest.raises(Denied):
        verbs.name_drafting(strategy, {}, by=by(cast, "drafter"))
    with pytest.raises(BadParameter, match="give all four"):
        named(cast, strategy, office_why=" ")
    plan = named(cast, strategy)
    assert (plan.ends - plan.begins).days == 92 and plan.named_by.role == "chief_of_staff"
    assert plan.steps.count() == 7
    assert all(plan.begins < step.due <= plan.ends for step in plan.steps.all())
    with pytest.raises(BadParameter, match="before it begins"):
        named(cast, strategy, ends=plan.begins - timedelta(days=1))
    changed = verbs.name_drafting(
        strategy,
        {
            "leader": plan.leader,
            "office": post_of(cast, "poc_adviser"),
            "office_why": "Better placed.",
            "begins": plan.begins,
        },
        version=plan.version,
        by=by(cast, "chief_of_staff"),
    )
    assert changed.office.role == "poc_adviser" and PlanStep.objects.count() == 7
    with pytest.raises(Conflict):
        named(cast, strategy, office_why="A third reason")  # the page it was written on is old


def test_a_component_without_a_seat_is_said_and_a_late_step_too(
    cast: Cast, strategy: Strategy
) -> None:
    plan = named(cast, strategy, begins=by(cast, "drafter").on - timedelta(days=30))
    drafter, chief = by(cast, "drafter"), by(cast, "chief_of_staff")
    shown = plan_of(drafter, strategy)
    assert shown is not None and (shown.days, shown.term) == (30, 92)
    assert shown.lacks == [
        "no seat in the working group: civilian, military, police, support",
        "no partner outside the mission sits in the working group",
    ]
    assert [step.step for step in shown.late] == ["parameters", "analysis", "capacity"]
    for part, who in (
        ("civilian", "drafter"),
        ("military", "force_commander"),
        ("police", "police_commander"),
        ("support", "chief_of_staff"),
    ):
        verbs.give_seat(plan, {"part": part, "post": post_of(cast, who)}, by=chief)
    with pytest.raises(BadParameter, match="partner organisation"):
        verbs.give_seat(plan, {"part": "partner"}, by=chief)
    seat = verbs.give_seat(plan, {"part": "partner", "organisation": "Lifeline"}, by=chief)
    shown = plan_of(drafter, strategy)
    assert shown is not None and shown.lacks == []
    verbs.end_seat(seat, by=chief)
    with pytest.raises(NotNow):
        verbs.end_seat(WorkingSeat.objects.get(pk=seat.pk), by=chief)
    shown = plan_of(drafter, strategy)
    assert shown is not None and len(shown.lacks) == 1 and len(shown.seats) == 4


def test_a_step_is_done_with_a_word_of_what_came_of_it(cast: Cast, strategy: Strategy) -> None:
    plan, drafter = named(cast, strategy), by(cast, "drafter")
    step = plan.steps.get(step="parameters")
    given = {"owner": plan.office, "due": step.due, "done_on": drafter.on}
    with pytest.raises(BadParameter, match="has an outcome"):
        verbs.keep_step(step, given, version=1, by=drafter)
    with pytest.raises(Denied):
        verbs.keep_step(step, given | {"came_of": "Agreed."}, version=1, by=by(cast, "analyst"))
    done = verbs.keep_step(step, given | {"came_of": "Agreed."}, version=1, by=drafter)
    assert done.done_by is not None and done.done_by.role == "drafter"
    assert not done.late(plan.ends + timedelta(days=1))


def test_the_page_names_seats_and_dates_and_the_strategy_says_who_is_late(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, drafter, boris = (sign_in(cast[w]) for w in ("chief_of_staff", "drafter", "boris"))
    home, here = url("strategy", strategy.pk), url("plan", strategy.pk)
    assert "Nobody named who drives this strategy" in drafter.get(home).content.decode()
    began = by(cast, "drafter").on - timedelta(days=10)
    sent = {
        "leader": post_of(cast, "head_of_mission").pk,
        "office": post_of(cast, "drafter").pk,
        "office_why": "Trusted by all",
        "begins": began.isoformat(),
    }
    assert drafter.post(here, sent).status_code == 403
    assert chief.post(here, sent | {"office_why": ""}).status_code == 400
    assert chief.post(here, sent).status_code == 302
    assert "1 step of drafting is late" in drafter.get(home).content.decode()
    chief.post(url("seat_give", strategy.pk), {"part": "partner", "organisation": "Lifeline"})
    step = PlanStep.objects.get(step="parameters")
    p = str(step.pk)
    done = {
        f"{p}-due": step.due.isoformat(),
        f"{p}-done_on": began.isoformat(),
        f"{p}-came_of": "Agreed with the team",
        "version": 1,
    }
    assert boris.post(url("step_keep", step.pk), done).status_code == 403
    assert drafter.post(url("step_keep", step.pk), done).status_code == 302
    page = boris.get(here).content.decode()
    assert "Agreed with the team" in page and "Lifeline" in page and "Save the step" not in page
    seat = WorkingSeat.objects.get()
    assert boris.post(url("seat_end", seat.pk)).status_code == 403
    assert sign_in(cast["joc_duty_officer"]).get(here).status_code == 404


def test_the_page_asks_for_the_posts_once_for_all_steps(
    cast: Cast, sign_in: Any, strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    named(cast, strategy)
    client = sign_in(cast["drafter"])
    client.get(url("plan", strategy.pk))
    with django_assert_max_num_queries(24):
        client.get(url("plan", strategy.pk))
