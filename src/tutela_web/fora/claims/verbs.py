"""How another task's claim on a unit is laid before a meeting."""

from __future__ import annotations

from typing import TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.capacity.models import Unit
from tutela_web.fora.claims.models import Claim
from tutela_web.fora.forum.models import Meeting
from tutela_web.links.verbs import has_words
from tutela_web.mandate.models import MandatedTask
from tutela_web.records import verbs as records

ACT = "keep_fora"


class ClaimInput(TypedDict, total=False):
    """The unit claimed, for which other task, what it would do and how long."""

    unit: Unit
    task: MandatedTask | None
    what: str
    invented: bool


@one_at_a_time(hold)
def lay_claim(meeting: Meeting, fields: ClaimInput, *, by: Standing) -> Claim:
    """Lay another mandated task's claim on a unit before a meeting.

    Source  Framework, template H, paragraph 21.
    Raises  Denied without the act keep_fora in its area; NotNow for a meeting called off;
            BadParameter without a unit or words, where people of other houses sit, or for what
            belongs to another mission.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    if meeting.state == Meeting.State.OFF:
        raise NotNow(say("this meeting was cancelled"), next=say("call another"))
    if meeting.forum.outside:
        raise BadParameter(
            say("the tasks of units are not discussed where other organisations attend")
        )
    if fields.get("unit") is None or not has_words(fields, "what"):
        raise BadParameter(
            say("a request names a unit, and what it would do"), next=say("write both")
        )
    by.require_ours(fields["unit"], fields.get("task"))
    marking = max(meeting.classification, fields["unit"].classification)
    by.require_marking("fora", marking)
    claim = Claim(
        meeting=meeting,
        area=meeting.area,
        classification=marking,
        known_at=clock.now(by.mission),
        **fields,
    )
    return records.create(claim, mission=by.mission, by=by.person)
