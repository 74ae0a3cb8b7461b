"""How fora are kept, and report upward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.coordination.meetings import FUNCTIONS
from tutela_web.access.audit import trail
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue, TypedFields
from tutela_web.fora.forum.models import Forum, Member, UpwardReport
from tutela_web.fora.forum.queries import fora_for
from tutela_web.links.verbs import has_words
from tutela_web.records import verbs as records

ACT = "keep_fora"

ACCEPTS: dict[str, Callable[[Standing, str, str], None]] = {}
"""From rooms above: each refuses to seat an organisation more deeply than it goes along.

Takes   the standing, the organisation, the depth: of tutela.coordination.arrangements.DEPTHS.
Raises  BadParameter.
"""


def require_reasons(fields: Mapping[str, FieldValue] | TypedFields, **why: str) -> None:
    for name, reason in why.items():
        if name in fields and not has_words(fields, name):
            raise BadParameter(reason, next=say("write it"))


# --- fora


@transaction.atomic
def settle(forum: Forum, functions: Mapping[str, str], *, version: int, by: Standing) -> Forum:
    """Say of each function of coordination whether this forum settles it, or who else does.

    Takes   functions, of tutela.coordination.meetings.FUNCTIONS: "here", or who; empty is nobody.
    Raises  Denied; BadParameter for another function; Conflict.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    if not set(functions) <= set(FUNCTIONS):
        raise BadParameter(say("there is no such function of coordination"))
    kept = {name: words.strip()[:160] for name, words in functions.items() if words.strip()}
    return records.edit(
        forum, {"functions": kept}, version=version, by=by.person, seen=fora_for(by)
    )


@transaction.atomic
def add_member(
    forum: Forum,
    *,
    by: Standing,
    post: Post | None = None,
    organisation: str = "",
    component: str = "",
    guest: bool = False,
) -> Member:
    """Give a post or an organisation a seat.

    Raises  Denied; BadParameter for neither or both, a seat it has already, or more than a partner
            accepts: who is only consulted sits as a guest.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    if (post is None) == (not organisation.strip()):
        raise BadParameter(
            say("a seat belongs to a post or to an organisation"), next=say("give one of the two")
        )
    by.require_ours(post)
    if organisation.strip():
        for accepts in ACCEPTS.values():
            accepts(by, organisation, "consulted" if guest else "joint")
    seated = forum.members.filter(until=None, post=post, organisation=organisation.strip())
    if seated.exists():
        raise BadParameter(say("this seat is there already"))
    member = Member.objects.create(
        forum=forum,
        post=post,
        organisation=organisation.strip()[:160],
        component=component.strip()[:120],
        guest=guest,
        since=clock.today(by.mission),
    )
    trail.record(
        "create", mission=by.mission, by=by.person, kind="member", subject=member.pk, forum=forum.pk
    )
    return member


@transaction.atomic
def end_member(member: Member, *, by: Standing) -> None:
    """End a seat; that it was there stays known."""
    by.require(ACT, area=member.forum.area_id, of=member.forum)
    ended = Member.objects.filter(pk=member.pk, until=None).update(until=clock.today(by.mission))
    if ended:
        trail.record(
            "edit",
            mission=by.mission,
            by=by.person,
            kind="member",
            subject=member.pk,
            forum=member.forum_id,
        )


def fields_from_forum(forum: Forum, by: Standing, marking: int | None = None) -> dict[str, Any]:
    """What a record of a forum takes from it; never marked lower than the forum itself."""
    level = forum.classification if marking is None else max(marking, forum.classification)
    by.require_marking("fora", level)
    return {"area": forum.area, "classification": level, "known_at": clock.now(by.mission)}


# --- upward


class ReportInput(TypedDict, total=False):
    """What stands under each heading of a report upward."""

    progress: str
    impact: str
    constraints: str
    resources: str
    decisions_sought: str
    invented: bool


@transaction.atomic
def report_up(forum: Forum, fields: ReportInput, *, by: Standing) -> UpwardReport:
    """Report to the forum above under the five headings; what is sought lands on its next agenda.

    Source  Framework, template H, paragraph 21.
    Raises  Denied; BadParameter for a forum that reports to none, or a report without a word.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    if forum.reports_to_id is None:
        raise BadParameter(say("this forum reports to none"), next=say("name the forum above"))
    if not any(has_words(fields, heading) for heading in fields):
        raise BadParameter(say("a report needs text"), next=say("fill at least one heading"))
    report = UpwardReport(
        forum=forum,
        to=forum.reports_to,
        on=clock.today(by.mission),
        **fields,
        **fields_from_forum(forum, by),
    )
    return records.create(report, mission=by.mission, by=by.person)
