"""How a record is approved: by who holds the post; its spoken word is logged, then confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.models import Record


@dataclass(frozen=True)
class Approved:
    """What a room says of the records that are approved.

    rows  those a person may see, for the list of who confirms
    what  what is approved, in a few words
    to    the name of the page of one
    roles whose posts may approve it
    logs  the act of the policy by which the spoken word of a post is logged
    done  what becomes of the record once its post approved, given the record and the approval
    """

    rows: Callable[[Standing], Any]
    what: Any
    to: str
    roles: frozenset[str]
    logs: str
    done: Callable[[Any, PostApproval, Standing], Any]


APPROVED: dict[str, Approved] = {}
"""By the label of the model: what a room lets approve."""


def _trail(act: str, approval: PostApproval, by: Standing) -> None:
    kind = approval.kind.partition(".")[2].lower()
    trail.record(act, mission=by.mission, by=by.person, kind=kind, subject=approval.record)


def _require_post(record: Record, post: Post, by: Standing) -> None:
    by.require_ours(record, post)
    if post.role not in APPROVED[record._meta.label].roles:
        raise BadParameter(
            say("this post does not approve it"), where="post", next=say("choose one of the list")
        )


def _may_hold(post: Post, by: Standing) -> bool:
    return posts_held(by).filter(post=post.pk).exists()


def approve_by_own_post(record: Record, *, by: Standing) -> PostApproval:
    """Approve a record by the post one holds that may.

    Raises  Denied to who holds none.
    """
    roles = APPROVED[record._meta.label].roles
    own = Post.objects.filter(mission=by.mission, role__in=roles, pk__in=posts_held(by))
    post = own.order_by("title").first()
    if post is None:
        raise Denied(
            say("an approval is an act of the post itself"),
            next=say("log its spoken word, with name, hour and channel"),
        )
    return approve_record(record, post, by=by)


@transaction.atomic
def approve_record(record: Record, post: Post, *, by: Standing) -> PostApproval:
    """Approve a record by a post that one holds.

    Raises  Denied to who does not hold the post today.
    """
    _require_post(record, post, by)
    if not _may_hold(post, by):
        raise Denied(
            say("an approval is an act of the post itself"),
            next=say("log its spoken word, with name, hour and channel"),
        )
    waiting = approvals_of(record).filter(post=post, approved=None).first()
    if waiting is not None:
        return settle_word(waiting, True, by=by)
    now = clock.now(by.mission)
    approval = PostApproval(
        mission=by.mission,
        kind=record._meta.label,
        record=record.pk,
        post=post,
        entered_at=now,
        settled_at=now,
        settled_by=by.person,
        approved=True,
        invented=record.invented,
    )
    approval.save()
    _trail("approve", approval, by)
    APPROVED[approval.kind].done(record, approval, by)
    return approval


@transaction.atomic
def log_spoken(
    record: Record,
    post: Post,
    spoken_by: str,
    spoken_at: datetime | None,
    channel: str,
    *,
    by: Standing,
) -> PostApproval:
    """Log that a post gave its word by voice; it waits in that post's list to be confirmed.

    Takes   spoken_by, the name of who spoke; channel, of `PostApproval.Channel`.
    Raises  BadParameter without a name, an hour that was or a channel; NotNow where the post's word
            waits already; Denied to who holds the post: they approve themselves.
    """
    by.require(APPROVED[record._meta.label].logs, area=record.area_id, of=record)
    _require_post(record, post, by)
    now = clock.now(by.mission)
    if not spoken_by.strip():
        raise BadParameter(say("whose voice was it?"), where="spoken_by", next=say("give the name"))
    if spoken_at is None:
        raise BadParameter(
            say("when was it said?"), where="spoken_at", next=say("give the hour it was")
        )
    if spoken_at > now + timedelta(minutes=5):
        raise BadParameter(
            say("this lies in the future"), where="spoken_at", next=say("give the hour it was")
        )
    if channel not in set(PostApproval.Channel.values) - {PostApproval.Channel.TYPED}:
        raise BadParameter(
            say("by which channel was it said?"), where="channel", next=say("choose one")
        )
    hold(record)
    if _may_hold(post, by):
        raise NotNow(say("you hold this post"), next=say("approve it yourself"))
    if approvals_of(record).filter(post=post, approved=None).exists():
        raise NotNow(say("its word is logged"), next=say("the post confirms it in its own list"))
    approval = PostApproval(
        mission=by.mission,
        kind=record._meta.label,
        record=record.pk,
        post=post,
        spoken_by=spoken_by.strip()[:120],
        spoken_at=spoken_at,
        channel=channel,
        heard_by=by.person,
        heard_post=by.as_said,
        entered_at=now,
        invented=record.invented,
    )
    approval.save()
    _trail("log_spoken", approval, by)
    return approval


@transaction.atomic
def settle_word(
    approval: PostApproval, approved: bool, *, by: Standing, why: str = ""
) -> PostApproval:
    """Confirm, or deny, what was logged as the spoken word of a post one holds.

    Raises  Denied to others; NotNow once settled; BadParameter where it is denied without a reason.
    """
    word = hold(approval)
    if not _may_hold(word.post, by):
        raise Denied(
            say("only who holds the post says whether it said so"),
            next=say("ask the post to open its list"),
        )
    if word.approved is not None:
        raise NotNow(say("this is settled"), next=say("look at it again"))
    if not approved and not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    word.approved, word.why = approved, why.strip()[:300]
    word.settled_at, word.settled_by = clock.now(by.mission), by.person
    word.save()
    _trail("confirm_spoken" if approved else "deny_spoken", word, by)
    if approved:
        kind = APPROVED[word.kind]
        record = hold(kind.rows(by).model.objects.get(pk=word.record))
        kind.done(record, word, by)
    return word


def approvals_of(record: Record) -> Any:
    """The approvals of a record, the first first."""
    rows = PostApproval.objects.filter(kind=record._meta.label, record=record.pk)
    return cast(Any, rows.select_related("post", "heard_by", "settled_by").order_by("entered_at"))
