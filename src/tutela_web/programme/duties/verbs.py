"""How a leader's duty to protect is recorded, and that its results were reported."""

from __future__ import annotations

from datetime import date
from typing import NotRequired, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.programme.duties.models import LeaderDuty
from tutela_web.programme.duties.queries import duties_for
from tutela_web.records import verbs as records

ACT = "name_drafting"


class LeaderDutyInput(TypedDict):
    """What is asked of a leader's post, quoted, and by when its results are reported."""

    post: Post
    source: str
    quote: str
    given_on: date
    report_due: date
    classification: NotRequired[int]
    invented: NotRequired[bool]


@transaction.atomic
def give_duty(fields: LeaderDutyInput, *, by: Standing) -> LeaderDuty:
    """Record what a directive or compact asks of a leader, and by when results are reported.

    Raises  Denied; BadParameter without quote or source, for a post of another mission, or a report
            due before the duty was given.
    """
    by.require(ACT)
    if not fields["quote"].strip() or not fields["source"].strip():
        raise BadParameter(
            say("a duty is quoted, with the directive or compact it stands in"),
            next=say("write both"),
        )
    by.require_ours(fields["post"])
    if fields["report_due"] < fields["given_on"]:
        raise BadParameter(
            say("the report would be due before the duty was given"), next=say("put the days right")
        )
    by.require_marking("strategy", fields.get("classification", 1))
    duty = LeaderDuty(known_at=clock.now(by.mission), **fields)
    return records.create(duty, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def report_made(
    duty: LeaderDuty, report: str, on: date | None, *, version: int, by: Standing
) -> LeaderDuty:
    """Record that a leader reported the results: by what the report is found, on what day.

    Raises  Denied; NotNow if it was reported; BadParameter without a reference, or for a day ahead
            or before the duty was given; Conflict.
    """
    by.require(ACT, of=duty)
    if duty.reported_on is not None:
        raise NotNow(say("this report is made"), next=say("record the next duty"))
    today = clock.today(by.mission)
    day = on or today
    if not report.strip():
        raise BadParameter(say("a report needs a reference"), next=say("write it"))
    if not duty.given_on <= day <= today:
        raise BadParameter(
            say("it was reported between the day it was given and today"),
            next=say("put the day right"),
        )
    changes: dict[str, FieldValue] = {"report": report.strip()[:200], "reported_on": day}
    return records.edit(duty, changes, version=version, by=by.person, seen=duties_for(by))
