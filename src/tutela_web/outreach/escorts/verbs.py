"""How a unit answers what is asked of it for a community, and how that is withdrawn."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import holders_of
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.crisis.taskings.queries import ANSWERS, posts_commanding
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.outreach.escorts.queries import ACT
from tutela_web.records import verbs as records

State = EscortAsk.State
ABOUT = "escort"


def tell_commanders(escort: EscortAsk) -> None:
    """Tell who commands the unit that something is asked: a message that says "Open Tutela"."""
    ways, day = [], clock.today(escort.mission)
    for post in posts_commanding(escort.unit):
        ways += [("mail", "person", pk) for pk in holders_of(post.pk, day)]
        ways += [("sms", "post", post.pk)] if post.duty_number else []
    outbox.send_all(escort.mission_id, ways, about_kind=ABOUT, about_id=escort.pk)


@one_at_a_time(hold)
def answer_escort(
    escort: EscortAsk, state: str, said: str = "", *, version: int, by: Standing
) -> EscortAsk:
    """Say for a unit that it does what is asked, cannot and why, or did it.

    Raises  Denied for who does not command the unit; BadParameter for a refusal without a reason;
            NotNow where it was withdrawn, refused or done; Conflict.
    """
    by.require(ANSWERS, area=escort.unit.area_id, of=escort)
    _require_standing(escort)
    if state not in (State.ACCEPTED, State.REFUSED, State.DONE):
        raise BadParameter(say("there is no such answer"), where="state", next=say("choose one"))
    if state == State.REFUSED and not said.strip():
        raise BadParameter(
            say("why it cannot be done is not said"), where="said", next=say("write a sentence")
        )
    refuse_closed_words(said, where="said")
    changes: dict[str, FieldValue] = {"state": state, "said": said.strip(), "said_by": by.as_said}
    return records.edit(escort, changes, version=version, by=by.person)


@one_at_a_time(hold)
def withdraw_escort(escort: EscortAsk, *, version: int, by: Standing) -> EscortAsk:
    """Ask it no longer, and tell who commands the unit to look.

    Raises  Denied without the act describe_community there; NotNow where it ended before; Conflict.
    """
    by.require(ACT, area=escort.area_id, of=escort)
    _require_standing(escort)
    withdrawn = records.edit(escort, {"state": State.WITHDRAWN}, version=version, by=by.person)
    tell_commanders(withdrawn)
    return withdrawn


def _require_standing(escort: EscortAsk) -> None:
    if escort.state not in (State.ASKED, State.ACCEPTED):
        raise NotNow(say("this ended already"), next=say("look at it again, or ask the unit again"))
