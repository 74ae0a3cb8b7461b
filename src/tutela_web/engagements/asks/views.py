"""Asks: past due first; one with its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.engagements.asks import queries as found
from tutela_web.engagements.asks import verbs
from tutela_web.engagements.asks.forms import AnsweredForm, AskForm
from tutela_web.engagements.asks.models import Ask
from tutela_web.records.new import new_page, posted
from tutela_web.records.pages import Edited, chosen, edit_record, history_of, read_line, saved_as


@mission_page("engagements")
def asks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was asked of others, and what stays unanswered past its day."""
    asked = {name: request.GET.get(name, "") for name in found.FILTERS}
    choices: dict[str, Any] = {
        name: [(value, label, None) for value, label in kinds.choices]
        for name, kinds in (("of", Ask.Of), ("kind", Ask.Kind), ("state", Ask.State))
    }
    context = {
        "rows": found.ask_list(standing, asked),
        "asked": asked,
        "choices": choices,
        "filtered": any(asked.values()),
        "shown": chosen(asked, choices),
        "may_keep": standing.may(verbs.ACT),
    }
    return render(request, "engagements/asks.html", context)


@mission_page("engagements")
def ask_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record what was asked."""
    begun = {"classification": 1, "asked_on": standing.on}
    here = reverse("engagements:asks", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        AskForm(request.POST or None, standing=standing, initial=begun),
        lambda given: verbs.ask(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Record an ask"),
        trail=[(here, _("Asks"))],
        to=lambda made: reverse("engagements:ask", args=[standing.mission.code, made.pk]),
    )


def _ask(standing: Standing, pk: UUID) -> Ask:
    return get_object_or_404(found.asks_for(standing).select_related("mission"), pk=pk)


@mission_page("engagements")
def ask(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One ask: to whom, for what, and the answer."""
    one = _ask(standing, pk)
    edited = edit_record(request, standing, one, AskForm, verbs.edit_ask, act=verbs.ACT, area=None)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "engagements:ask", pk)
    return _shown(request, standing, one, edited)


def _shown(
    request: HttpRequest, standing: Standing, one: Ask, edited: Edited, form: Any = None
) -> HttpResponse:
    read_line(standing, one)
    context = {
        "ask": one,
        "state": one.state(standing.on),
        "edited": edited,
        "form": form or AnsweredForm(auto_id="answer_%s", initial={"on": standing.on}),
        "may_keep": standing.may(verbs.ACT),
        "history": history_of(standing, one, AskForm, ("answer", "answer_said", "answered_on")),
    }
    status = 400 if form is not None else edited.status
    return render(request, "engagements/ask.html", context, status=status)


@require_POST
@mission_page("engagements")
def ask_answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Record the answer."""
    one = _ask(standing, pk)
    form = AnsweredForm(request.POST, auto_id="answer_%s")
    answered = posted(
        form, lambda given: verbs.answer(one, **given, version=version_sent(request), by=standing)
    )
    if not answered:
        return _shown(request, standing, one, Edited(version=one.version), form)
    return redirect("engagements:ask", standing.mission.code, pk)
