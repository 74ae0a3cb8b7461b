"""How another task's claim on a unit is laid before a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.fora.claims.models import Claim
from tutela_web.fora.forum.models import Meeting
from tutela_web.records import verbs as records

ACT = "keep_fora"


@transaction.atomic
def lay_claim(meeting: Meeting, fields: Mapping[str, Any], *, by: Standing) -> Claim:
    """Lay another mandated task's claim on a unit before a meeting.

    Source  Framework, template H, paragraph 21.
    Raises  Denied without the act keep_fora in its area; NotNow for a meeting called off;
            BadParameter without a unit or words, where people of other houses sit, or for what
            belongs to another mission.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    if meeting.state == Meeting.State.OFF:
        raise NotNow(say("this meeting was called off"), next=say("call another"))
    if meeting.forum.outside:
        raise BadParameter(say("what units do is not weighed where other houses sit"))
    values = dict(fields)
    if values.get("unit") is None or not str(values.get("what", "")).strip():
        raise BadParameter(
            say("a claim names a unit, and what it would do"), next=say("write both")
        )
    by.require_ours(values["unit"], values.get("task"))
    marking = max(meeting.classification, values["unit"].classification)
    by.require_marking("fora", marking)
    made = Claim(
        meeting=meeting,
        area=meeting.area,
        classification=marking,
        known_at=clock.now(by.mission),
        **values,
    )
    return records.create(made, mission=by.mission, by=by.person)
