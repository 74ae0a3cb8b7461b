"""A form of the mission's own and its questions, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Required, TypedDict

from django import forms
from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_questions import (
    OFFICES,
    QuestionData,
    faults_of_question,
    label_in,
    offices_for,
)
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.approval import FORMS, content_of_form, is_as_sent, may_withdraw
from tutela_web.questionnaires.models import (
    AnswerKind,
    FormQuestion,
    FormVersion,
    Questionnaire,
)
from tutela_web.questionnaires.queries import (
    ACT,
    KIND,
    asked_of,
    forms_for,
    questions_for,
)
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

State = FormVersion.State
UNCLASSIFIED = 0
"""A blank form lies open to everybody who may have to fill it in."""


class FormValues(TypedDict):
    """Of a form, what its rules look at."""

    code: str


class QuestionValues(TypedDict, total=False):
    """Of a question, what its rules look at."""

    form: Required[Questionnaire]
    name: Required[str]
    position: int


def _form_takes(values: FormValues, by: Standing) -> Mapping[str, Any]:
    if Questionnaire.objects.filter(mission=by.mission, code=values["code"]).exists():
        raise BadParameter(
            say("another form has this code"),
            where=str(values["code"]),
            next=say("give this one another code"),
        )
    return {}


def _rows(standing: Standing) -> QuerySet[Questionnaire]:
    versions = FormVersion.objects.order_by("-number").prefetch_related("decisions")
    return forms_for(standing).prefetch_related(Prefetch("versions", queryset=versions))


def _state_in_words(form: Questionnaire) -> str:
    """Where the form stands: what is in use, and what waits."""
    versions = list(form.versions.all())
    used = [version.number for version in versions if version.state == State.APPROVED]
    said = str(_("version %(n)s in use") % {"n": used[0]}) if used else str(_("not in use"))
    waiting = next((version for version in versions if version.state == State.SUBMITTED), None)
    if waiting is None:
        return said
    waits = _("version %(n)s waits for: %(offices)s")
    return f"{said}; {waits % {'n': waiting.number, 'offices': FORMS.offices_left(waiting)}}"


def _page_beside(standing: Standing, form: Questionnaire) -> dict[str, Any]:
    """The questions, the versions with what each office decided, and what this person may do."""
    questions = list(form.questions.all())
    versions = list(form.versions.prefetch_related("decisions__by").order_by("-number")[:20])
    waiting = next((version for version in versions if version.state == State.SUBMITTED), None)
    return {
        "questions": questions,
        "concerns": [
            say_in_page_language(OFFICES[office]) for office in offices_for(asked_of(form))
        ],
        "versions": [(version, FORMS.decisions_in_words(version)) for version in versions],
        "waiting": waiting,
        "asked": [_asked_in_words(question) for question in waiting.questions] if waiting else [],
        "decides": FORMS.decided_by(standing, waiting),
        "keeps": standing.may(ACT),
        "is_as_sent": is_as_sent(versions[0] if versions else None, content_of_form(form)),
        "counts": standing.reads("reports") and any(version.approved_at for version in versions),
        "withdraws": may_withdraw(standing)
        and any(version.state in (State.APPROVED, State.SUBMITTED) for version in versions),
        "in_use": next((version for version in versions if version.state == State.APPROVED), None),
    }


def _asked_in_words(question: QuestionData) -> tuple[QuestionData, str, str]:
    """A question of a version as who approves it must read it: its words in the page's language,
    how it is answered, and where its answers are kept."""
    answers = str(AnswerKind(question["answer"]).label)
    if question["choices"]:
        listed = (label_in(get_language() or "en", one) for one in question["choices"])
        answers += f" ({', '.join(listed)})"
    kept = _("sealed, in the vault") if question["sealed"] else _marking_of(question)
    return question, label_in(get_language() or "en", question), f"{answers} · {kept}"


def _marking_of(question: QuestionData) -> str:
    kept = [str(Classification(question["marking"]).label)]
    if question["compartment"]:
        kept.append(str(Compartment(question["compartment"]).label))
    if question["suppressed"]:
        kept.append(str(_("small counts hidden")))
    return " · ".join(kept)


def _list_beside(standing: Standing, rows: QuerySet[Questionnaire]) -> Mapping[str, Any]:
    return {"keeps": standing.may(ACT), "may_export": standing.reads("exports")}


FORM = RecordKind(
    Questionnaire,
    name="form",
    room="questionnaires",
    path="forms",
    reads=KIND,
    act=ACT,
    rows=_rows,
    takes=_form_takes,
    titles=Titles(
        one=_("Form of the mission"),
        many=_("Forms of the mission"),
        add=_("New form"),
        none=_("The mission has no form of its own: the field is asked what every mission asks."),
        about=_("Questions that the mission adds by itself. None is asked before it is approved."),
    ),
    fields=(
        Field(
            "code",
            _("Code"),
            _("Small letters, digits and -, as market-watch. It cannot be changed."),
            only="new",
        ),
        Field("title", _("Title"), _("As it stands on the telephone.")),
        Field(
            "purpose",
            _("Why it is asked"),
            _("Who needs the answers, for which decision, and until when. It is what is approved."),
            lines=3,
        ),
        Field("kind", _("It belongs to"), _("Reports by it are reports of this kind.")),
        Field("with_base", _("Asks the questions of that kind first")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("title", under=("code",)),
        ListColumn("kind"),
        ListColumn("state", label=_("State"), told=_state_in_words),
        ListColumn("purpose"),
    ),
    filters=(ListFilter("kind", _("It belongs to")),),
    initial=lambda standing: {"classification": UNCLASSIFIED, "with_base": True},
    beside=_list_beside,
    list_template="questionnaires/forms.html",
    page_beside=_page_beside,
    page_template="questionnaires/form.html",
)


def _question_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Refuse a question that may not stand on a form, and say why."""
    draft = FormQuestion(**{name: value for name, value in values.items() if name != "form"})
    for fault in faults_of_question(draft.as_data()):
        where = "closed_to" if fault.field == "compartment" else fault.field
        raise BadParameter(
            fault.why,
            where=say_in_page_language(str(FORM_QUESTION.label_of(where))),
            next=fault.next,
        )
    return values


