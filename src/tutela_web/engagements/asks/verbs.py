"""How it is recorded what others answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.engagements.asks.models import Ask
from tutela_web.links.verbs import not_ahead
from tutela_web.records import verbs as records

ACT = "keep_asks"


@transaction.atomic
def answer(
    ask: Ask, answer: str, said: str, *, version: int, by: Standing, on: date | None = None
) -> Ask:
    """Record an answer: granted, in part, or refused; what it said; on what day it came.

    Raises  Denied; BadParameter for another word, without words, or on a day ahead or before the
            ask; Conflict.
    """
    by.require(ACT, of=ask)
    if answer not in Ask.Answer.values or not said.strip():
        raise BadParameter(
            say("an answer must grant or refuse, and needs text"),
            next=say("choose, and write what it said"),
        )
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    if day < ask.asked_on:
        raise BadParameter(
            say("it would be answered before it was asked"), next=say("put the day right")
        )
    changes: dict[str, FieldValue] = {
        "answer": answer,
        "answer_said": said.strip(),
        "answered_on": day,
    }
    return records.edit(ask, changes, version=version, by=by.person)
