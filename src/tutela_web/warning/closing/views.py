"""Closing the words of an alert, on its page; opening them again, on a page of the compartment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.incidents.lists.queries import closed_for
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.pages import read_line
from tutela_web.warning.board import queries
from tutela_web.warning.closing import refuge_verbs, verbs


@mission_post("alerts")
def close_words(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Close the words of an alert that stands: they go to the compartment that is chosen."""
    alert = queries.read_alert(standing, pk)
    try:
        with refusals():
            verbs.close_words(alert, request.POST.get("marked", ""), by=standing)
    except TutelaError as fault:
        messages.error(request, say_in_page_language(fault.as_sentence()))
    else:
        messages.success(
            request, _("The text is stored in the compartment; its office is notified.")
        )
    return redirect("warning:alert", standing.mission.code, pk)


@mission_page()
def closed_words(request: HttpRequest, standing: Standing, part: UUID) -> HttpResponse:
    """The words of an alert that somebody closed, for the compartment; its office opens them."""
    record = get_object_or_404(closed_for(standing), pk=part)
    closing = verbs.closing_of(record)
    if closing is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            with refusals():
                verbs.open_words(closing, by=standing, why=request.POST.get("why", ""))
        except TutelaError as fault:
            refused = say_in_page_language(fault.as_sentence())
        else:
            messages.success(request, _("Open again: who reads the alert reads its words."))
            return redirect("warning:closed_words", standing.mission.code, part)
    read_line(standing, record)
    shown = {
        "closing": closing,
        "incident": record,
        "refused": refused,
        "reads_alert": standing.reads("alerts")
        and queries.alerts_for(standing).filter(pk=closing.alert_id).exists(),
        "may_open": verbs.may_open(closing, standing),
    }
    return render(request, "warning/closed_words.html", shown, status=400 if refused else 200)


@mission_post("alerts")
def answer_refuge(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Answer whether words of an alert say where people hide or flee to."""
    alert = queries.read_alert(standing, pk)
    says_it = request.POST.get("says_it") == "yes"
    try:
        with refusals():
            answer = refuge_verbs.answer_refuge(alert, says_it=says_it, by=standing)
    except TutelaError as fault:
        messages.error(request, say_in_page_language(fault.as_sentence()))
    else:
        if answer.sealed_at:
            messages.success(request, _("The danger has ended: what says it is sealed."))
        elif answer.says_it:
            messages.success(request, _("It stands until the danger ends; then it is sealed."))
        else:
            messages.success(request, _("Noted: it stays as it is."))
    return redirect("warning:alert", standing.mission.code, pk)