def _question_takes(values: QuestionValues, by: Standing) -> Mapping[str, Any]:
    """Its code, and its place after the others where none was said."""
    form = values["form"]
    if form.questions.filter(name=values["name"]).exists():
        raise BadParameter(
            say("two questions have this name"),
            where=values["name"],
            next=say("give one of them another name"),
        )
    last = form.questions.aggregate(last=Max("position"))["last"] or 0
    return {
        "code": f"{form.code}.{values['name']}",
        "position": values.get("position") or last + 1,
        "classification": form.classification,
    }


def closed_choices() -> list[tuple[str, Any]]:
    """The compartments that answers may lie in: those that an office reads."""
    offered = (
        Compartment.NONE,
        Compartment.CRSV,
        Compartment.MRM,
        Compartment.DETENTION,
        Compartment.HRDDP,
        Compartment.GROUP,
    )
    return [(one.value, one.label) for one in offered]


FORM_QUESTION = RecordKind(
    FormQuestion,
    name="question",
    room="questionnaires",
    path="forms/questions",
    listed=False,
    list_name="forms",
    reads=KIND,
    act=ACT,
    rows=questions_for,
    rules=_question_rules,
    takes=_question_takes,
    parent=Parent(
        field="form",
        rows=forms_for,
        path="forms/<uuid:pk>/questions/new/",
        address="questionnaires:form",
        back=True,
    ),
    titles=Titles(
        one=_("Question"),
        many=_("Questions"),
        add=_("Add a question"),
        none=_("The form asks nothing yet."),
        words=_("A name, a telephone or an ethnic group is asked only where the answer is sealed."),
    ),
    fields=(
        Field(
            "name",
            _("Name"),
            _("Small letters, digits and _, as price_of_sorghum. It cannot be changed."),
            only="new",
        ),
        Field("label", _("Question"), lines=2),
        Field("label_fr", _("In French"), lines=2),
        Field("label_ar", _("In Arabic"), lines=2),
        Field("hint", _("Help")),
        Field("answer", _("Answer")),
        Field(
            "choices",
            _("List of answers"),
            _("A line each, as “closed: Closed | Fermé | مغلق”."),
            lines=5,
            unknown=_("no list"),
        ),
        Field("needed", _("Must be answered")),
        Field(
            "condition",
            _("Condition"),
            _("As XLSForm writes it. Other programs follow it; here the question is always asked."),
        ),
        Field(
            "sealed",
            _("Sealed"),
            _("The answer goes to the vault and into no report: for what tells who somebody is."),
        ),
        Field(
            "marking",
            _("Classification of the answers"),
            _("Who reads the report but may not read so high is not shown the answer."),
        ),
        Field(
            "closed_to",
            _("Compartment of the answers"),
            _("Kept apart from the report, and read by those of the compartment alone."),
            control=lambda: forms.ChoiceField(choices=closed_choices, required=False),
            unknown=_("none"),
        ),
        Field("suppressed", _("Small counts of the answers are hidden")),
        Field("position", _("Position"), _("Left 0, it comes last."), least=0, most=999),
        Field("retired", _("Retired"), _("Left out of the next version."), only="edit"),
    ),
    columns=(ListColumn("label", under=("name",)),),
    initial=lambda standing: {"marking": 1, "suppressed": True},
)
