"""How it is recorded what was asked of others, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.links.queries import SEEN
from tutela_web.links.verbs import bound, not_ahead
from tutela_web.records import verbs as records

ACT = "keep_asks"
KIND = "engagements"


@transaction.atomic
def ask(fields: Mapping[str, Any], *, by: Standing) -> Ask:
    """Record what was asked, of whom, on what day, and by when an answer is needed.

    Raises  Denied without the act keep_asks, and about a caveat for who does not hold the
            compartment capacity; BadParameter without words, for a day ahead, or due before it.
    """
    by.require(ACT)
    values = _values(dict(fields), by)
    made = Ask(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_ask(
    ask: Ask, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Ask:
    """Put an ask right. One about a caveat stays in its compartment.

    Raises  as ask; Conflict.
    """
    by.require(ACT, of=ask)
    names = (
        *(name for name in SEEN if name != "actor"),
        "of",
        "kind",
        "what",
        "asked_on",
        "due",
        "area",
        "classification",
        "compartment",
    )
    before = {name: getattr(ask, name) for name in names}
    values = _values(before | dict(changes), by)
    changed = records.differing(before, values)
    return records.edit(
        ask, changed, version=version, by=by.person, reason=reason, seen=asks_for(by)
    )


def _values(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if values.get("of") not in Ask.Of.values or values.get("kind") not in Ask.Kind.values:
        raise BadParameter(say("an ask says of whom, and of what kind"), next=say("choose both"))
    if not str(values.get("what", "")).strip() or not values.get("asked_on"):
        raise BadParameter(
            say("an ask says what was asked, and on what day"), next=say("write both")
        )
    not_ahead(values["asked_on"], by)
    if values.get("due") and values["due"] < values["asked_on"]:
        raise BadParameter(
            say("it would be due before it was asked"), next=say("put the day right")
        )
    if values["kind"] == Ask.Kind.CAVEAT:
        values["compartment"] = Compartment.CAPACITY
    if values.get("compartment") and values["compartment"] not in by.compartments:
        raise Denied(
            "asks about caveats are kept by those who hold the compartment capacity",
            next="ask the Chief of Staff to record it",
        )
    return bound(values, by, kind=KIND)


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
            say("an answer grants or refuses, and says something"),
            next=say("choose, and write what it said"),
        )
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    if day < ask.asked_on:
        raise BadParameter(
            say("it would be answered before it was asked"), next=say("put the day right")
        )
    changes = {"answer": answer, "answer_said": said.strip(), "answered_on": day}
    return records.edit(ask, changes, version=version, by=by.person)
