"""What persons assess of the risk of atrocity crimes, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.actors.identify import names_a_people
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.risk.atrocity import atrocity_factors, read_indicators
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.atrocity.models import AtrocityFactor, ViolenceOutlook
from tutela_web.risk.atrocity.queries import factors_for, outlooks_for

ACT = "assess_atrocity"

NO_PEOPLE = _(
    "What was seen, when, by which office. No name of a person, a source or a people; sexual"
    " violence, children used or held people: not here."
)

OVERVIEW = ("risk:atrocity", _("Risk of atrocity crimes"))


def _offices(standing: Standing) -> QuerySet[DutyArea]:
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _refuse_names(**texts: str) -> None:
    """Raise BadParameter for words of a compartment, or that name a people."""
    for where, text in texts.items():
        refuse_closed_words(text, where=where)
        if names_a_people(text):
            raise BadParameter(
                say("this names a people, and who people are drives no assessment"),
                where=where,
                next=say(
                    "write “a protected group”; its name lies in the compartment group identity"
                ),
            )


def _require_past(day: FieldValue, by: Standing) -> None:
    if isinstance(day, date) and day > clock.today(by.mission):
        raise BadParameter(
            say("this lies in the future"), where="assessed_on", next=say("record it when done")
        )


def _factor_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Past, in open words, without the name of a people; indicators are of this factor."""
    assessed = draft_of(AtrocityFactor, values)
    by.require_marking("risks", assessed.classification)
    _require_past(assessed.assessed_on, by)
    _refuse_names(evidence=assessed.evidence)
    numbers = read_indicators(assessed.indicators, assessed.factor)
    if numbers is None:
        raise BadParameter(
            say("these are no numbers of indicators of factor {n}", n=assessed.factor),
            where="indicators",
            next=say("write them as in the framework: {n}.1, {n}.2", n=assessed.factor),
        )
    return {**values, "indicators": numbers}


def _outlook_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Past, in open words, until a day after it; whether it came is said once that day is near."""
    judged = draft_of(ViolenceOutlook, values)
    by.require_marking("risks", judged.classification)
    _require_past(judged.assessed_on, by)
    _refuse_names(pattern=judged.pattern, against=judged.against)
    if judged.until <= judged.assessed_on:
        raise BadParameter(
            say("the last day lies before the first"),
            where="until",
            next=say("choose a day after that of the assessment"),
        )
    over = judged.until < clock.today(by.mission)
    if judged.came and judged.came != ViolenceOutlook.Result.CAME and not over:
        raise BadParameter(
            say("until the last day has passed nobody can say that it did not come"),
            where="came",
            next=say("say so after that day"),
        )
    return {**values}


def _by_whom(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    return {"assessed_by": by.as_said}


AREA = Field(
    "area",
    _("Area"),
    says={None: _("the whole mission")},
    choices=_offices,
    linked=_areas,
    only="new",
)
SURE = Field("sureness", _("How sure"))
ON = Field("assessed_on", _("Assessed on"))
BY = Field("assessed_by", _("Assessed by"), asked=False)
MARKING = Field("classification", _("Classification"))


def _begin_from_page(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A form begun from the page: its factor or kind, and the area that is shown there."""
    area = _offices(standing).filter(code=asked.get("area", "")).first()
    return {name: asked[name] for name in ("factor", "kind") if name in asked} | (
        {"area": area} if area else {}
    )


def _new(standing: Standing) -> dict[str, Any]:
    return {"assessed_on": standing.on, "classification": Classification.CONFIDENTIAL}


ATROCITY_FACTOR = RecordKind(
    AtrocityFactor,
    name="atrocity_factor",
    room="risk",
    path="risks/atrocity/factors",
    reads="risks",
    act=ACT,
    rows=factors_for,
    rules=_factor_rules,
    takes=_by_whom,
    begun=_begin_from_page,
    initial=_new,
    above=(OVERVIEW,),
    titles=Titles(
        one=_("Factor of atrocity crimes"),
        many=_("Factors assessed"),
        about=_(
            "What somebody found of a factor, on a day. A later assessment stands beside the"
            " earlier one. Nothing is summed."
        ),
        add=_("Assess a factor"),
        none=_("No factor was assessed. Not assessed is not absent."),
        words=_(
            "How people are treated may be said; who they are is no reason for anything and is"
            " never named here."
        ),
    ),
    fields=(
        Field("factor", _("Factor"), only="new"),
        AREA,
        Field("finding", _("What was found")),
        Field(
            "indicators",
            _("Indicators of the framework"),
            _("By their numbers, such as 7.3, 7.11."),
            unknown=_("none named"),
        ),
        Field("evidence", _("Evidence"), NO_PEOPLE, lines=4),
        SURE,
        ON,
        BY,
        MARKING,
    ),
    columns=(
        ListColumn("factor", under=("area",)),
        ListColumn("finding"),
        ListColumn("sureness"),
        ListColumn("assessed_on"),
        ListColumn("assessed_by"),
    ),
    filters=(
        ListFilter("factor", _("Factor")),
        ListFilter("finding", _("What was found")),
    ),
    page_beside=lambda standing, record: {
        "asks": atrocity_factors()[record.factor],
    },
    page_template="risk/atrocity_factor.html",
)

VIOLENCE_OUTLOOK = RecordKind(
    ViolenceOutlook,
    name="violence_outlook",
    room="risk",
    path="risks/atrocity/outlooks",
    reads="risks",
    act=ACT,
    rows=outlooks_for,
    rules=_outlook_rules,
    takes=_by_whom,
    begun=_begin_from_page,
    initial=_new,
    above=(OVERVIEW,),
    titles=Titles(
        one=_("Outlook of violence"),
        many=_("Outlooks of violence"),
        about=_(
            "How likely somebody judged each kind of violence until a day, one kind by itself, and"
            " whether it came."
        ),
        add=_("Judge an outlook"),
        none=_("No kind of violence was judged. Not judged is not unlikely."),
        words=_(
            "One kind by itself: war that may begin again, or violence between communities, is not"
            " the risk of atrocity crimes."
        ),
    ),
    fields=(
        Field("kind", _("Kind of violence"), only="new"),
        AREA,
        Field("chance", _("How likely")),
        Field("until", _("Until")),
        Field("pattern", _("Evidence, by pattern"), NO_PEOPLE, lines=4),
        Field(
            "against",
            _("What speaks against it, and what is not known"),
            lines=3,
            unknown=_("nothing said"),
        ),
        SURE,
        ON,
        BY,
        Field(
            "came",
            _("Whether it came"),
            _("Said after the last day, or on the day it came."),
            unknown=_("not said yet"),
            only="edit",
        ),
        MARKING,
    ),
    columns=(
        ListColumn("kind", under=("area",)),
        ListColumn("chance", under=("sureness",)),
        ListColumn("until"),
        ListColumn("assessed_on", under=("assessed_by",)),
        ListColumn("came"),
    ),
    filters=(
        ListFilter("kind", _("Kind of violence")),
        ListFilter("chance", _("How likely")),
        ListFilter("came", _("Whether it came")),
    ),
)
