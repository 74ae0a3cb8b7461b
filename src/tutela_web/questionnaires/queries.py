"""How a mission's forms are read: by members for a standing, and by the doors for a mission."""

from __future__ import annotations

from typing import TypedDict

from django.db.models import QuerySet

from tutela.intake.own_questions import (
    LANGUAGES,
    QuestionData,
    as_question,
    label_in,
)
from tutela.intake.questions import FORMS, Kind, Question
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.models import FormQuestion, FormVersion, Questionnaire

KIND = "forms"
"""The kind of record by which the policy reads blank forms."""

ACT = "keep_forms"

APPROVES = {
    "data_protection": "approve_form",
    "child_protection": "approve_child_questions",
    "women_protection": "approve_crsv_questions",
}
"""The act by which each office approves."""

State = FormVersion.State


def forms_for(standing: Standing) -> QuerySet[Questionnaire]:
    """The forms of the mission, by code."""
    return Questionnaire.objects.filter(standing.sees_open(KIND)).order_by("code")


def questions_for(standing: Standing) -> QuerySet[FormQuestion]:
    """The questions of its forms as they stand now."""
    return FormQuestion.objects.filter(standing.sees_open(KIND)).select_related("form")


def asked_of(form: Questionnaire) -> list[QuestionData]:
    """The questions of a form as they stand now, without those that were retired."""
    rows = form.questions.filter(retired=False).order_by("position", "name")
    return [question.as_data() for question in rows]


def approved_versions(mission: Mission) -> QuerySet[FormVersion]:
    """The version of each form that is in use."""
    rows = FormVersion.objects.filter(mission=mission, state=State.APPROVED)
    return rows.select_related("form").order_by("form__code")


def versions_ever_approved(mission: Mission) -> QuerySet[FormVersion]:
    """The versions that were in use once or are: what they asked may still be answered."""
    return FormVersion.objects.filter(mission=mission, approved_at__isnull=False)


def version_called(mission: Mission, said: str) -> FormVersion | None:
    """The version a report says it answers: "market-watch:2", or by the form's code the one in use.

    A telephone may hold a version that was replaced or withdrawn meanwhile: its answers are taken,
    for they were asked by leave.

    Gives   None for what was never approved.
    """
    code, _colon, number = said.partition(":")
    rows = versions_ever_approved(mission).filter(form__code=code)
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 6):
            return None
        rows = rows.filter(number=int(number))
    return rows.select_related("form").order_by("-number").first()


def questions_of(version: FormVersion, language: str = "en") -> tuple[Question, ...]:
    """All that a version asks: the questions of its kind first, then its own."""
    own = tuple(as_question(question, language) for question in version.questions)
    return (*base_questions(version), *own)


def base_questions(version: FormVersion | Questionnaire) -> tuple[Question, ...]:
    """The questions of the platform that a form asks too."""
    return FORMS[Kind(version.kind)][1] if version.with_base else ()


class OwnQuestion(TypedDict):
    """A question of the mission as a telephone shows it, in every language."""

    name: str
    ask: dict[str, str]
    hint: str
    answer: str
    choices: list[tuple[str, dict[str, str]]]
    needed: bool
    private: bool


class BlankOwnForm(TypedDict):
    """A blank form of the mission as a telephone keeps it."""

    form: str
    kind: str
    title: str
    with_base: bool
    questions: list[OwnQuestion]


def blank_forms_of(mission: Mission) -> list[BlankOwnForm]:
    """The approved forms, blank: what each asks, and nothing of who approved it or why."""
    return [
        {
            "form": str(version),
            "kind": version.kind,
            "title": version.title,
            "with_base": version.with_base,
            "questions": [_blank(question) for question in version.questions],
        }
        for version in approved_versions(mission)
    ]


def _blank(question: QuestionData) -> OwnQuestion:
    return {
        "name": question["name"],
        "ask": {language: label_in(language, question) for language in LANGUAGES},
        "hint": question["hint"],
        "answer": question["answer"],
        "choices": [
            (one["value"], {language: label_in(language, one) for language in LANGUAGES})
            for one in question["choices"]
        ],
        "needed": question["needed"],
        "private": question["sealed"],
    }
