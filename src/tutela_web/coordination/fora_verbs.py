"""How fora are kept, meetings called and held, and what they decide is followed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.coordination.meetings import FUNCTIONS
from tutela_web.access import audit
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.coordination.agenda_queries import agenda_of, references
from tutela_web.coordination.fora_models import (
    Action,
    Decision,
    Forum,
    Meeting,
    Member,
    UpwardReport,
)
from tutela_web.coordination.fora_queries import fora_for, meetings_for, owns
from tutela_web.coordination.partner_queries import named
from tutela_web.coordination.partner_verbs import require_depth
from tutela_web.links.verbs import not_ahead, pk_of
from tutela_web.records import verbs as records

ACT = "keep_fora"


def _required(fields: Mapping[str, Any], **why: str) -> None:
    for name, reason in why.items():
        if name in fields and not str(fields[name] or "").strip():
            raise BadParameter(reason, next=say("write it"))


# --- fora


@transaction.atomic
def make_forum(fields: Mapping[str, Any], *, by: Standing) -> Forum:
    """Set up a forum.

    Source  Framework, template H, paragraphs 19 to 24.
    Raises  Denied without the act keep_fora in its area; BadParameter for a forum without a name,
            above itself, or marked higher than the person reads.
    """
    by.require(ACT, area=pk_of(fields.get("area")))
    values = _forum_values(fields, by)
    if not values.get("name"):
        raise BadParameter(say("a forum has a name"), next=say("name it"))
    return records.create(
        Forum(known_at=clock.now(by.mission), **values), mission=by.mission, by=by.person
    )


@transaction.atomic
def edit_forum(
    forum: Forum, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Forum:
    """Change a forum; with `ended_on` it is over, and its record stays.

    Raises  Denied, also where it would move to an area of another; Conflict; BadParameter.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    if "area" in changes:
        by.require(ACT, area=pk_of(changes["area"]))
    values = _forum_values(changes, by)
    above = values.get("reports_to")
    while above is not None:
        if above.pk == forum.pk:
            raise BadParameter(say("a forum cannot report to itself"), next=say("choose another"))
        above = above.reports_to
    return records.edit(
        forum, values, version=version, by=by.person, reason=reason, seen=fora_for(by)
    )


def _forum_values(fields: Mapping[str, Any], by: Standing) -> dict[str, Any]:
    values = dict(fields)
    _required(values, name=say("a forum has a name"))
    if values.get("kind", Forum.Kind.OTHER) not in Forum.Kind.values:
        raise BadParameter(say("there is no such kind of forum"))
    by.require_marking("fora", values.get("classification", 0))
    by.require_ours(*(values.get(name) for name in ("area", "chair", "reports_to", "rests_on")))
    return values


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
        require_depth(named(by, organisation), "consulted" if guest else "joint")
    seated = forum.members.filter(until=None, post=post, organisation=organisation.strip())
    if seated.exists():
        raise BadParameter(say("this seat is there already"))
    made = Member.objects.create(
        forum=forum,
        post=post,
        organisation=organisation.strip()[:160],
        component=component.strip()[:120],
        guest=guest,
        since=clock.today(by.mission),
    )
    audit.record(
        "create", mission=by.mission, by=by.person, kind="member", subject=made.pk, forum=forum.pk
    )
    return made


@transaction.atomic
def end_member(member: Member, *, by: Standing) -> None:
    """End a seat; that it was there stays known."""
    by.require(ACT, area=member.forum.area_id, of=member.forum)
    ended = Member.objects.filter(pk=member.pk, until=None).update(until=clock.today(by.mission))
    if ended:
        audit.record(
            "edit",
            mission=by.mission,
            by=by.person,
            kind="member",
            subject=member.pk,
            forum=member.forum_id,
        )


# --- meetings


def _beneath(forum: Forum, by: Standing, marking: int | None = None) -> dict[str, Any]:
    """What a record of a forum takes from it; never marked lower than the forum itself."""
    level = forum.classification if marking is None else max(marking, forum.classification)
    by.require_marking("fora", level)
    return {"area": forum.area, "classification": level, "known_at": clock.now(by.mission)}


