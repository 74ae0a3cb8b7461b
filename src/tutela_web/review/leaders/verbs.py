"""Who is told, once a week, that something of a strategy waits on them: that, never what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tutela_web.access.models import Mission, Post
from tutela_web.access.people.queries import seats
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.channels import outbox
from tutela_web.channels.models import Message
from tutela_web.review.rounds.models import Review
from tutela_web.strategy.consulting.models import DraftingPlan
from tutela_web.strategy.disseminating.models import Recipient
from tutela_web.strategy.leading.queries import vacant

AGAIN = timedelta(days=7)
SOON = timedelta(days=14)
"""So long before a review is due its owner is told [P]."""

ABOUT = "strategy"
HEAD = "head_of_mission"


def remind(mission: Mission) -> int:
    """Tell the Head of Mission that nobody holds the post that drives the strategy; who owns a
    review that it is due soon or late; and who decided on a recipient that a receipt is overdue.

    Gives   how many messages were made. Nobody is told of the same more than once a week.
    """
    on = clock.today(mission)
    plans = DraftingPlan.objects.filter(mission=mission).select_related("strategy", "leader")
    reminded = 0
    for plan in plans.exclude(strategy__state="superseded"):
        if vacant(plan.leader, on):
            reminded += tell(mission, plan.pk, roles={HEAD})
    open_now = Review.objects.filter(mission=mission, closed_on=None, due__lte=on + SOON)
    for review in open_now.exclude(strategy__state="superseded").select_related("owner"):
        reminded += tell(mission, review.pk, **_whom_to_remind(review.owner, on))
    owed = Recipient.objects.filter(mission=mission, received_on=None, due__lt=on)
    for one in owed.exclude(strategy__state="superseded").select_related("decided_by"):
        reminded += tell(mission, one.pk, **_whom_to_remind(one.decided_by, on))
    return reminded


def _whom_to_remind(post: Post | None, on: date) -> dict[str, Any]:
    """Who is told: who holds the post, or the Head of Mission where nobody does."""
    return {"roles": {HEAD}} if post is None or vacant(post, on) else {"posts": {post.pk}}


def tell(
    mission: Mission, about: UUID, *, roles: Collection[str] = (), posts: Collection[UUID] = ()
) -> int:
    """Tell who holds these roles or posts to open Tutela, unless they were told within a week.

    Takes   about, the record it is about: it stays here, and no message tells it.
    """
    messages = Message.objects.filter(
        mission_id=mission.pk, about_id=about, about_kind=ABOUT, made_at__gt=real_now() - AGAIN
    )
    if messages.exists():
        return 0
    chosen = [
        seat
        for seat in seats(mission, clock.now(mission))
        if seat.post.role in roles or seat.post.pk in posts
    ]
    to = [("mail", "person", person.pk) for seat in chosen for person in seat.people]
    to += [("sms", "post", seat.post.pk) for seat in chosen if seat.people]
    return len(outbox.send_all(mission.pk, to, about_kind=ABOUT, about_id=about))
