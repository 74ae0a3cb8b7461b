"""Who drafts a strategy and who drives it are named; the steps of drafting are dated and done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.consultation import TERM_DAYS, due_days
from tutela_web.access.models import Post
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing, acts
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import fora_for
from tutela_web.links.verbs import not_ahead
from tutela_web.records import verbs as records
from tutela_web.strategy.consulting.models import DraftingPlan, PlanStep, WorkingSeat
from tutela_web.strategy.consulting.queries import plans_for
from tutela_web.strategy.consulting.verbs import require_open
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.verbs import ACT as DRAFTS

NAMES = "name_drafting"


class DraftingInput(TypedDict, total=False):
    """Who drives a strategy, who drafts it and why that office, and its term."""

    leader: Post | None
    office: Post | None
    office_why: str
    begins: date | None
    ends: date | None
    forum: Forum | None


class DraftingSeatInput(TypedDict, total=False):
    """A seat in the working group: of a component's post, or of a partner organisation."""

    part: str
    post: Post | None
    organisation: str


class StepInput(TypedDict, total=False):
    """By whom and when a step of drafting is due, or that it is done and what came of it."""

    owner: Post | None
    due: date | None
    done_on: date | None
    came_of: str


@transaction.atomic
def name_drafting(
    strategy: Strategy, fields: DraftingInput, *, by: Standing, version: int = 0
) -> DraftingPlan:
    """Name the leader who drives a strategy, the office that drafts it, why that one, and its term.

    Takes   leader, office, posts; office_why; begins; ends, three months later where not given;
            forum, in which the working group meets; version, of the plan that stands, if one does.
            The first time the steps are dated.
    Raises  Denied without the act name_drafting; NotNow once endorsed; BadParameter without one of
            these, for a post of another mission, or an end before the beginning; Conflict.
    """
    by.require(NAMES, of=strategy)
    require_open(strategy)
    leader, office, begins = fields.get("leader"), fields.get("office"), fields.get("begins")
    why = fields.get("office_why", "")
    if leader is None or office is None or begins is None or not why.strip():
        raise BadParameter(
            say("drafting has a leader, an office, a reason and a first day"),
            next=say("give all four"),
        )
    by.require_ours(leader, office)
    _require_drafts(strategy, office)
    ends = fields.get("ends") or begins + timedelta(days=TERM_DAYS)
    if ends < begins:
        raise BadParameter(say("it would end before it begins"), next=say("put the days right"))
    values: dict[str, FieldValue] = {
        "leader": leader,
        "office": office,
        "office_why": why,
        "begins": begins,
        "ends": ends,
    }
    if "forum" in fields:
        forum = fields["forum"]
        if forum is not None and not fora_for(by).filter(pk=forum.pk).exists():
            raise BadParameter(say("there is no such forum"), next=say("choose one of the list"))
        values["forum"] = forum
    values |= {"named_by": post_acting(by, NAMES), "named_on": clock.today(by.mission)}
    plan = DraftingPlan.objects.filter(strategy=strategy).first()
    if plan is not None:
        return records.edit(plan, values, version=version, by=by.person, seen=plans_for(by))
    new_plan = records.create(
        DraftingPlan(strategy=strategy, **_fields_from_strategy(strategy, by), **values),
        mission=by.mission,
        by=by.person,
    )
    steps = [
        PlanStep(
            plan=new_plan,
            step=key,
            owner=new_plan.office,
            due=min(day, new_plan.ends),
            **_fields_from_strategy(strategy, by),
        )
        for key, day in due_days(new_plan.begins).items()
    ]
    records.create_many(steps, mission=by.mission, by=by.person)
    return new_plan


def _require_drafts(strategy: Strategy, office: Post) -> None:
    """Raise BadParameter for an office whose posts do not write sections; one that was named
    before stays."""
    named = DraftingPlan.objects.filter(strategy=strategy, office=office).exists()
    if not named and office.role not in acts()[DRAFTS]:
        raise BadParameter(
            say("this office does not write strategies"), next=say("name one that drafts")
        )


def _fields_from_strategy(strategy: Strategy, by: Standing) -> dict[str, Any]:
    return {
        "classification": strategy.classification,
        "language": strategy.language,
        "known_at": clock.now(by.mission),
    }


@transaction.atomic
def give_seat(plan: DraftingPlan, fields: DraftingSeatInput, *, by: Standing) -> WorkingSeat:
    """Give a seat in the working group: to a post for its component, or to a partner outside.

    Takes   part; post, or organisation for a partner.
    Raises  Denied; NotNow once endorsed; BadParameter for another part, or without whom.
    """
    by.require(NAMES, of=plan)
    require_open(plan.strategy)
    part, post = fields.get("part", ""), fields.get("post")
    organisation = fields.get("organisation", "").strip()
    if part not in WorkingSeat.Part.values:
        raise BadParameter(say("a seat is of a component or of a partner"), next=say("choose one"))
    partner = part == WorkingSeat.Part.PARTNER
    if (partner and not organisation) or (not partner and post is None):
        raise BadParameter(
            say("a seat is given to a post, or to a partner organisation"),
            next=say("name it, never a person"),
        )
    by.require_ours(post)
    seat = WorkingSeat(
        plan=plan,
        part=part,
        post=None if partner else post,
        organisation=organisation if partner else "",
        **_fields_from_strategy(plan.strategy, by),
    )
    return records.create(seat, mission=by.mission, by=by.person)


def _hold_seat(seat: WorkingSeat) -> WorkingSeat:
    """As it stands now, held; its strategy before it, as who endorses does."""
    hold(seat.plan.strategy)
    return hold(seat)


@one_at_a_time(_hold_seat)
def end_seat(seat: WorkingSeat, *, by: Standing) -> WorkingSeat:
    """End a seat today. Raises Denied; NotNow if it ended."""
    by.require(NAMES, of=seat)
    require_open(seat.plan.strategy)
    if seat.ended_on is not None:
        raise NotNow(say("this seat has ended"), next=say("look at it again"))
    changes = {"ended_on": clock.today(by.mission)}
    return records.edit(seat, changes, version=seat.version, by=by.person)


@transaction.atomic
def keep_step(step: PlanStep, fields: StepInput, *, version: int, by: Standing) -> PlanStep:
    """Date a step anew, give it to a post, or say that it is done and what came of it.

    Takes   owner, due; done_on, came_of.
    Raises  Denied without the act name_drafting or draft_strategy; NotNow once endorsed;
            BadParameter without a day it is due, a day ahead it was done on, or done with no word
            of what came of it; Conflict.
    """
    if not by.may(NAMES):
        by.require(DRAFTS)
    by.require_ours(step)
    require_open(step.plan.strategy)
    owner, due, done_on = fields.get("owner"), fields.get("due"), fields.get("done_on")
    came_of = fields.get("came_of", "").strip()
    by.require_ours(owner)
    if due is None:
        raise BadParameter(say("a step needs a due date"), next=say("give the day"))
    not_ahead(done_on, by)
    if done_on is not None and not came_of:
        raise BadParameter(say("what is done has an outcome"), next=say("write the result"))
    done_by = post_acting(by, NAMES if by.may(NAMES) else DRAFTS) if done_on else None
    changes: dict[str, FieldValue] = {
        "owner": owner,
        "due": due,
        "done_on": done_on,
        "came_of": came_of,
        "done_by": done_by,
    }
    return records.edit(step, changes, version=version, by=by.person)
