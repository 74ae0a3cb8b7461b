"""A line of a plan or part of a concept of operations, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.concept import STEPS, may_lie_under
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import is_id
from tutela_web.base.values import field_values
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.efforts.queries import directives_for, planned_for
from tutela_web.programme.fields import CLASSIFICATION, ENDED, LINE_ACT
from tutela_web.programme.page_parts import parts_from_above
from tutela_web.records import verbs as records
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.pages import values_of


class PlanItemInput(TypedDict, total=False):
    """Of a line of a plan, what its rules look at and set."""

    kind: str
    paper: str
    under: PlanItem | None
    replaces: PlanItem | None
    reference: str
    gives: str
    governs: str
    issued_on: date | None
    classification: int


def _rules(values: PlanItemInput, by: Standing) -> PlanItemInput:
    """It lies under what it may serve, marked no lower; a directive says what directives say."""
    _require_directive(values, by)
    above = values.get("under")
    if above is not None and not may_lie_under(values["kind"], above.kind):
        raise BadParameter(
            say("an operation serves an outcome, a task an operation, a resource a task"),
            where="under",
            next=say("choose what it serves, or leave it open"),
        )
    marking = values.get("classification", 1)
    values["classification"] = max(marking, above.classification if above else 0)
    by.require_marking("strategy", values["classification"])
    return values


def _require_directive(values: PlanItemInput, by: Standing) -> None:
    is_one = values["kind"] == PlanItem.Kind.DIRECTIVE
    if is_one != (values["paper"] == PlanItem.Paper.ORDERS):
        raise BadParameter(
            say("a directive stands among the directives of the Force Commander"),
            where="paper",
            next=say("choose both, or neither"),
        )
    if not is_one:
        if values.get("replaces") is not None:
            raise BadParameter(say("only a directive is renewed by another"), where="replaces")
        return
    says = field_values(values)
    for name in ("reference", "gives", "governs"):
        if not says.get(name):
            raise BadParameter(
                say("something is missing that this record needs"), where=name, next=say("write it")
            )
    if not values.get("issued_on"):
        raise BadParameter(
            say("a directive was issued on a day"), where="issued_on", next=say("write it")
        )
    not_ahead(values["issued_on"], by)


def _end_former(plan_item: PlanItem, by: Standing) -> None:
    """A directive that is renewed ends the day the new one is issued; what cites it is looked at
    anew."""
    if plan_item.replaces_id is None:
        return
    former = PlanItem.objects.select_for_update(no_key=True).get(pk=plan_item.replaces_id)
    if former.ended_on is not None:
        raise NotNow(
            say("this directive ended, or was renewed already"),
            next=say("renew the one in force"),
        )
    records.edit(former, {"ended_on": plan_item.issued_on}, version=former.version, by=by.person)


def _initial_values(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    if not is_id(last := asked.get("renews", "")):
        return {}
    former = directives_for(standing).filter(pk=last).first()
    names = ("paper", "kind", "title", "reference", "gives", "governs", "classification")
    return values_of(former, names) | {"replaces": former} if former else {}


def _items_above(standing: Standing) -> QuerySet[PlanItem]:
    rows = planned_for(standing).filter(in_force(standing), kind__in=STEPS[:-1])
    return rows.order_by("paper", "title")


def _to_renew(standing: Standing) -> QuerySet[PlanItem]:
    return directives_for(standing).filter(in_force(standing)).order_by("reference")


def _is_directive(item: PlanItem) -> bool:
    return item.kind == PlanItem.Kind.DIRECTIVE


def _page_beside(standing: Standing, item: PlanItem) -> dict[str, Any]:
    seen = planned_for(standing)
    return {
        "below": seen.filter(in_force(standing), under=item).order_by("title"),
        "renewed_by": seen.filter(replaces=item).first(),
        "may_renew": _is_directive(item) and item.ended_on is None and standing.may(LINE_ACT),
        **parts_from_above(standing, item),
    }


PLANNED = RecordKind(
    PlanItem,
    name="planned_one",
    room="programme",
    path="planned",
    listed=False,
    list_name="planned",
    new_name="planned_new",
    reads="strategy",
    act=LINE_ACT,
    acts=lambda values: (LINE_ACT, None),
    rows=planned_for,
    rules=_rules,
    begun=_initial_values,
    follows=_end_former,
    titles=Titles(
        one=_("Line of a plan"),
        many=_("Mission plan and CONOPS"),
        add=_("Record a line of a plan"),
        none=_("No plan, budget or concept of operations is recorded."),
    ),
    fields=(
        Field("paper", _("Where it stands")),
        Field("kind", _("What it is")),
        Field("title", _("In words")),
        Field("reference", _("Number or paragraph")),
        Field(
            "under",
            _("What it serves"),
            _("An operation serves an outcome, a task an operation, a resource a task."),
            choices=_items_above,
            linked=planned_for,
            page="programme:planned_one",
            unknown=_("nothing that you may see"),
            control=lambda: forms.ModelChoiceField(
                PlanItem.objects.none(), required=False, empty_label=_("nothing, or not known yet")
            ),
        ),
        Field(
            "gives",
            _("Who provides or issued it"),
            _("An office, never a person's name."),
            unknown=_("nobody named"),
        ),
        Field("issued_on", _("Issued on"), applies=_is_directive),
        Field(
            "governs",
            _("What it governs"),
            _("Of a directive only: which part of the military's work."),
            lines=2,
            applies=_is_directive,
        ),
        Field(
            "replaces",
            _("Takes the place of"),
            _("Of a renewed directive only: the former ends that day."),
            choices=_to_renew,
            linked=directives_for,
            page="programme:planned_one",
            only="new",
            unknown=_("none"),
            applies=_is_directive,
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("title"),),
    page_beside=_page_beside,
    page_template="programme/planned_one.html",
)
