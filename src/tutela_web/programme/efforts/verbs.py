"""How the mission plan, programmes and the parts of UN entities outside the mission are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.strategy.concept import may_lie_under
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.links.verbs import bound, not_ahead
from tutela_web.programme.efforts.models import MEASURES, OutsidePart, PlanItem, Programme
from tutela_web.programme.efforts.queries import (
    directives_for,
    outside_for,
    planned_for,
    programmes_for,
)
from tutela_web.records import verbs as records

ACT = "draft_strategy"
LINE_ACT = "keep_matrix"


def _given(record: Any, names: tuple[str, ...], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names} | dict(changes)


def _words(values: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not str(values.get(name) or "").strip():
            raise BadParameter(
                say("something is missing that this record needs"), where=name, next=say("write it")
            )


# --- the mission plan and the concepts of operations


@transaction.atomic
def plan_item(fields: Mapping[str, Any], *, by: Standing) -> PlanItem:
    """Record a line of a plan or budget, or a part of a concept of operations.

    A directive that is renewed ends the day the new one is issued; what cites it is looked at anew.
    Raises  Denied; BadParameter without paper, kind or title, or where it cannot lie under what is
            named; for a directive without reference, who issued it, the day and what it governs;
            NotNow where the former was renewed or ended before.
    """
    by.require(LINE_ACT)
    made = PlanItem(
        known_at=clock.now(by.mission), **_item(dict(fields), by, linked=True, new=True)
    )
    if made.replaces is not None:
        former = PlanItem.objects.select_for_update().get(pk=made.replaces.pk)
        if former.ended_on is not None:
            raise NotNow(
                say("this directive ended, or was renewed already"),
                next=say("renew the one in force"),
            )
        records.edit(former, {"ended_on": made.issued_on}, version=former.version, by=by.person)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_item(
    item: PlanItem, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> PlanItem:
    """Change a line of a plan or a part of a concept; with `ended_on` it is over.

    Raises  as plan_item; Conflict.
    """
    by.require(LINE_ACT, of=item)
    names = (
        "paper",
        "kind",
        "title",
        "under",
        "classification",
        "reference",
        "gives",
        "issued_on",
        "governs",
        "replaces",
    )
    values = _item(_given(item, names, changes), by, linked="under" in changes)
    changed = {name: values[name] for name in {*changes, "classification"} - {"replaces"}}
    return records.edit(
        item, changed, version=version, by=by.person, reason=reason, seen=planned_for(by)
    )


def _item(
    values: dict[str, Any], by: Standing, *, linked: bool, new: bool = False
) -> dict[str, Any]:
    if values.get("paper") not in PlanItem.Paper or values.get("kind") not in PlanItem.Kind:
        raise BadParameter(say("it stands in a plan and is of a kind"), next=say("choose both"))
    _words(values, "title")
    _directive(values, by, new=new)
    above: PlanItem | None = values.get("under")
    if above is not None:
        if linked and not planned_for(by).filter(pk=above.pk).exists():
            raise BadParameter(
                say("there is no such part of a plan"),
                where="under",
                next=say("choose one of the list"),
            )
        if not may_lie_under(values["kind"], above.kind):
            raise BadParameter(
                say("an operation serves an outcome, a task an operation, a resource a task"),
                where="under",
                next=say("choose what it serves, or leave it open"),
            )
    marking = values.get("classification", Classification.CONFIDENTIAL)
    values["classification"] = max(marking, above.classification if above else 0)
    by.require_marking("strategy", values["classification"])
    return values


def _directive(values: dict[str, Any], by: Standing, *, new: bool) -> None:
    """What a directive says beside other parts of plans; and that nothing else says it."""
    is_one = values["kind"] == PlanItem.Kind.DIRECTIVE
    if is_one != (values["paper"] == PlanItem.Paper.ORDERS):
        raise BadParameter(
            say("a directive stands among the directives of the Force Commander"),
            where="paper",
            next=say("choose both, or neither"),
        )
    former: PlanItem | None = values.get("replaces")
    if not is_one:
        if former is not None:
            raise BadParameter(say("only a directive is renewed by another"), where="replaces")
        return
    _words(values, "reference", "gives", "governs")
    if not values.get("issued_on"):
        raise BadParameter(
            say("a directive was issued on a day"), where="issued_on", next=say("write it")
        )
    not_ahead(values["issued_on"], by)
    if new and former is not None and not directives_for(by).filter(pk=former.pk).exists():
        raise BadParameter(
            say("there is no such directive"), where="replaces", next=say("choose one of the list")
        )


# --- UN entities outside the mission


@transaction.atomic
def expect(fields: Mapping[str, Any], *, by: Standing) -> OutsidePart:
    """Say what a UN entity outside the mission is expected to do, in a line or by a section.

    Raises  Denied without keeping the line, or drafting the strategy where it is a section's;
            BadParameter without entity or words, for both or neither of line and section, and for
            an answer without its day.
    """
    values = _part(dict(fields), by)
    made = OutsidePart(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_part(
    part: OutsidePart, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> OutsidePart:
    """Change what is expected, or record the answer; with `ended_on` it is over.

    Raises  as expect; Conflict.
    """
    if part.line is not None:
        by.require(LINE_ACT, area=part.line.area_id, of=part)
    else:
        by.require(ACT, of=part)
    names = (
        "entity",
        "line",
        "section",
        "side",
        "expected",
        "answer",
        "answered_on",
        "classification",
    )
    values = _part(_given(part, names, changes), by)
    changed = {name: values[name] for name in {*changes, "classification", "area"}}
    return records.edit(
        part, changed, version=version, by=by.person, reason=reason, seen=outside_for(by)
    )


def _part(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    line, section = values.get("line"), values.get("section") or ""
    if (line is None) == (not section):
        raise BadParameter(
            say("it belongs to a line of the matrix or to a section"),
            next=say("choose one of the two"),
        )
    if line is not None:
        by.require(LINE_ACT, area=line.area_id)
    else:
        by.require(ACT)
    _words(values, "entity", "expected")
    if values.get("side") not in OutsidePart.Side:
        raise BadParameter(say("it leads or it supports"), where="side", next=say("choose one"))
    answer = values.setdefault("answer", OutsidePart.Answer.NOT_ASKED)
    answered = answer in (OutsidePart.Answer.AGREED, OutsidePart.Answer.DECLINED)
    if answered and not values.get("answered_on"):
        raise BadParameter(
            say("an answer has a day"), where="answered_on", next=say("give the day")
        )
    if values.get("answered_on"):
        not_ahead(values["answered_on"], by)
    marking = values.get("classification", Classification.CONFIDENTIAL)
    values["classification"] = max(marking, line.classification if line is not None else 0)
    values["area"] = line.area if line is not None else None
    by.require_marking("strategy", values["classification"])
    return values


# --- other work of the mission


@transaction.atomic
def add_programme(fields: Mapping[str, Any], *, by: Standing) -> Programme:
    """Record other work of the mission, examined for its effect on civilians or not yet.

    Raises  Denied; BadParameter without kind or title, examined without what was found, with mine
            measures where it is no mine action, or a measure done without what came of it.
    """
    by.require(LINE_ACT)
    made = Programme(known_at=clock.now(by.mission), **_programme(dict(fields), by))
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_programme(
    programme: Programme,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Programme:
    """Change a programme; with `ended_on` it is over.

    Raises  as add_programme; Conflict.
    """
    by.require(LINE_ACT, of=programme)
    names = (
        "kind",
        "title",
        "risk",
        "place",
        "dangers",
        "measures",
        "examined_on",
        "harm",
        "classification",
        *MEASURES,
        *(f"{name}_came" for name in MEASURES),
    )
    values = _programme(_given(programme, names, changes), by)
    changed = {
        name: value
        for name, value in values.items()
        if name in changes
        or (name in ("place", "area", "classification") and value != getattr(programme, name))
    }
    return records.edit(
        programme, changed, version=version, by=by.person, reason=reason, seen=programmes_for(by)
    )


def _programme(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if values.get("kind") not in Programme.Kind:
        raise BadParameter(say("a programme is of a kind"), where="kind", next=say("choose one"))
    _words(values, "title")
    if values.get("examined_on"):
        not_ahead(values["examined_on"], by)
        if not (values.get("dangers") or values.get("measures")):
            raise BadParameter(
                say("who examined it says what it may bring upon civilians, or what is done"),
                where="dangers",
                next=say("write one of the two, or leave the day open"),
            )
    mines = values["kind"] == Programme.Kind.MINES
    for name in MEASURES:
        if (values.get(name) or values.get(f"{name}_came")) and not mines:
            raise BadParameter(
                say("only mine action has these measures"), where=name, next=say("leave them out")
            )
        if values.get(name) == "done" and not values.get(f"{name}_came"):
            raise BadParameter(
                say("a measure ends with what came of it"),
                where=f"{name}_came",
                next=say("say it in a sentence"),
            )
    return bound(values, by, kind="strategy")
