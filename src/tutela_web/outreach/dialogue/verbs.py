"""How what a community raised is paid: a person told them, refused and said why, or could not."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import Tasking
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.outreach.dialogue.models import RaisedPoint
from tutela_web.outreach.dialogue.queries import ACT, ANSWERS, owns
from tutela_web.records import verbs as records

State, Channel = RaisedPoint.State, RaisedPoint.Channel


@one_at_a_time(hold)
def tell_back(
    point: RaisedPoint,
    state: str,
    told: str,
    *,
    version: int,
    by: Standing,
    channel: str = "",
    on: date | None = None,
    exposes_nobody: bool = False,
) -> RaisedPoint:
    """Say that a community was answered, or refused with the reason, or that answering is unsafe.

    Takes   told, what they were told, or why it is unsafe; channel and on, how and when they were
            told; exposes_nobody, that it was asked whether telling exposes who raised it.
    Raises  Denied for who neither answers communities there nor holds the post that owes it;
            BadParameter; NotNow where it ended before; Conflict.
    """
    by.require_ours(point)
    if not owns(point, by):
        by.require(ANSWERS, area=point.area_id)
    if point.state != State.OWED:
        raise NotNow(say("this was answered already"), next=say("look at it again"))
    if state not in (State.ANSWERED, State.REFUSED, State.UNSAFE):
        raise BadParameter(say("there is no such end"), where="state", next=say("choose one"))
    if not told.strip():
        raise BadParameter(
            say("nothing is said of what they were told, or why they were not"),
            where="told",
            next=say("write it in a sentence"),
        )
    refuse_closed_words(told, where="told")
    changes: dict[str, FieldValue] = {"state": state, "told": told.strip(), "told_by": by.as_said}
    if state == State.UNSAFE:
        changes["told_on"] = clock.today(by.mission)
        return records.edit(point, changes, version=version, by=by.person)
    if channel not in Channel.values:
        raise BadParameter(
            say("it is not said how they were told"), where="channel", next=say("choose one")
        )
    if not exposes_nobody:
        raise BadParameter(
            say("whether this exposes who raised it was not asked"),
            where="exposes_nobody",
            next=say("ask, then say so; or mark it as unsafe to answer"),
        )
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    if day < point.exchange.held_on:
        raise BadParameter(
            say("they would be told before they asked"), where="on", next=say("put the day right")
        )
    return records.edit(
        point, changes | {"channel": channel, "told_on": day}, version=version, by=by.person
    )


@one_at_a_time(hold)
def put_to_tasking(
    point: RaisedPoint, tasking: Tasking | None, *, version: int, by: Standing
) -> RaisedPoint:
    """Name the tasking that does what was asked for; it pays nothing: they are still to be told.

    Raises  Denied for who neither keeps the dialogue there nor holds the post that owes the answer;
            BadParameter for another mission's; Conflict.
    """
    by.require_ours(point, tasking)
    if not owns(point, by):
        by.require(ACT, area=point.area_id)
    return records.edit(point, {"tasking": tasking}, version=version, by=by.person)
