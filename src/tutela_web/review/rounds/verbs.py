"""How reviews of a strategy are opened with an owner and a day, and closed with an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.triggers import CHANGE_DAYS, YEARLY_DAYS
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.review.rounds.models import PlanningDay, Review
from tutela_web.review.rounds.queries import reviews_for
from tutela_web.strategy.consulting.models import DraftingPlan
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.verbs import ACT

HEAD = "head_of_mission"


def owner_of(strategy: Strategy) -> Post | None:
    """Whose a review is until somebody names another: who drives the strategy, else the Head of
    Mission."""
    plan = DraftingPlan.objects.filter(strategy=strategy).select_related("leader").first()
    if plan is not None:
        return plan.leader
    return Post.objects.filter(mission=strategy.mission, role=HEAD).order_by("pk").first()


def open_yearly(strategy: Strategy, *, by: Standing | None) -> Review:
    """Open the yearly review of a strategy as it comes into force, due before its last day."""
    last: date = strategy.valid_until or clock.today(strategy.mission)
    return _open_review(strategy, Review.Kind.ANNUAL, last - timedelta(days=YEARLY_DAYS), by=by)


def open_on_change(
    strategy: Strategy, new: Sequence[Record] = (), *, by: Standing | None = None
) -> Review | None:
    """Open a review because something the strategy rests on moved; None while one is open.

    Takes   new, what moved: the review is marked as the least closed of it, so that nobody learns
            by it of a change they may not know.
    """
    known = [one for one in new if not one.compartment]
    if strategy.reviews.filter(kind=Review.Kind.CHANGE, closed_on=None).exists():
        return None
    due = clock.today(strategy.mission) + timedelta(days=CHANGE_DAYS)
    least = min((one.classification for one in known), default=strategy.classification)
    return _open_review(strategy, Review.Kind.CHANGE, due, by=by, marking=least)


def _open_review(
    strategy: Strategy, kind: Review.Kind, due: date, *, by: Standing | None, marking: int = 0
) -> Review:
    mission = strategy.mission
    review = Review(
        strategy=strategy,
        kind=kind,
        owner=owner_of(strategy),
        due=due,
        opened_on=clock.today(mission),
        classification=max(marking, strategy.classification),
        language=strategy.language,
        known_at=clock.now(mission),
    )
    return records.create(review, mission=mission, by=by.person if by else None)


class ReviewOwnerInput(TypedDict, total=False):
    """Who sees to a review, and by when."""

    owner: Post | None
    due: date | None


class PlanningDayInput(TypedDict, total=False):
    """A day of planning: its kind (PlanningDay.Kind), what happens then, and when."""

    kind: str
    title: str
    on: date | None


@one_at_a_time(hold)
def own_review(review: Review, fields: ReviewOwnerInput, *, version: int, by: Standing) -> Review:
    """Give a review to a post, by a day.

    Takes   owner, due.
    Raises  Denied without the act draft_strategy; NotNow once closed; BadParameter without either,
            or for a post of another mission; Conflict.
    """
    by.require(ACT, of=review)
    _require_open(review)
    owner, due = fields.get("owner"), fields.get("due")
    if owner is None or due is None or owner.mission_id != by.mission.pk:
        raise BadParameter(
            say("a review needs an owner in this mission and a date"), next=say("give both")
        )
    return records.edit(
        review, {"owner": owner, "due": due}, version=version, by=by.person, seen=reviews_for(by)
    )


@one_at_a_time(hold)
def close_review(review: Review, came_of: str, *, version: int, by: Standing) -> Review:
    """Close a review with what came of it: by who drafts, or by who holds its owner's post.

    Raises  Denied for anybody else; NotNow once closed; BadParameter without words; Conflict.
    """
    holds = (
        review.owner_id is not None
        and by.person.holdings.filter(post=review.owner_id, starts__lte=by.on)
        .exclude(ends__lte=by.on)
        .exists()
    )
    if not holds:
        by.require(ACT)
    by.require_ours(review)
    _require_open(review)
    if not came_of.strip():
        raise BadParameter(say("a review needs an outcome"), next=say("write the result"))
    changes: dict[str, FieldValue] = {
        "closed_on": by.on,
        "closed_by": by.as_said,
        "came_of": came_of.strip(),
    }
    return records.edit(review, changes, version=version, by=by.person, seen=reviews_for(by))


def _require_open(review: Review) -> None:
    if review.closed_on is not None:
        raise NotNow(say("this review is closed"), next=say("look at it again"))


@transaction.atomic
def set_planning_day(fields: PlanningDayInput, *, by: Standing) -> PlanningDay:
    """Record a day of the budget or of mission planning, so that reviews are placed against it.

    Takes   kind, title, on.
    Raises  Denied without the act draft_strategy; BadParameter without one of the three.
    """
    by.require(ACT)
    title = str(fields.get("title") or "").strip()
    kind, on = fields.get("kind"), fields.get("on")
    if kind not in PlanningDay.Kind.values or not title or on is None:
        raise BadParameter(
            say("a planning date needs a type, a name and a date"), next=say("give all three")
        )
    planning_day = PlanningDay(
        kind=kind,
        title=title[:200],
        on=on,
        classification=0,
        known_at=clock.now(by.mission),
    )
    return records.create(planning_day, mission=by.mission, by=by.person)
