"""Who leads a strategy, what the mission owes, what leaders did and when, and how long it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tutela.strategy import leading
from tutela.strategy.length import Length, measure
from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import paragraphs_for
from tutela_web.programme.matrix.queries import leads, lines_for
from tutela_web.risk.queries import risks_for
from tutela_web.strategy.consult_queries import plan_of, plans_for, waivers_for
from tutela_web.strategy.draft_queries import sections_for, strategies_for
from tutela_web.strategy.models import Amendment, DraftingPlan, PlanStep, Strategy
from tutela_web.strategy.review_queries import amendments_for, in_force
from tutela_web.strategy.round_queries import reviews_for
from tutela_web.strategy.sign_queries import steps_for

LEADERS = frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"})
"""Roles of the senior mission leadership."""

LISTED = 5
"""How many meetings of the working group a plan shows."""


# --- what is owed


@dataclass(frozen=True)
class Obligation:
    """The duty to have a strategy, as one reader may see it.

    paragraphs  those in force that speak of civilians under imminent threat
    leader      the post named to drive the strategy that is written; None where nobody is
    vacant      whether nobody holds that post today
    """

    owed: leading.Owed
    paragraphs: list[Paragraph]
    leader: Post | None
    vacant: bool


def obligation_of(standing: Standing) -> Obligation | None:
    """Whether the mission owes a strategy; None where no mandate this person may see asks for one.
    Four queries."""
    if not standing.reads("mandates"):
        return None
    rows = (
        paragraphs_for(standing)
        .filter(
            Q(resolution__until=None) | Q(resolution__until__gte=standing.on),
            kind=Paragraph.Kind.OPERATIVE,
            resolution__retired_on=None,
        )
        .exclude(poc=False)
        .order_by("resolution__adopted", "order")
    )
    found = [one for one in rows if leading.imminent(one.words)]
    now = in_force(standing.mission)
    until = now.valid_until if now else None
    owed = leading.owed([one.resolution.adopted for one in found], until, standing.on)
    if owed is None:
        return None
    plan = plans_for(standing).order_by("strategy__edition").last()
    leader = plan.leader if plan else None
    return Obligation(owed, found, leader, leader is not None and vacant(leader, standing.on))


def vacant(post: Post, on: date) -> bool:
    """Whether nobody holds a post on a day. One query."""
    return not Holding.objects.filter(current(on), post=post, person__is_active=True).exists()


# --- what leaders did


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
    )


def _leads(post: str, titles: set[str]) -> bool:
    """Whether words that name a post name one of the leadership: "Head of Mission (acting)" too."""
    return any(post.startswith(title) for title in titles)


def _deeds(standing: Standing, strategy: Strategy, plan: DraftingPlan | None) -> Iterable[Deed]:
    if plan is not None:
        yield Deed(plan.named_on, plan.named_by.title, "named", plan.leader.title)
        for step in plan.steps.exclude(done_by=None).select_related("done_by"):
            yield Deed(step.done_on, step.done_by.title, "step", step.came_of)
    for waiver in waivers_for(standing).filter(strategy=strategy):
        yield Deed(waiver.given_on, waiver.given_by.title, "left out", waiver.why)
    for signed in steps_for(standing).filter(strategy=strategy):
        yield Deed(signed.on, signed.post, "signed", signed.get_step_display())
    for review in reviews_for(standing).filter(strategy=strategy).exclude(closed_on=None):
        yield Deed(review.closed_on, review.closed_by, "review", review.came_of)
    for one in amendments_for(standing).filter(strategy=strategy).exclude(decided_on=None):
        yield Deed(one.decided_on, one.decided_by, one.get_state_display(), one.decided_why)


# --- the working group meets


def meetings_of(standing: Standing, plan: DraftingPlan) -> list[Meeting]:
    """The newest meetings of the forum the working group meets in, as far as this person may see
    them. One query."""
    if plan.forum_id is None or not standing.reads("fora"):
        return []
    rows = meetings_for(standing).filter(forum=plan.forum_id).order_by("-starts_at")
    return list(rows[:LISTED])


# --- how long it is


def lengths_of(standing: Standing, strategy: Strategy) -> list[Length]:
    """The sections this person may see, measured: a paragraph is tied to something where it names
    a place at risk, an activity's code, who leads or supports one, or a post. Four queries."""
    texts = {
        one.letter: one.text
        for one in sections_for(standing).filter(strategy=strategy).order_by("letter")
    }
    lines = list(lines_for(standing))
    ties: set[Any] = {one.code for one in lines} | set(leads(lines))
    ties |= set(Post.objects.filter(mission=standing.mission).values_list("title", flat=True))
    if standing.reads("risks"):
        ties |= set(risks_for(standing).order_by().values_list("place__name", flat=True))
    return measure(texts, ties)


def newest(standing: Standing) -> Strategy | None:
    """The newest edition this person may see."""
    return strategies_for(standing).order_by("edition").last()
