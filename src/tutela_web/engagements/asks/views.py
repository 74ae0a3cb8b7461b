"""What was asked of others: the list, and recording an answer."""

from __future__ import annotations

from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.engagements.asks import queries as found
from tutela_web.engagements.asks import verbs
from tutela_web.engagements.asks.forms import AnsweredForm
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.verbs import AnswerInput
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record


@mission_page("engagements")
def asks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was asked of others, and what stays unanswered past its day."""
    asked = filters_asked(request, found.FILTERS)
    offered: Offered = {
        name: list(kinds.choices)
        for name, kinds in (("of", Ask.Of), ("kind", Ask.Kind), ("state", Ask.State))
    }
    context = {
        "rows": found.ask_list(standing, asked),
        **filter_context(asked, offered),
        "may_keep": ASK.may_write(standing),
    }
    return render(request, "engagements/asks.html", context)


told = forms_beside_record(
    "engagements", partial(find_record, ASK), partial(show_record, ASK), "engagements:ask"
)


def _answer_form(sent: Posted) -> forms.Form:
    return AnsweredForm(sent, auto_id="answer_%s")


@told("form", _answer_form, versioned=True)
def ask_answer(standing: Standing, ask: Ask, given: AnswerInput, version: int) -> None:
    """Record the answer."""
    verbs.answer(ask, **given, version=version, by=standing)
