"""How a tasking is linked to the check whether it could expose people. Nothing waits for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.harm_queries import harm_kind
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.records import verbs as records
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import CHECK, checks_for
from tutela_web.safeguards.verbs import draft_check

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
    linked = tasking.harm_check_id
    if linked and not checks_for(by).filter(pk=linked).exists():
        raise NotNow(
            say("this cannot be changed by you now"),
            next=say("ask human rights"),
        )


@one_at_a_time(hold)
def link_check(tasking: Tasking, check: HarmCheck, *, by: Standing) -> Tasking:
    """Say which harm check a tasking rests on; one check may be of several taskings.

    Raises  Denied; NotNow for a tasking that asks for none, or has one this person may not read.
    """
    _require(by, tasking)
    by.require_ours(check)
    changes: dict[str, FieldValue] = {
        "harm_check": check,
        "unchecked_why": "",
        "unchecked_post": "",
    }
    return records.edit(tasking, changes, version=tasking.version, by=by.person)


@one_at_a_time(hold)
def open_check(tasking: Tasking, *, by: Standing) -> HarmCheck:
    """Begin a harm check for a tasking: what it is, where and when is taken over, every question
    stands at "not known", and nobody has decided.

    Raises  Denied; NotNow for a tasking that asks for none, or has one already.
    """
    _require(by, tasking)
    if tasking.harm_check_id:
        raise NotNow(say("a harm check stands with this tasking"), next=say("open that one"))
    alert = tasking.alert
    by.require(CHECK, area=alert.area_id)
    leaves, zone = tasking.planned_departure, ZoneInfo(by.mission.time_zone)
    check = draft_check(
        kind=harm_kind(tasking.option),
        act=f"{option_in_words(tasking.option).capitalize()}, {alert}",
        on=leaves.astimezone(zone).date() if leaves else by.on,
        area=alert.area,
        place=alert.place,
        marking=max(tasking.classification, alert.classification),
        by=by,
    )
    check = records.create(check, mission=by.mission, by=by.person)
    link_check(tasking, check, by=by)
    return check


@one_at_a_time(hold)
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
