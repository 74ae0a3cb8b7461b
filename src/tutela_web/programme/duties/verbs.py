"""How a leader's duty to protect is recorded, and that its results were reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.programme.duties.models import LeaderDuty
from tutela_web.programme.duties.queries import duties_for
from tutela_web.records import verbs as records

ACT = "name_drafting"


@transaction.atomic
def give_duty(fields: Mapping[str, Any], *, by: Standing) -> LeaderDuty:
    """Record what a directive or compact asks of a leader, and by when results are reported.

    Raises  Denied; BadParameter without quote or source, for a post of another mission, or a report
            due before the duty was given.
    """
    by.require(ACT)
    values = dict(fields)
    if not all(str(values.get(name, "")).strip() for name in ("quote", "source")):
        raise BadParameter(
            say("a duty is quoted, with the directive or compact it stands in"),
            next=say("write both"),
        )
    by.require_ours(values["post"])
    if values["report_due"] < values["given_on"]:
        raise BadParameter(
            say("the report would be due before the duty was given"), next=say("put the days right")
        )
    by.require_marking("strategy", values.get("classification", 1))
    made = LeaderDuty(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
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
        raise BadParameter(say("a report has a reference"), next=say("write it"))
    if not duty.given_on <= day <= today:
        raise BadParameter(
            say("it was reported between the day it was given and today"),
            next=say("put the day right"),
        )
    changes = {"report": report.strip()[:200], "reported_on": day}
    return records.edit(duty, changes, version=version, by=by.person, seen=duties_for(by))
