"""The questions of the mission's forms as a table, to take away, edit and give back; an XLSForm is
such a table too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import TutelaError
from tutela.base.tables import read_tables
from tutela.intake.own_questions import QuestionData, choices_in_words, faults_of_question
from tutela.intake.xlsform import ReadForm, is_xlsform, read_xlsform
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.values import FieldValue
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.sheets import SheetKind
from tutela_web.questionnaires.kind import FORM_QUESTION, closed_choices
from tutela_web.questionnaires.models import AnswerKind, FormQuestion, Questionnaire
from tutela_web.questionnaires.queries import ACT, KIND, forms_for, questions_for
from tutela_web.records import kind_verbs


def sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a question, in order."""
    codes = dict(forms_for(standing).values_list("pk", "code"))
    return rt.RecordSheet(
        "questions",
        (
            rt.linked_column("form", _("Form"), codes, attr="form_id", required=True),
            rt.text("name", _("Name"), most=32, required=True),
            rt.whole("position", _("Position"), most=999),
            rt.text("label", _("Question"), most=300, required=True),
            rt.text("label_fr", _("In French"), most=300),
            rt.text("label_ar", _("In Arabic"), most=300),
            rt.text("hint", _("Help"), most=300),
            rt.choice("answer", _("Answer"), AnswerKind.choices, empty="words"),
            rt.text("choices", _("List of answers"), most=6_000),
            rt.yes_no("needed", _("Must be answered"), known=True),
            rt.text("condition", _("Condition"), most=400),
            rt.yes_no("sealed", _("Sealed"), known=True),
            rt.choice(
                "marking",
                _("Classification of the answers"),
                Classification.choices,
                to=int,
                empty=1,
            ),
            rt.choice("closed_to", _("Compartment of the answers"), closed_choices(), empty=""),
            rt.yes_no("suppressed", _("Small counts of the answers are hidden"), known=True),
            rt.yes_no("retired", _("Retired"), known=True),
        ),
        key=lambda values: (values.get("form_id"), values.get("name")),
        check=_check,
    )


def _check(values: Mapping[str, FieldValue]) -> Iterable[tuple[str, str, str]]:
    """What is wrong with a question, by the column it stands in."""
    told = {name: value for name, value in values.items() if name != "form_id"}
    for fault in faults_of_question(FormQuestion(**told).as_data()):
        column = "closed_to" if fault.field == "compartment" else fault.field
        yield column, say_in_page_language(fault.why), say_in_page_language(fault.next)


def may_edit(standing: Standing) -> Callable[[FormQuestion | None, Mapping[str, Any]], bool]:
    """Whether a question may be changed, or made."""
    return lambda question, values: standing.may(ACT)


def make_questions(rows: Sequence[Mapping[str, FieldValue]], *, by: Standing) -> None:
    """Make the questions of new rows, each on its form."""
    forms: dict[FieldValue, Questionnaire] = {form.pk: form for form in forms_for(by)}
    for row in rows:
        values: dict[str, FieldValue] = {
            name: value for name, value in row.items() if name not in ("form_id", "retired")
        }
        values["position"] = values.get("position") or 0
        kind_verbs.create_record(FORM_QUESTION, values, by=by, beside=forms[row["form_id"]])


def edit_question(
    question: FormQuestion,
    changes: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> FormQuestion:
    """Change a question; its form and its name stay.

    Raises  NotNow where a row would move it to another form, or give it another name.
    """
    if changes.keys() & {"form_id", "name"}:
        raise NotNow(
            _now("a question keeps its form and its name: answers refer to them"),
            next=_now("retire it and add another"),
        )
    told = dict(changes)
    if told.get("position", 0) is None:
        told["position"] = 0
    edited: FormQuestion = kind_verbs.edit_record(
        FORM_QUESTION, question, told, version=version, by=by, reason=reason
    )
    return edited


def read_other(path: Path, by: Standing) -> rt.SheetFile | None:
    """The rows of an XLSForm, its columns as ours; None for any other file. What the form here asks
    and the file does not stands as retired: an XLSForm is the whole form.

    Raises  TutelaError for an XLSForm that is none, or of a form that is not here.
    """
    names = [table.sheet or "" for table in read_tables(path)]
    if not is_xlsform(names):
        return None
    read = read_xlsform(path)
    form = forms_for(by).filter(code=read.code).first()
    if form is None:
        raise TutelaError(
            _now("no form of the mission has the id “%(code)s”") % {"code": read.code},
            next=_now("make a new form of this file"),
        )
    rows = [
        _row_of(form, at, question, str(question["name"]))
        for at, question in enumerate(read.questions, start=1)
    ]
    named = {question["name"] for question in read.questions}
    left = form.questions.filter(retired=False).exclude(name__in=named)
    rows += [_retired_row(form, name) for name in left.values_list("name", flat=True)]
    placed = (rt.FileRow(line, "", "", row.cells) for line, row in enumerate(rows, start=2))
    return rt.SheetFile(tuple(placed), notes=read.notes)


def _retired_row(form: Questionnaire, name: str) -> rt.FileRow:
    cells = {"form": form.code, "name": name, "code": f"{form.code}.{name}", "retired": "yes"}
    return rt.FileRow(0, "", "", cells)


def _row_of(form: Questionnaire, at: int, question: QuestionData, name: str) -> rt.FileRow:
    cells = {
        "form": form.code,
        "name": name,
        "code": f"{form.code}.{name}",
        "position": str(at),
        "label": question["label"],
        "label_fr": question["label_fr"],
        "label_ar": question["label_ar"],
        "hint": question["hint"],
        "answer": question["answer"],
        "choices": choices_in_words(question["choices"]),
        "needed": "yes" if question["needed"] else "no",
        "condition": question["condition"],
        "sealed": "yes" if question["sealed"] else "no",
        "marking": str(question["marking"]),
        "closed_to": question["compartment"],
        "suppressed": "yes" if question["suppressed"] else "no",
        "retired": "no",
    }
    return rt.FileRow(at, "", "", cells)


def values_of(question: QuestionData, position: int) -> dict[str, Any]:
    """A question of an XLSForm as the kind takes it."""
    values: dict[str, Any] = {
        name: value for name, value in question.items() if name not in ("choices", "compartment")
    }
    return values | {
        "choices": choices_in_words(question["choices"]),
        "closed_to": question["compartment"],
        "position": position,
    }


def known_compartment(read: ReadForm) -> ReadForm:
    """The form, where each compartment it names is one.

    Raises  TutelaError.
    """
    for question in read.questions:
        if question["compartment"] not in dict(closed_choices()):
            raise TutelaError(
                _now("there is no such compartment"),
                where=question["name"],
                next=_now("write one of: %(names)s")
                % {"names": ", ".join(filter(None, Compartment.values))},
            )
    return read


QUESTIONS = SheetKind(
    name="questions",
    title=_("Questions of the mission"),
    reads=KIND,
    act=ACT,
    model=FormQuestion,
    sheet=sheet,
    visible=questions_for,
    may=may_edit,
    make=make_questions,
    edit=edit_question,
    other=read_other,
)