@transaction.atomic
def call_meeting(forum: Forum, fields: Mapping[str, Any], *, by: Standing) -> Meeting:
    """Call a meeting of a forum.

    Raises  Denied; NotNow if the forum has ended; BadParameter without a time.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    values = dict(fields)
    if not values.get("starts_at"):
        raise BadParameter(say("a meeting has a day and an hour"), next=say("give both"))
    if forum.ended_on and forum.ended_on <= by.on:
        raise NotNow(say("this forum has ended"), next=say("open it again first"))
    beneath = _beneath(forum, by, values.pop("classification", None))
    made = Meeting(forum=forum, **values, **beneath)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_meeting(
    meeting: Meeting, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Meeting:
    """Change when and where, the notes, who came; the agenda of a held meeting stays.

    Raises  Denied; Conflict; BadParameter for a marking below the forum's.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    values = dict(changes)
    _required(values, starts_at=say("a meeting has a day and an hour"))
    if "classification" in values:
        values["classification"] = _beneath(meeting.forum, by, values["classification"])[
            "classification"
        ]
    return records.edit(
        meeting, values, version=version, by=by.person, reason=reason, seen=meetings_for(by)
    )


def _held(meeting: Meeting) -> Meeting:
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("forum", "area")
        .get(pk=meeting.pk)
    )


@transaction.atomic
def add_point(meeting: Meeting, words: str, *, by: Standing) -> Meeting:
    """Put words on the agenda of a planned meeting, beside what live records put there."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not words.strip():
        raise BadParameter(say("a point has words"), next=say("write them"))
    now = _planned(meeting)
    points = [*now.points, words.strip()[:400]]
    return records.edit(now, {"points": points}, version=now.version, by=by.person)


@transaction.atomic
def add_paper(meeting: Meeting, title: str, reference: str, *, by: Standing) -> Meeting:
    """Name a paper tabled, by title and reference; the paper itself lies elsewhere."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not title.strip():
        raise BadParameter(say("a paper has a title"), next=say("write it"))
    now = _held(meeting)
    papers = [*now.papers, {"title": title.strip()[:200], "reference": reference.strip()[:200]}]
    return records.edit(now, {"papers": papers}, version=now.version, by=by.person)


PACK = "trend pack"
"""The reference by which a meeting's paper is the mission's own trends."""


@transaction.atomic
def table_pack(meeting: Meeting, *, by: Standing) -> Meeting:
    """Table the trends as partners read them: counts by area and month, small ones hidden, never
    cases.

    Raises  Denied; NotNow twice at one meeting.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    now = _held(meeting)
    if any(one["reference"] == PACK for one in now.papers):
        raise NotNow(say("the trend pack was tabled already"))
    day = clock.today(by.mission).isoformat()
    papers = [*now.papers, {"title": f"Trends, {day}", "reference": PACK}]
    return records.edit(now, {"papers": papers}, version=now.version, by=by.person)


def _planned(meeting: Meeting) -> Meeting:
    now = _held(meeting)
    if now.state != Meeting.State.PLANNED:
        raise NotNow(say("this meeting was held or called off"), next=say("look at it anew"))
    return now


@transaction.atomic
def hold_meeting(meeting: Meeting, fields: Mapping[str, Any], *, by: Standing) -> Meeting:
    """Say that a meeting was held, and who came: its agenda stands still as it was.

    Takes   present, posts and organisations; women and men, or None if nobody counted; notes.
    Raises  Denied; NotNow before it begins, or twice; BadParameter if nobody came.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    now = _planned(meeting)
    if now.starts_at > clock.now(by.mission):
        raise NotNow(say("this meeting has not begun"), next=say("record it when it was held"))
    if not fields.get("present"):
        raise BadParameter(
            say("a meeting is held by those who came"),
            next=say("name their posts and organisations"),
        )
    agenda = agenda_of(by, now)
    values = dict(fields) | {"state": Meeting.State.HELD, "agenda": references(agenda)}
    held = records.edit(now, values, version=now.version, by=by.person)
    for report in agenda.sought:
        records.edit(report, {"taken_up": held}, version=report.version, by=by.person)
    return held


@transaction.atomic
def call_off(meeting: Meeting, reason: str, *, by: Standing) -> Meeting:
    """Call a planned meeting off, for a reason."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not reason.strip():
        raise BadParameter(say("a meeting is called off for a reason"), next=say("write it"))
    now = _planned(meeting)
    changes = {"state": Meeting.State.OFF, "notes": reason.strip()}
    return records.edit(now, changes, version=now.version, by=by.person, reason=reason.strip())


def _after(meeting: Meeting, by: Standing) -> dict[str, Any]:
    """What a decision or action takes from its meeting."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if meeting.state == Meeting.State.OFF:
        raise NotNow(say("this meeting was called off"), next=say("call another"))
    return {
        "meeting": meeting,
        "area": meeting.area,
        "classification": meeting.classification,
        "known_at": clock.now(by.mission),
    }


