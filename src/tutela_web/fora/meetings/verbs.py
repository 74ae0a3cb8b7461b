"""How meetings are called and held, and what they decide is followed up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.models import Action, Forum, ForumDecision, Meeting
from tutela_web.fora.forum.queries import meetings_for, owns
from tutela_web.fora.forum.verbs import ACT, fields_from_forum, require_reasons
from tutela_web.fora.meetings.parts import KEPT, PACKS
from tutela_web.fora.meetings.queries import agenda_of, references
from tutela_web.links.verbs import has_words, not_ahead
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk


class HeldInput(TypedDict, total=False):
    """Who came to a meeting, by post and organisation, how many women and men, and the notes."""

    present: list[str]
    women: int | None
    men: int | None
    notes: str


class MeetingInput(HeldInput, total=False):
    """Of a meeting: when and where, and what is said of it once it was held."""

    starts_at: datetime
    where: str
    classification: int
    invented: bool


class DecisionInput(TypedDict, total=False):
    """What was decided and on whose authority; what `decide` takes beside."""

    what: str
    authority: str
    risk: Risk | None
    political: bool
    weighed: str
    directs: Forum | None
    invented: bool


class ActionInput(TypedDict, total=False):
    """What is to be done by when, by a post or by an office of another house."""

    what: str
    owner: Post | None
    owner_said: str
    due: date | None
    invented: bool


@one_at_a_time(hold)
def call_meeting(forum: Forum, fields: MeetingInput, *, by: Standing) -> Meeting:
    """Call a meeting of a forum.

    Raises  Denied; NotNow if the forum has ended; BadParameter without a time.
    """
    by.require(ACT, area=forum.area_id, of=forum)
    values = fields.copy()
    if not values.get("starts_at"):
        raise BadParameter(say("a meeting needs a date and a time"), next=say("give both"))
    if forum.ended_on and forum.ended_on <= by.on:
        raise NotNow(say("this forum has ended"), next=say("open it again first"))
    taken = fields_from_forum(forum, by, values.pop("classification", None))
    meeting = Meeting(forum=forum, **values, **taken)
    return records.create(meeting, mission=by.mission, by=by.person)


@transaction.atomic
def edit_meeting(
    meeting: Meeting, changes: MeetingInput, *, version: int, by: Standing, reason: str = ""
) -> Meeting:
    """Change when and where, the notes, who came; the agenda of a held meeting stays.

    Raises  Denied; Conflict; BadParameter for a marking below the forum's.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    values = changes.copy()
    require_reasons(values, starts_at=say("a meeting needs a date and a time"))
    if "classification" in values:
        values["classification"] = fields_from_forum(meeting.forum, by, values["classification"])[
            "classification"
        ]
    return records.edit(
        meeting, values, version=version, by=by.person, reason=reason, seen=meetings_for(by)
    )


def _locked_meeting(meeting: Meeting) -> Meeting:
    return hold(meeting, "forum", "area")


@transaction.atomic
def add_point(meeting: Meeting, words: str, *, by: Standing) -> Meeting:
    """Put words on the agenda of a planned meeting, beside what live records put there."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not words.strip():
        raise BadParameter(say("a point needs text"), next=say("write them"))
    now = _locked_planned_meeting(meeting)
    points = [*now.points, words.strip()[:400]]
    return records.edit(now, {"points": points}, version=now.version, by=by.person)


@transaction.atomic
def add_paper(meeting: Meeting, title: str, reference: str, *, by: Standing) -> Meeting:
    """Name a paper tabled, by title and reference; the paper itself lies elsewhere."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not title.strip():
        raise BadParameter(say("a paper needs a title"), next=say("write it"))
    now = _locked_meeting(meeting)
    papers = [*now.papers, {"title": title.strip()[:200], "reference": reference.strip()[:200]}]
    return records.edit(now, {"papers": papers}, version=now.version, by=by.person)


PACK = "trend pack"
"""The reference by which a meeting's paper is the mission's own trends."""


@transaction.atomic
def table_pack(meeting: Meeting, *, by: Standing) -> Meeting:
    """Table the trends as partners read them: counts by area and month, small ones hidden, never
    cases. They are kept with the meeting as they stood that day.

    Raises  Denied; NotNow twice at one meeting.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    now = _locked_meeting(meeting)
    if any(paper["reference"] == PACK for paper in now.papers):
        raise NotNow(say("the trend pack is attached already"))
    day = clock.today(by.mission)
    paper: dict[str, Any] = {"title": f"Trends, {day.isoformat()}", "reference": PACK}
    for freeze in PACKS:
        if (frozen := freeze(by, day)) is not None:
            paper["pack"] = frozen
    papers = [*now.papers, paper]
    return records.edit(now, {"papers": papers}, version=now.version, by=by.person)


def _locked_planned_meeting(meeting: Meeting) -> Meeting:
    now = _locked_meeting(meeting)
    if now.state != Meeting.State.PLANNED:
        raise NotNow(say("this meeting was held or cancelled"), next=say("look at it again"))
    return now


@transaction.atomic
def hold_meeting(meeting: Meeting, fields: HeldInput, *, by: Standing) -> Meeting:
    """Say that a meeting was held, and who came: its agenda stands still as it was.

    Takes   present, posts and organisations; women and men, or None if nobody counted; notes.
    Raises  Denied; NotNow before it begins, or twice; BadParameter if nobody came.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    now = _locked_planned_meeting(meeting)
    if now.starts_at > clock.now(by.mission):
        raise NotNow(say("this meeting has not begun"), next=say("record it after the meeting"))
    if not fields.get("present"):
        raise BadParameter(
            say("a meeting is recorded with its attendees"),
            next=say("name their posts and organisations"),
        )
    agenda = agenda_of(by, now)
    values: dict[str, Any] = {
        **fields,
        "state": Meeting.State.HELD,
        "agenda": references(agenda) | {kind: ids(by, now) for kind, ids in KEPT.items()},
    }
    held = records.edit(now, values, version=now.version, by=by.person)
    for report in agenda.sought:
        records.edit(report, {"taken_up": held}, version=report.version, by=by.person)
    return held


