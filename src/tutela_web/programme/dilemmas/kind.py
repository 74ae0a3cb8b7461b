"""A dilemma of policy, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.dilemmas.models import Dilemma
from tutela_web.programme.dilemmas.queries import ACT, decisions_to_offer, dilemmas_for, uses_for
from tutela_web.programme.fields import CLASSIFICATION, ENDED
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles


def _rows(standing: Standing) -> QuerySet[Dilemma]:
    uses = Q(uses__in=uses_for(standing).order_by().values("pk"))
    rows = dilemmas_for(standing).annotate(decisions=Count("uses", filter=uses))
    return rows.order_by("number")


class DilemmaInput(TypedDict, total=False):
    """Of a dilemma, what its rules look at."""

    line: str
    authority: str
    agreed_on: date | None


def _rules(values: DilemmaInput, by: Standing) -> DilemmaInput:
    if values.get("line"):
        if not values.get("authority") or not values.get("agreed_on"):
            raise BadParameter(
                say("an agreed line needs an authority and a date"),
                where="authority",
                next=say("give both, or leave the line open"),
            )
        not_ahead(values["agreed_on"], by)
    return values


def _counts_beside_list(standing: Standing, rows: QuerySet[Dilemma]) -> dict[str, Any]:
    return {"open": rows.filter(line="").count()}


def _page_beside(standing: Standing, dilemma: Dilemma) -> dict[str, Any]:
    may = standing.may(ACT)
    return {
        "holds_capacity": "capacity" in standing.compartments,
        "uses": uses_for(standing).filter(dilemma=dilemma).select_related("decision"),
        "offered": decisions_to_offer(standing, dilemma) if may and dilemma.line else [],
    }


DILEMMA = RecordKind(
    Dilemma,
    name="dilemma",
    room="programme",
    path="dilemmas",
    reads="strategy",
    act=ACT,
    rows=_rows,
    shows=in_force,
    rules=_rules,
    numbered=True,
    titles=Titles(
        one=_("Dilemma"),
        many=_("Dilemmas"),
        add=_("Name a dilemma"),
        none=_("No dilemma is named yet."),
    ),
    fields=(
        Field("number", _("Number"), pattern="D-{}", asked=False),
        Field(
            "situation",
            _("Situation"),
            _("Such as an attack on civilians by forces of the state."),
        ),
        Field("pulls", _("Conflicting duties"), lines=3, unknown=_("nobody said yet")),
        Field("line", _("Agreed line"), lines=3, unknown=_("none agreed")),
        Field(
            "authority",
            _("By whose authority"),
            _("A post, a directive, a paragraph; never a person's name."),
        ),
        Field("agreed_on", _("Agreed on")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("number", under=("situation",), label=_("Situation")),
        ListColumn("line"),
        ListColumn("authority", under=("agreed_on",)),
        ListColumn("decisions", label=_("Decisions"), told=lambda dilemma: dilemma.decisions),
    ),
    warns=lambda dilemma: not dilemma.line,
    beside=_counts_beside_list,
    page_beside=_page_beside,
    list_template="programme/dilemmas.html",
    page_template="programme/dilemma.html",
)
