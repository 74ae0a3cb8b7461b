"""Recording the answer to a question."""

from __future__ import annotations

from functools import partial

from django import forms

from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.forms import FoundOutForm
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.questions.verbs import FoundOutInput, answer_question

told = forms_beside_record(
    "risks", partial(find_record, QUESTION), partial(show_record, QUESTION), "risk:question"
)


def _answer_form(sent: Posted) -> forms.Form:
    return FoundOutForm(sent, auto_id="answer_%s")


@told("form", _answer_form, versioned=True)
def question_answer(
    standing: Standing, question: InformationNeed, given: FoundOutInput, version: int
) -> None:
    """Record what was found out."""
    answer_question(question, **given, version=version, by=standing)
