"""How an allocation is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.deployment.allocation import needs_reason
from tutela_web.access.models import Holding, Post, current
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.deployment.allocation.models import Allocation, AllocationDemand
from tutela_web.deployment.allocation.queries import AGREE, KIND
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.links.verbs import not_ahead
from tutela_web.records import verbs as records
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import approve_record, log_spoken

MEETING = PostApproval.Channel.MEETING
AGREEING = frozenset(
    {
        "head_of_mission",
        "chief_of_staff",
        "force_commander",
        "police_commander",
        "poc_adviser",
        "head_of_field_office",
        "sector_operations",
    }
)
"""Roles whose posts agree how means are shared."""


@one_at_a_time(hold)
def agree_allocation(
    allocation: Allocation,
    meeting: Meeting,
    agreed_by: Sequence[str],
    on: date,
    *,
    version: int,
    by: Standing,
) -> Allocation:
    """Record that an allocation was agreed in a meeting, and which posts said so there.

    Who holds one of them agrees by it at once; the word of every other waits in its own list.

    Raises  Denied without the act; NotNow if it was agreed before, or while a demand is not decided
            or wins over protection of civilians and nobody said who decided so and why;
            BadParameter without a post, for a day ahead or a meeting this person does not see;
            Conflict.
    """
    by.require(AGREE, area=allocation.area_id, of=allocation)
    if not agreed_by:
        raise BadParameter(
            say("nobody is named who agreed"), where="agreed_by", next=say("name their posts")
        )
    if not meetings_for(by).filter(pk=meeting.pk).exists():
        raise BadParameter(
            say("there is no such record to link"),
            where="meeting",
            next=say("choose one of the list"),
        )
    not_ahead(on, by)
    if allocation.agreed_on is not None:
        raise NotNow(say("this allocation is agreed"), next=say("look at it again"))
    _require_decided(allocation)
    marking = max(allocation.classification, meeting.classification)
    by.require_marking(KIND, marking)
    posts = [_post_of(title, by) for title in agreed_by]
    changes: dict[str, FieldValue] = {
        "meeting": meeting,
        "agreed_on": on,
        "classification": marking,
    }
    records.edit(allocation, changes, version=version, by=by.person)
    said_at = min(meeting.starts_at, clock.now(by.mission))
    for post in posts:
        if posts_held(by).filter(post=post.pk).exists():
            approve_record(allocation, post, by=by)
        else:
            log_spoken(allocation, post, _holder(post, by), said_at, MEETING, by=by)
    return hold(allocation)


def _post_of(title: str, by: Standing) -> Post:
    titled = Post.objects.filter(mission=by.mission, role__in=AGREEING)
    post = titled.filter(title__iexact=title.strip()).first()
    if post is None:
        raise BadParameter(
            say("no post of this name agrees how means are shared: {title}", title=title.strip()),
            where="agreed_by",
            next=say("name a post of the mission"),
        )
    return post


def _holder(post: Post, by: Standing) -> str:
    """The name of who holds a post: whose voice it was."""
    holding = Holding.objects.filter(current(by.on), post=post).order_by("order").first()
    if holding is None:
        raise BadParameter(
            say("nobody holds this post: {title}", title=post.title),
            where="agreed_by",
            next=say("leave it out"),
        )
    return str(holding.person)


def _require_decided(allocation: Allocation) -> None:
    demands = list(AllocationDemand.objects.filter(allocation=allocation))
    ranked = [demand.ranked for demand in demands]
    for demand in demands:
        if not demand.outcome:
            raise NotNow(
                say("a demand is not decided: {what}", what=demand.what),
                next=say("say what was decided for it"),
            )
        if needs_reason(demand.ranked, ranked) and not (demand.decided_as and demand.because):
            raise NotNow(
                say("nobody said who decided and why: {what}", what=demand.what),
                next=say("say which post decided so, and why"),
            )
