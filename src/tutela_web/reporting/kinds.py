"""Figures of other offices and reports that were asked for, as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.links.verbs import not_ahead
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.reporting.editions.office_counts import (
    COUNTS_OF,
    NOT_TOLD,
    WhatIsCounted,
    told_number,
)
from tutela_web.reporting.editions.queries import (
    DRAFTS,
    GIVES,
    READS,
    editions_for,
    office_figures_for,
    receipts_for,
    requests_for,
)
from tutela_web.reporting.models import OfficeFigure, ReportEdition, ReportRequest

GIVEN_BY = {
    OfficeFigure.Topic.HUMAN_RIGHTS: "human_rights",
    OfficeFigure.Topic.CHILDREN: "child_protection_adviser",
    OfficeFigure.Topic.SEXUAL_VIOLENCE: "women_protection_adviser",
}
"""Whose figures these are: nobody else gives them."""


class OfficeFigureInput(TypedDict, total=False):
    """A figure an office gives."""

    of: str
    counted: str
    held: str
    first: date
    last: date
    reference: str
    given_on: date
    classification: int


def _figure_rules(values: OfficeFigureInput, by: Standing) -> OfficeFigureInput:
    if GIVEN_BY[OfficeFigure.Topic(values["of"])] not in by.roles:
        raise Denied("these figures are given by their own office", next="ask that office for them")
    if values["last"] < values["first"]:
        raise BadParameter(say("the last day lies before the first"), where="last")
    if values.get("counted", "") not in COUNTS_OF[OfficeFigure.Topic(values["of"])]:
        raise BadParameter(
            say("the register of this office does not count this"),
            where="counted",
            next=say("choose what belongs to the office"),
        )
    not_ahead(values["given_on"], by)
    return values


def _count_figure(values: WhatIsCounted, by: Standing) -> dict[str, int | None]:
    """The number beside what is asked: of the register, or none where it may not be told."""
    return {"value": told_number(values, by)}


OFFICE_FIGURE = RecordKind(
    OfficeFigure,
    name="office_figure",
    list_name="office_figures",
    room="reporting",
    path="figures-of-offices",
    reads=READS,
    act=GIVES,
    rows=office_figures_for,
    rules=_figure_rules,
    takes=_count_figure,
    initial=lambda standing: {"given_on": standing.on, "classification": 1},
    titles=Titles(
        one=_("Figure of an office"),
        many=_("Figures of other offices"),
        add=_("Give a figure"),
        none=_("No office has given a figure: that says nothing of what happened."),
        words=_(
            "The number is counted in the register of the office, as it stands today. Fewer than "
            "five are not told, nor what they could be computed from."
        ),
    ),
    fields=(
        Field("of", _("About"), only="new"),
        Field("counted", _("What is counted"), only="new", needed=True),
        Field(
            "words",
            _("In the words of the office"),
            asked=False,
            applies=lambda row: not row.counted,
        ),
        Field("value", _("Number"), asked=False, unknown=NOT_TOLD),
        Field("held", _("Held as"), only="new"),
        Field("first", _("From"), only="new"),
        Field("last", _("Until"), only="new"),
        Field("reference", _("Reference of the office")),
        Field("given_on", _("Given on")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("counted", under=("reference",), label=_("What is counted"), told=str),
        ListColumn("of"),
        ListColumn("value"),
        ListColumn("held"),
        ListColumn("last"),
    ),
    filters=(ListFilter("of", _("About")),),
)


class ReportRequestInput(TypedDict, total=False):
    """A report asked for by a day."""

    product: str
    asked_by: str
    asked_on: date
    due: date
    what: str
    reference: str
    given: str
    given_on: date | None
    given_marking: str
    edition: ReportEdition | None
    classification: int


def _request_rules(values: ReportRequestInput, by: Standing) -> ReportRequestInput:
    not_ahead(values["asked_on"], by)
    edition = values.get("edition")
    if edition is not None and edition.product != values["product"]:
        raise BadParameter(
            say("this is another report than the one that was asked for"),
            where="edition",
            next=say("choose an edition of that report"),
        )
    return values


def released_editions(standing: Standing) -> QuerySet[ReportEdition]:
    """The released editions by which what was asked for may have been answered, the last first."""
    rows = editions_for(standing).filter(state=ReportEdition.State.RELEASED)
    return rows.defer("figures", "data").order_by("-released_at")


def _beside_request(standing: Standing, request: ReportRequest) -> dict[str, Any]:
    edition = request.edition
    begun = editions_for(standing).filter(
        product=request.product, corrects=None, entered_at__date__gte=request.asked_on
    )
    return {
        "receipts": receipts_for(standing).filter(report=edition) if edition else [],
        "begun": begun.exclude(state=ReportEdition.State.DROPPED)
        .defer("figures", "data")
        .order_by("entered_at")
        if edition is None
        else [],
        "may_draft": standing.may(DRAFTS),
    }


REPORT_REQUEST = RecordKind(
    ReportRequest,
    name="report_request",
    list_name="report_requests",
    room="reporting",
    path="asked-for",
    reads=READS,
    act=DRAFTS,
    rows=requests_for,
    rules=_request_rules,
    initial=lambda standing: {"asked_on": standing.on, "classification": 1},
    titles=Titles(
        one=_("Report asked for"),
        many=_("Reports asked for"),
        add=_("Record what was asked for"),
        none=_("No report was asked for outside the calendar."),
    ),
    fields=(
        Field("product", _("Product")),
        Field("asked_by", _("Asked by"), _("An office or a house, never a person's name.")),
        Field("asked_on", _("Asked on")),
        Field("due", _("Due on")),
        Field("what", _("What was asked"), lines=3),
        Field("reference", _("Reference")),
        Field("given", _("What was provided"), lines=3),
        Field("given_on", _("Provided on")),
        Field("given_marking", _("Under which marking")),
        Field(
            "edition",
            _("By which report"),
            choices=released_editions,
            linked=editions_for,
            page="reporting:report",
            unknown=_("none yet"),
        ),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("asked_by", under=("what",)),
        ListColumn("product"),
        ListColumn("due"),
        ListColumn("given_on"),
    ),
    filters=(ListFilter("product", _("Product")),),
    page_beside=_beside_request,
    page_template="reporting/request.html",
)