@transaction.atomic
def call_off(meeting: Meeting, reason: str, *, by: Standing) -> Meeting:
    """Call a planned meeting off, for a reason."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if not reason.strip():
        raise BadParameter(say("a reason is needed to cancel a meeting"), next=say("write it"))
    now = _locked_planned_meeting(meeting)
    changes = {"state": Meeting.State.OFF, "notes": reason.strip()}
    return records.edit(now, changes, version=now.version, by=by.person, reason=reason.strip())


def _fields_from_meeting(meeting: Meeting, by: Standing) -> dict[str, Any]:
    """What a decision or action takes from its meeting."""
    by.require(ACT, area=meeting.area_id, of=meeting)
    if meeting.state == Meeting.State.OFF:
        raise NotNow(say("this meeting was cancelled"), next=say("call another"))
    return {
        "meeting": meeting,
        "area": meeting.area,
        "classification": meeting.classification,
        "known_at": clock.now(by.mission),
    }


@one_at_a_time(hold)
def decide(meeting: Meeting, fields: DecisionInput, *, by: Standing) -> ForumDecision:
    """Record what a meeting decided, and on whose authority.

    Takes   risk, it answers; political, whether it is a step of tier 1; weighed, the other mandated
            tasks it was ranked against; directs, a forum that owes an answer.
    Raises  Denied; BadParameter without words or authority, or if a forum directs itself.
    """
    beneath = _fields_from_meeting(meeting, by)
    if not has_words(fields, "what", "authority"):
        raise BadParameter(
            say("a decision must state what is decided, and on whose authority"),
            next=say("write both"),
        )
    directs, risk = fields.get("directs"), fields.get("risk")
    by.require_ours(directs, risk)
    if directs is not None and directs.pk == meeting.forum_id:
        raise BadParameter(say("a forum does not direct itself"), next=say("make it an action"))
    if risk is not None:
        beneath["classification"] = max(beneath["classification"], risk.classification)
    return records.create(ForumDecision(**fields, **beneath), mission=by.mission, by=by.person)


@transaction.atomic
def answer_direction(decision: ForumDecision, answer: str, *, by: Standing) -> ForumDecision:
    """Answer what another forum directed, for the forum directed.

    Raises  Denied unless the person keeps that forum; BadParameter without words.
    """
    by.require_ours(decision)
    directed = decision.directs
    if directed is None:
        raise BadParameter(say("this decision directs nobody"))
    by.require(ACT, area=directed.area_id)
    if not answer.strip():
        raise BadParameter(say("an answer needs text"), next=say("write them"))
    changes: dict[str, FieldValue] = {
        "answer": answer.strip(),
        "answered_on": clock.today(by.mission),
    }
    return records.edit(decision, changes, version=decision.version, by=by.person)


@one_at_a_time(hold)
def take_action(meeting: Meeting, fields: ActionInput, *, by: Standing) -> Action:
    """Record what somebody is to do by when.

    Raises  Denied; BadParameter without words, or with two owners.
    """
    beneath = _fields_from_meeting(meeting, by)
    if not has_words(fields, "what"):
        raise BadParameter(say("an action must state what is to be done"), next=say("write it"))
    by.require_ours(fields.get("owner"))
    if fields.get("owner") is not None and has_words(fields, "owner_said"):
        raise BadParameter(say("an action needs one owner"), next=say("choose a post or write one"))
    return records.create(Action(**fields, **beneath), mission=by.mission, by=by.person)


@one_at_a_time(hold)
def end_action(
    action: Action, state: str, came_of: str, *, version: int, by: Standing, on: date | None = None
) -> Action:
    """Say that an action was done, or dropped for a reason; until then each meeting has it again.

    Takes   state, done or dropped. The post that owns it may say so too.
    Raises  Denied; BadParameter without words of what came of it; NotNow if it ended before.
    """
    if not owns(action, by):
        by.require(ACT, area=action.area_id)
    by.require_ours(action)
    if state not in (Action.State.DONE, Action.State.DROPPED):
        raise BadParameter(say("an action must end as done or dropped"))
    if not came_of.strip():
        raise BadParameter(
            say("a result, or a reason for dropping it, is needed to end an action"),
            next=say("say it in a sentence"),
        )
    today = clock.today(by.mission)
    not_ahead(on, by)
    if action.state != Action.State.OPEN:
        raise NotNow(say("this action ended already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "state": state,
        "came_of": came_of.strip(),
        "ended_on": on or today,
    }
    return records.edit(action, changes, version=version, by=by.person)
