"""How dilemmas are kept, and how a decision is said to have applied one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access import numbers
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.crisis.models import Decision
from tutela_web.crisis.queries import decisions_for
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.dilemmas.models import Dilemma, DilemmaUse
from tutela_web.programme.dilemmas.queries import dilemmas_for
from tutela_web.records import verbs as records

ACT = "draft_strategy"


@transaction.atomic
def name_dilemma(fields: Mapping[str, Any], *, by: Standing) -> Dilemma:
    """Name a dilemma under the next number, with the agreed line or before there is one.

    Raises  Denied; BadParameter without the situation, or for a line without its authority and day.
    """
    by.require(ACT)
    values = _dilemma(dict(fields), by)
    number = numbers.next_number(Dilemma, by.mission)
    made = Dilemma(number=number, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_dilemma(
    dilemma: Dilemma, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Dilemma:
    """Change a dilemma or its line; its number stays.

    Raises  as name_dilemma; Conflict.
    """
    by.require(ACT, of=dilemma)
    names = ("situation", "line", "authority", "agreed_on", "classification")
    values = _dilemma({name: getattr(dilemma, name) for name in names} | dict(changes), by)
    return records.edit(
        dilemma,
        {name: values[name] for name in changes},
        version=version,
        by=by.person,
        reason=reason,
        seen=dilemmas_for(by),
    )


def _dilemma(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if not str(values.get("situation") or "").strip():
        raise BadParameter(
            say("a dilemma has a situation"), where="situation", next=say("write it")
        )
    if str(values.get("line") or "").strip():
        if not str(values.get("authority") or "").strip() or not values.get("agreed_on"):
            raise BadParameter(
                say("an agreed line has an authority and a day"),
                where="authority",
                next=say("give both, or leave the line open"),
            )
        not_ahead(values["agreed_on"], by)
    values.setdefault("classification", Classification.CONFIDENTIAL)
    by.require_marking("strategy", values["classification"])
    return values


@transaction.atomic
def use_dilemma(
    dilemma: Dilemma, decision: Decision | None, *, kept: bool, words: str = "", by: Standing
) -> DilemmaUse:
    """Say that a decision applied the agreed line, or parted from it.

    Raises  Denied; BadParameter for a decision the person may not see, or one that parted without
            words; NotNow where no line is agreed, or the decision is there already.
    """
    by.require(ACT, of=dilemma)
    if decision is None or not decisions_for(by).filter(pk=decision.pk).exists():
        raise BadParameter(say("there is no such decision"), next=say("choose one of the list"))
    if not dilemma.line.strip():
        raise NotNow(say("no line is agreed yet"), next=say("write the agreed line first"))
    if not kept and not words.strip():
        raise BadParameter(
            say("who parts from the line says why"), where="words", next=say("say it in a sentence")
        )
    Dilemma.objects.select_for_update().get(pk=dilemma.pk)
    if DilemmaUse.objects.filter(dilemma=dilemma, decision=decision).exists():
        raise NotNow(say("this decision is there already"), next=say("open it in the list"))
    marking = max(dilemma.classification, decision.classification)
    by.require_marking("strategy", marking)
    made = DilemmaUse(
        dilemma=dilemma,
        decision=decision,
        kept=kept,
        words=words.strip()[:400],
        classification=marking,
        area=decision.area,
        known_at=clock.now(by.mission),
        invented=dilemma.invented or decision.invented,
    )
    return records.create(made, mission=by.mission, by=by.person)
