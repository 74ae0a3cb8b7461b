"""How what is beyond the mission goes to the Head of Mission and is answered; how an area is no
longer without a viable strategy."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.deployment.options.models import BeyondAbility, NoStrategy
from tutela_web.deployment.options.queries import STATE_NO_STRATEGY, WEIGH
from tutela_web.engagements.residual.models import ACCEPT
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records

Answer = BeyondAbility.Answer
State = BeyondAbility.State


@one_at_a_time(hold)
def send_beyond(beyond: BeyondAbility, *, version: int, by: Standing) -> BeyondAbility:
    """Send to the Head of Mission what the mission cannot protect, to be accepted in writing, or
    send it again after an answer that was none.

    Raises  Denied without the act; NotNow where it waits for an answer, or is accepted; Conflict.
    """
    by.require(WEIGH, area=beyond.area_id, of=beyond)
    state = beyond.state(clock.today(by.mission))
    if state in (State.SENT, State.ACCEPTED):
        raise NotNow(
            say("this waits for the Head of Mission, or is accepted"),
            next=say("look at it again"),
        )
    changes: dict[str, FieldValue] = {
        "sent_on": clock.today(by.mission),
        "sent_by": by.as_said,
        "answer": "",
        "residual": None,
    }
    return records.edit(beyond, changes, version=version, by=by.person)


@one_at_a_time(hold)
def answer_beyond(
    beyond: BeyondAbility,
    answer: str,
    said: str,
    *,
    version: int,
    by: Standing,
    until: date | None = None,
) -> BeyondAbility:
    """The Head of Mission's own answer: accepted in writing until a day, asks for more, or
    returned. What is accepted becomes a residual risk, which section F prints and which lapses.

    Takes   said, the words of the answer; until, the last day of an acceptance.
    Raises  Denied for anybody but the Head of Mission; BadParameter for another word, without
            words, or an acceptance without a day to come; NotNow where nothing was sent, or it
            was answered; Conflict.
    """
    by.require(ACCEPT)
    by.require_ours(beyond)
    if answer not in Answer.values or not said.strip():
        raise BadParameter(
            say("an answer accepts, asks for more or returns, and needs text"),
            where="said",
            next=say("choose, and write why"),
        )
    refuse_closed_words(said, where="said")
    if beyond.state(clock.today(by.mission)) != State.SENT:
        raise NotNow(say("nothing waits here for an answer"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "answer": answer,
        "answer_said": said.strip(),
        "answered_on": clock.today(by.mission),
        "answered_by": post_acting(by, ACCEPT).title[:160],
    }
    if answer == Answer.ACCEPTED:
        place = beyond.need.place
        changes["residual"] = accept_risk(
            {
                "what": beyond.what,
                "why": beyond.why,
                "until": until,
                "changes_if": beyond.changes_if,
                "place": place,
                "area": place.area,
                "classification": beyond.classification,
                "capacity": beyond.compartment == Compartment.CAPACITY,
                "invented": beyond.invented,
            },
            by=by,
        )
    return records.edit(beyond, changes, version=version, by=by.person)


@one_at_a_time(hold)
def end_no_strategy(stated: NoStrategy, why: str, *, version: int, by: Standing) -> NoStrategy:
    """Say that an area is no longer without a viable strategy, and why.

    Raises  Denied without the act; BadParameter without a reason; NotNow if it ended before;
            Conflict.
    """
    by.require(STATE_NO_STRATEGY, of=stated)
    if not why.strip():
        raise BadParameter(
            say("nobody can see why it ended"), where="why", next=say("write a sentence")
        )
    refuse_closed_words(why, where="why")
    if stated.ended_on is not None:
        raise NotNow(say("this ended already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "ended_on": clock.today(by.mission),
        "ended_why": why.strip(),
    }
    return records.edit(stated, changes, version=version, by=by.person)
