"""Calls nobody took: the log, one call, its number, and what was spoken on calling back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.look.translate import say_in_page_language
from tutela_web.warning.board import queries
from tutela_web.warning.calls import verbs
from tutela_web.warning.models import CallBack
from tutela_web.warning.network import queries as network_queries

ENDED_SHOWN = 50


@mission_page("network")
def calls(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The log: what is due, of calls nobody took and of alerts, soonest first; then what was ended,
    newest first."""
    ended = network_queries.calls_for(standing).exclude(state=CallBack.State.DUE)
    context = {
        "calls": list(network_queries.calls_due(standing)),
        "owed_calls": list(network_queries.owed_calls_back(standing)),
        "ended": ended.order_by("-done_at")[:ENDED_SHOWN],
        "tries": verbs.TRIES,
    }
    return render(request, "warning/calls.html", context)


def _call(standing: Standing, pk: UUID) -> CallBack:
    return get_object_or_404(network_queries.calls_for(standing), pk=pk)


@mission_page("network", of=network_queries.calls_for)
def call(request: HttpRequest, standing: Standing, call_back: CallBack) -> HttpResponse:
    """One missed call, and the ends it may come to."""
    alerts = queries.alerts_for(standing)
    told = alerts.filter(pk=call_back.alert_id).first() if call_back.alert_id else None
    context = {
        "call": call_back,
        "told": told,
        "tries": verbs.TRIES,
        "may": standing.may(verbs.ACT, area=call_back.area_id),
        "may_raise": standing.may_somewhere("raise_alert"),
    }
    return render(request, "warning/call.html", context)


@mission_post("network", of=network_queries.calls_for)
def number(request: HttpRequest, standing: Standing, call_back: CallBack) -> HttpResponse:
    """Show the number, once, for this task; a line in the audit."""
    try:
        with refusals():
            shown = verbs.number_of(
                call_back, by=standing, source_risk_checked=request.POST.get("checked") == "yes"
            )
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
        return redirect("warning:call", standing.mission.code, call_back.pk)
    return render(request, "warning/number.html", {"call": call_back, "number": shown})


@mission_post("network")
def record(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Write down what came of calling back."""
    call_back, came = _call(standing, pk), request.POST.get("came", "")
    try:
        with refusals():
            if came == "not_reached":
                verbs.not_reached(call_back, by=standing)
                messages.success(request, _("Saved: nobody answered. The call remains due."))
                return redirect("warning:call", standing.mission.code, pk)
            verbs.end(call_back, came, by=standing, said=request.POST.get("said", ""))
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
        return redirect("warning:call", standing.mission.code, pk)
    messages.success(request, _("The call back is ended."))
    return redirect("warning:calls", standing.mission.code)
