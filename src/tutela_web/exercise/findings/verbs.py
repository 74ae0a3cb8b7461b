"""How a finding of a drill becomes an action that a post owns, or a lesson."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.exercise.findings.models import Finding
from tutela_web.exercise.findings.queries import ACT
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.meetings.verbs import take_action
from tutela_web.lessons.kinds import LESSON
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

LONGEST_ACTION, LONGEST_LESSON = 400, 200


def _require_open(finding: Finding) -> None:
    if finding.settled:
        raise NotNow(say("this finding became something already"), next=say("look at it again"))


@one_at_a_time(hold)
def give_to_owner(
    finding: Finding, what: str, meeting: Meeting, owner: Post, due: date, *, by: Standing
) -> Finding:
    """Make a finding an action of a forum, which a post owns until a day.

    Raises  Denied without the act, or for who keeps no actions of that forum; BadParameter without
            words or for another mission's post; NotNow where it became something before.
    """
    by.require(ACT, area=finding.area_id, of=finding)
    _require_open(finding)
    if due < by.on:
        raise BadParameter(say("this day has gone by"), where="due", next=say("choose a day ahead"))
    words = what.strip()[:LONGEST_ACTION]
    action = take_action(meeting, {"what": words, "owner": owner, "due": due}, by=by)
    return records.edit(finding, {"action": action}, version=finding.version, by=by.person)


@one_at_a_time(hold)
def make_lesson(finding: Finding, title: str, *, by: Standing) -> Finding:
    """Make a finding one of the lessons room, where it waits to be validated.

    Raises  Denied without the act, or for who writes no lessons; BadParameter without words; NotNow
            where it became something before.
    """
    by.require(ACT, area=finding.area_id, of=finding)
    _require_open(finding)
    lesson_fields: dict[str, FieldValue] = {
        "title": title.strip()[:LONGEST_LESSON],
        "known": finding.what,
        "change": finding.needs,
        "classification": finding.classification,
    }
    lesson = create_record(LESSON, lesson_fields, by=by)
    return records.edit(finding, {"lesson": lesson}, version=finding.version, by=by.person)
