"""What leaders decided and reviewed of a strategy, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tutela.strategy import leading
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.partners.delegations.models import Delegation
from tutela_web.partners.delegations.queries import delegations_for, holds_on
from tutela_web.review.amber.models import Amendment
from tutela_web.review.amber.queries import amendments_for
from tutela_web.review.rounds.queries import reviews_for
from tutela_web.strategy.consulting.models import DraftingPlan, PlanStep
from tutela_web.strategy.consulting.queries import plan_of, waivers_for
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.queries import steps_for
from tutela_web.strategy.leading.queries import vacant

LEADERS = frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"})
"""Roles of the senior mission leadership."""


@dataclass(frozen=True)
class Deed:
    """One decision or review by a leader: when, by which post, what, and in which part."""

    on: date
    post: str
    what: str
    about: str = ""
    after: bool = False


@dataclass(frozen=True)
class Leadership:
    """The leadership log of a strategy.

    quiet    days without a deed, where too many
    waiting  steps of drafting that wait on the leader
    """

    plan: DraftingPlan | None
    vacant: bool
    deeds: list[Deed]
    quiet: int | None
    waiting: list[PlanStep]
    open_amendments: list[Amendment]
    by_deputy: list[tuple[Post, list[Delegation]]]


def leadership_of(standing: Standing, strategy: Strategy) -> Leadership:
    """What leaders decided and reviewed, newest first, and what waits on who drives it. At most
    seventeen queries."""
    shown = plan_of(standing, strategy)
    plan = shown.plan if shown else None
    titles = set(
        Post.objects.filter(mission=standing.mission, role__in=LEADERS).values_list(
            "title", flat=True
        )
    )
    ended = strategy.steps.filter(step="endorsed_head").values_list("on", flat=True).first()
    deeds = [
        Deed(one.on, one.post, one.what, one.about, ended is not None and one.on > ended)
        for one in _deeds(standing, strategy, plan)
        if _leads(one.post, titles)
    ]
    began = plan.begins if plan else strategy.entered_at.date()
    quiet = leading.quiet_since([one.on for one in deeds], began, standing.on)
    owner = plan.leader_id if plan else None
    waiting = (
        [one for one in shown.steps if one.done_on is None and one.owner_id == owner]
        if shown
        else []
    )
    return Leadership(
        plan,
        plan is not None and vacant(plan.leader, standing.on),
        sorted(deeds, key=lambda one: one.on, reverse=True),
        quiet if strategy.state != "superseded" else None,
        waiting,
        list(amendments_for(standing).filter(strategy=strategy, state=Amendment.State.OPEN)),
        _by_deputy(standing),
    )


def _by_deputy(standing: Standing) -> list[tuple[Post, list[Delegation]]]:
    """What the Head of Mission delegates today, by the deputy it goes through. One query."""
    now = list(delegations_for(standing).filter(holds_on(standing)))
    deputies = {one.through_id: one.through for one in now}
    return [(post, [one for one in now if one.through_id == pk]) for pk, post in deputies.items()]


def _leads(post: str, titles: set[str]) -> bool:
    """Whether words that name a post name one of the leadership: "Head of Mission (acting)" too."""
    return any(post.startswith(title) for title in titles)


def _deeds(standing: Standing, strategy: Strategy, plan: DraftingPlan | None) -> Iterable[Deed]:
    if plan is not None:
        yield Deed(plan.named_on, plan.named_by.title, "named", plan.leader.title)
        for step in plan.steps.exclude(done_by=None).select_related("done_by"):
            if step.done_on is not None and step.done_by is not None:
                yield Deed(step.done_on, step.done_by.title, "step", step.came_of)
    for waiver in waivers_for(standing).filter(strategy=strategy):
        yield Deed(waiver.given_on, waiver.given_by.title, "left out", waiver.why)
    for signed in steps_for(standing).filter(strategy=strategy):
        yield Deed(signed.on, signed.post, "signed", signed.get_step_display())
    for review in reviews_for(standing).filter(strategy=strategy).exclude(closed_on=None):
        if review.closed_on is not None:
            yield Deed(review.closed_on, review.closed_by, "review", review.came_of)
    for one in amendments_for(standing).filter(strategy=strategy).exclude(decided_on=None):
        if one.decided_on is not None:
            yield Deed(one.decided_on, one.decided_by, one.get_state_display(), one.decided_why)
