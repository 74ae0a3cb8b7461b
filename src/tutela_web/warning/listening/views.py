"""One's own listenings, and what was sent to oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.queries import first_view
from tutela_web.warning.board import queries
from tutela_web.warning.delivery_models import Delivery, Listening
from tutela_web.warning.inputs import listening_input
from tutela_web.warning.listening import verbs
from tutela_web.warning.listening.forms import ListenForm

SHOWN = 200
LOOKED_BACK = timedelta(days=30)


@mission_page("alerts")
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What the person listens for."""
    return render(request, "warning/listen.html", {"rows": verbs.listenings_of(standing)})


@mission_page("alerts")
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Listen for something more."""
    return _keep_listening(request, standing, None)


@mission_page("alerts")
def edit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Change what is listened for."""
    return _keep_listening(request, standing, _own_listening_or_404(standing, pk))


def _own_listening_or_404(standing: Standing, pk: UUID) -> Listening:
    listening: Listening = get_object_or_404(verbs.listenings_of(standing), pk=pk)
    return listening


def _keep_listening(
    request: HttpRequest, standing: Standing, listening: Listening | None
) -> HttpResponse:
    form = ListenForm(request.POST or None, standing=standing, listening=listening)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        areas = given.pop("areas")
        try:
            with refusals():
                verbs.keep(listening_input(given), areas, by=standing, listening=listening)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(
                request,
                _(
                    "Subscribed. Alerts are shown on the page; messages by other channels say "
                    "only “Open Tutela”."
                ),
            )
            return redirect("warning:listening", standing.mission.code)
    context = {"form": form, "listening": listening, "ground": first_view(standing.mission)}
    return render(request, "warning/listen_edit.html", context, status=400 if form.errors else 200)


@mission_post("alerts")
def end(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Listen no more."""
    verbs.end(_own_listening_or_404(standing, pk), by=standing)
    messages.success(request, _("You are no longer subscribed."))
    return redirect("warning:listening", standing.mission.code)


@mission_page("alerts")
def sent_to_listener(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was told to the person, when and by which ways; what may not be read any more is not
    named."""
    since = clock.now(standing.mission) - LOOKED_BACK
    rows: list[Delivery] = list(verbs.sent_to(standing, since=since)[:SHOWN])
    alerts = queries.alerts_for(standing).in_bulk({row.news.alert_id for row in rows})
    ways = Message.objects.in_bulk({pk for row in rows for pk in row.messages})
    shown = [
        {
            "row": row,
            "alert": alerts.get(row.news.alert_id),
            "messages": [one for pk in row.messages if (one := ways.get(UUID(pk)))],
        }
        for row in rows
    ]
    return render(request, "warning/listen_sent.html", {"rows": shown, "most": SHOWN})
