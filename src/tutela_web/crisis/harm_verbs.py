"""How a tasking is linked to the check whether it could expose people. Nothing waits for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.harm_queries import harm_kind
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.tasking_queries import option_in_words
from tutela_web.records import verbs as records
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import CHECK

MAY_ASK = ("task_unit", "decide_alert", CHECK)
"""Who links a tasking and a check: who tasks or decides there, or writes harm checks there."""


def may_ask(by: Standing, tasking: Tasking) -> bool:
    """Whether a person may say of a tasking which harm check it rests on, or that it has none."""
    return any(by.may(act, area=tasking.alert.area_id) for act in MAY_ASK)


def _require(by: Standing, tasking: Tasking) -> None:
    if not may_ask(by, tasking):
        by.require("task_unit", area=tasking.alert.area_id)
    by.require_ours(tasking)
    if not harm_kind(tasking.option):
        raise NotNow(say("this tasking asks for no harm check"))


@transaction.atomic
def link_check(tasking: Tasking, check: HarmCheck, *, by: Standing) -> Tasking:
    """Say which harm check a tasking rests on; one check may be of several taskings.

    Raises  Denied; NotNow for a tasking that asks for none.
    """
    _require(by, tasking)
    by.require_ours(check)
    changes: dict[str, FieldValue] = {
        "harm_check": check,
        "unchecked_why": "",
        "unchecked_post": "",
    }
    return records.edit(tasking, changes, version=tasking.version, by=by.person)


@transaction.atomic
def open_check(tasking: Tasking, *, by: Standing) -> HarmCheck:
    """Begin a harm check for a tasking: what it is, where and when is taken over, every question
    stands at "not known", and nobody has decided.

    Raises  Denied; NotNow for a tasking that asks for none.
    """
    _require(by, tasking)
    alert = tasking.alert
    by.require(CHECK, area=alert.area_id)
    leaves, place = tasking.planned_departure, alert.place
    zone = ZoneInfo(by.mission.time_zone)
    check = HarmCheck(
        kind=harm_kind(tasking.option),
        what=f"{option_in_words(tasking.option).capitalize()}, {alert}"[:300],
        on=leaves.astimezone(zone).date() if leaves else by.on,
        area=alert.area,
        place=place,
        classification=max(
            Classification.CONFIDENTIAL,
            tasking.classification,
            alert.classification,
            place.classification if place else 0,
        ),
        known_at=clock.now(by.mission),
    )
    check = records.create(check, mission=by.mission, by=by.person)
    link_check(tasking, check, by=by)
    return check


@transaction.atomic
def go_without(tasking: Tasking, why: str, *, by: Standing) -> Tasking:
    """Keep that a tasking goes without a harm check, who decided so and why.

    Raises  Denied; BadParameter without a reason; NotNow for a tasking that asks for none.
    """
    _require(by, tasking)
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    changes: dict[str, FieldValue] = {
        "harm_check": None,
        "unchecked_why": why.strip()[:300],
        "unchecked_post": by.as_said[:160],
    }
    return records.edit(tasking, changes, version=tasking.version, by=by.person)