@transaction.atomic
def decide(meeting: Meeting, fields: Mapping[str, Any], *, by: Standing) -> Decision:
    """Record what a meeting decided, and on whose authority.

    Takes   risk, it answers; political, whether it is a step of tier 1; weighed, the other mandated
            tasks it was ranked against; directs, a forum that owes an answer.
    Raises  Denied; BadParameter without words or authority, or if a forum directs itself.
    """
    beneath = _after(meeting, by)
    values = dict(fields)
    if not str(values.get("what", "")).strip() or not str(values.get("authority", "")).strip():
        raise BadParameter(
            say("a decision says what, and on whose authority"), next=say("write both")
        )
    directs = values.get("directs")
    by.require_ours(directs, values.get("risk"))
    if directs is not None and directs.pk == meeting.forum_id:
        raise BadParameter(say("a forum does not direct itself"), next=say("make it an action"))
    if (risk := values.get("risk")) is not None:
        beneath["classification"] = max(beneath["classification"], risk.classification)
    return records.create(Decision(**values, **beneath), mission=by.mission, by=by.person)


@transaction.atomic
def answer_direction(decision: Decision, answer: str, *, by: Standing) -> Decision:
    """Answer what another forum directed, for the forum directed.

    Raises  Denied unless the person keeps that forum; BadParameter without words.
    """
    by.require_ours(decision)
    directed = decision.directs
    if directed is None:
        raise BadParameter(say("this decision directs nobody"))
    by.require(ACT, area=directed.area_id)
    if not answer.strip():
        raise BadParameter(say("an answer has words"), next=say("write them"))
    changes = {"answer": answer.strip(), "answered_on": clock.today(by.mission)}
    return records.edit(decision, changes, version=decision.version, by=by.person)


@transaction.atomic
def take_action(meeting: Meeting, fields: Mapping[str, Any], *, by: Standing) -> Action:
    """Record what somebody is to do by when.

    Raises  Denied; BadParameter without words, or with two owners.
    """
    beneath = _after(meeting, by)
    values = dict(fields)
    if not str(values.get("what", "")).strip():
        raise BadParameter(say("an action says what is to be done"), next=say("write it"))
    by.require_ours(values.get("owner"))
    if values.get("owner") is not None and str(values.get("owner_said", "")).strip():
        raise BadParameter(say("an action has one owner"), next=say("choose a post or write one"))
    return records.create(Action(**values, **beneath), mission=by.mission, by=by.person)


@transaction.atomic
def end_action(
    action: Action,
    state: str,
    came_of: str,
    *,
    version: int,
    by: Standing,
    on: date | None = None,
) -> Action:
    """Say that an action was done, or dropped for a reason; until then each meeting has it again.

    Takes   state, done or dropped. The post that owns it may say so too.
    Raises  Denied; BadParameter without words of what came of it; NotNow if it ended before.
    """
    if not owns(action, by):
        by.require(ACT, area=action.area_id)
    by.require_ours(action)
    if state not in (Action.State.DONE, Action.State.DROPPED):
        raise BadParameter(say("an action ends done or dropped"))
    if not came_of.strip():
        raise BadParameter(
            say("an action ends with what came of it, or why it was dropped"),
            next=say("say it in a sentence"),
        )
    today = clock.today(by.mission)
    not_ahead(on, by)
    if action.state != Action.State.OPEN:
        raise NotNow(say("this action ended already"), next=say("look at it anew"))
    changes = {"state": state, "came_of": came_of.strip(), "ended_on": on or today}
    return records.edit(action, changes, version=version, by=by.person)


# --- upward


@transaction.atomic
def report_up(forum: Forum, fields: Mapping[str, Any], *, by: Standing) -> UpwardReport:
    """Report to the forum above under the five headings; what is sought lands on its next agenda.

    Source  Framework, template H, paragraph 21.
    Raises  Denied; BadParameter for a forum that reports to none, or a report without a word.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    if forum.reports_to_id is None:
        raise BadParameter(say("this forum reports to none"), next=say("name the forum above"))
    values = dict(fields)
    if not any(str(value or "").strip() for value in values.values()):
        raise BadParameter(say("a report says something"), next=say("fill at least one heading"))
    made = UpwardReport(
        forum=forum,
        to=forum.reports_to,
        on=clock.today(by.mission),
        **values,
        **_beneath(forum, by),
    )
    return records.create(made, mission=by.mission, by=by.person)
