"""Criteria of success and results of a mandate, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION, ENDED
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, resolutions_for
from tutela_web.monitoring.measured.models import IndicatorValue
from tutela_web.monitoring.measured.queries import VIEW_MARKING
from tutela_web.monitoring.results.models import MandateResult, SuccessCriterion
from tutela_web.monitoring.results.queries import (
    ACT,
    KIND,
    criteria_for,
    figures_for,
    figures_seen,
    results_for,
)
from tutela_web.monitoring.results.verbs import edit_result
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import require_sound
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles


class CriterionInput(TypedDict, total=False):
    """The fields of a criterion that its rules ask."""

    paragraph: Paragraph
    success: str
    failure: str
    basis: str


def _criterion_rules(values: CriterionInput, by: Standing) -> dict[str, Any]:
    if values["paragraph"].kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(say("only operative paragraphs give a mandate"))
    refuse_closed_words(values.get("success"), values.get("failure"), values.get("basis"))
    return {**values}


CRITERION = RecordKind(
    SuccessCriterion,
    name="criterion",
    room="monitoring",
    path="criteria",
    list_name="criteria",
    reads=KIND,
    act=ACT,
    rows=criteria_for,
    rules=_criterion_rules,
    parent=Parent(
        "paragraph",
        paragraphs_for,
        "paragraphs/<uuid:pk>/criterion/",
        "mandate:paragraph",
        about=lambda paragraph: [paragraph.words],
    ),
    titles=Titles(
        one=_("Success criterion"),
        many=_("Success criteria of mandates"),
        about=_(
            "What would be success of a mandate and what failure, said beforehand, with the "
            "paragraph it is read from. Results are held against them."
        ),
        add=_("Say what would be success"),
        none=_("Nobody has said what would be success. Results can be held against nothing."),
    ),
    fields=(
        Field(
            "paragraph",
            _("Paragraph"),
            linked=paragraphs_for,
            page="mandate:paragraph",
            asked=False,
        ),
        Field("on_whom", _("Results on")),
        Field(
            "success",
            _("What would be success"),
            _("What would be seen among people, peacekeepers or in the mission; not what is done."),
            lines=3,
        ),
        Field("failure", _("What would be failure"), lines=3),
        Field("basis", _("Basis"), _("Who agreed on it, when, and from which text it follows.")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("success", under=("failure",)),
        ListColumn("on_whom"),
        ListColumn("cited", label=_("Paragraph"), told=lambda criterion: criterion.cited),
        ListColumn("basis"),
    ),
    filters=(ListFilter("on_whom", _("Results on")),),
)


class ResultInput(TypedDict, total=False):
    """The fields of a result that its rules ask."""

    resolution: Resolution
    on_whom: str
    first: date
    last: date
    course: str
    known: str
    due_to: str
    not_known: str
    sources: str
    figure: IndicatorValue | None
    criterion: SuccessCriterion | None
    classification: int


def _result_rules(values: ResultInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("known"), values.get("due_to"), values.get("not_known"))
    if values["last"] < values["first"]:
        raise BadParameter(
            say("the period ends before it begins"), where="last", next=say("put the days right")
        )
    not_ahead(values["last"], by)
    known = (values.get("known") or "").strip()
    if not known and not (values.get("not_known") or "").strip():
        raise BadParameter(
            say("it says neither what is known nor what is not"),
            where="not_known",
            next=say("write what is not known; that is a result too"),
        )
    if known and not (values.get("sources") or "").strip():
        raise BadParameter(
            say("nobody can see by what this is known"),
            where="sources",
            next=say("name the sources"),
        )
    if values.get("course") and not known:
        raise BadParameter(
            say("nothing is known, so nothing is better or worse"),
            where="course",
            next=say("leave it as not known, or say what is known"),
        )
    criterion, figure = values.get("criterion"), values.get("figure")
    if criterion is not None and criterion.on_whom != values["on_whom"]:
        raise BadParameter(
            say("this criterion is of results on others"),
            where="criterion",
            next=say("choose one of the same, or none"),
        )
    named = [criterion.classification] if criterion is not None else []
    if figure is not None:
        computed = VIEW_MARKING if figure.definition.computed else 0
        named += [figure.classification, computed]
    marking = max(values.get("classification", 0), *named, 0)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _save_result(
    result: MandateResult,
    changes: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> MandateResult:
    """Put a result right; `edit_result` asks why."""
    before = {name: getattr(result, name) for name in RESULT.asked}
    sound = require_sound(
        RESULT, before | dict(changes), by, checked=changes.keys(), beside=result.resolution
    )
    changed = records.differing({name: getattr(result, name) for name in sound}, sound)
    return edit_result(result, changed, version=version, by=by, reason=reason)


def _current_criteria(standing: Standing) -> QuerySet[SuccessCriterion]:
    return criteria_for(standing).filter(in_force(standing))


RESULT = RecordKind(
    MandateResult,
    name="mandate_result",
    room="monitoring",
    path="results",
    reads=KIND,
    act=ACT,
    rows=results_for,
    rules=_result_rules,
    saves=_save_result,
    parent=Parent(
        "resolution",
        resolutions_for,
        "mandates/<uuid:pk>/result/",
        "monitoring:results_of",
    ),
    titles=Titles(
        one=_("Result of a mandate"),
        many=_("Results of mandates"),
        about=_(
            "What came of a mandate for the population, for peacekeepers and for the mission, by "
            "period, with sources and what is not known."
        ),
        add=_("Record a result"),
        none=_("No result is on record. What came of the mandate is not known."),
    ),
    fields=(
        Field(
            "resolution",
            _("Mandate"),
            linked=resolutions_for,
            page="monitoring:results_of",
            asked=False,
        ),
        Field("on_whom", _("Results on")),
        Field("first", _("Period, first day")),
        Field("last", _("Period, last day")),
        Field(
            "course",
            _("How it stands against the period before"),
            tones={"better": "ok", "worse": "danger", "mixed": "warn"},
        ),
        Field(
            "known",
            _("Known facts"),
            _("What became of them, bad news as plainly as good. Not what was done."),
            lines=4,
            unknown=_("nothing is known"),
        ),
        Field(
            "due_to",
            _("What it is put down to"),
            _("Whose doing, and how sure that is."),
            unknown=_("nobody says what it is due to"),
        ),
        Field("not_known", _("Facts not known"), lines=3, unknown=_("nobody says")),
        Field("sources", _("Sources"), unknown=_("none named")),
        Field(
            "figure",
            _("Figure"),
            _("A value of an indicator; it opens its records."),
            choices=figures_for,
            linked=figures_seen,
            page="monitoring:indicator_value",
            unknown=_("none"),
        ),
        Field(
            "criterion",
            _("Held against the criterion"),
            choices=_current_criteria,
            linked=criteria_for,
            page="monitoring:criterion",
            unknown=_("none"),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("on_whom", under=("first", "last")),
        ListColumn("known", under=("due_to",)),
        ListColumn("course"),
        ListColumn("not_known"),
        ListColumn("sources"),
    ),
    filters=(ListFilter("on_whom", _("Results on")), ListFilter("course", _("How it stands"))),
    lacks=lambda result: not result.known,
    warns=lambda result: result.course == MandateResult.Course.WORSE,
    day=lambda result: result.last,
)
