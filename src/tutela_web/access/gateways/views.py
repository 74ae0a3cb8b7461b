"""Pages of SMS gateways: how each fares, its secret once, and the ledger of every message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.gateways import verbs
from tutela_web.access.gateways.forms import ChangeGateway, MakeGateway
from tutela_web.access.page_access import keepers_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base.jobs import stopped_processes
from tutela_web.base.models import Beat
from tutela_web.channels import gateway_queries
from tutela_web.channels.gateways import in_path
from tutela_web.channels.models import Away, Gateway, Message
from tutela_web.look.translate import say_in_page_language

PER_PAGE = 50
ABOUT = {
    "alert": _("an alert"),
    "contact": _("a contact"),
    "call_back": _("a call back"),
    "break_glass": _("a request to see an identity"),
    "incident": _("an incident"),
    "place": _("a place"),
    "risk": _("a risk"),
}
"""What a message may be about, in words; its number is not shown."""


def _gateway_or_404(standing: Standing, pk: UUID) -> Gateway:
    return get_object_or_404(gateway_queries.of_mission(standing.mission.pk), pk=pk)


def _address(gateway: Gateway) -> str:
    """Where the gateway posts what comes, without its secret."""
    return settings.PUBLIC_URL.rstrip("/") + in_path(gateway.pk)


def _list(standing: Standing) -> str:
    return reverse("access:gateways", args=[standing.mission.code])


@keepers_page(verbs.ACT)
def gateway_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every gateway of the mission and how it fares, and what waits or is stuck of all messages."""
    shown = list(gateway_queries.of_mission(standing.mission.pk))
    about = {
        "shown": shown,
        "states": _states(standing),
        "leaves": any(one.active and one.send_url for one in shown),
        "mails": settings.EMAIL_HOST,
        "away": gateway_queries.silent_servers(
            standing.mission.pk, Away.Kind.MAIL, Away.Kind.GATEWAY
        ),
        "stopped": stopped_processes(Beat.Part.SENDERS),
    }
    return render(request, "access/gateways.html", about)


def _states(standing: Standing) -> list[dict[str, Any]]:
    """How many messages of the last day stand in each state, each with its part of the ledger."""
    counts, ledger = (
        gateway_queries.in_states(standing.mission.pk),
        reverse("access:ledger", args=[standing.mission.code]),
    )
    return [
        {
            "label": label,
            "value": counts.get(state, 0),
            "url": f"{ledger}?state={state}",
            "note": _("in 24 hours"),
        }
        for state, label in Message.State.choices
    ]


@keepers_page(verbs.ACT)
def make(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Make one; its secret is on this answer and nowhere else."""
    form = MakeGateway(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                gateway, secret = verbs.make_gateway(
                    form.cleaned_data["kind"], form.given, by=standing
                )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            return _show_secret_once(request, gateway, secret)
    about = {
        "form": form,
        "title": _("Add a gateway"),
        "button": _("Add the gateway"),
        "back": _list(standing),
        "warning": _(
            "No reply is ever sent to a handset: outgoing messages say only “Open Tutela”, and "
            "go only to people and posts of the mission."
        ),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


def _show_secret_once(request: HttpRequest, gateway: Gateway, secret: str) -> HttpResponse:
    """The answer that shows a secret, once."""
    scheme, _sep, rest = _address(gateway).partition("://")
    about = {
        "gateway": gateway,
        "secret": secret,
        "address": _address(gateway),
        "kannel": f"{scheme}://tutela:{secret}@{rest}?id=%I",
    }
    return render(request, "access/gateway_made.html", about)


@keepers_page(verbs.ACT)
def gateway(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One gateway: how it is set up, and what went wrong with it."""
    found = _gateway_or_404(standing, pk)
    return render(request, "access/gateway.html", {"gateway": found, "address": _address(found)})


@keepers_page(verbs.ACT)
def change(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """How messages leave by it."""
    gateway = _gateway_or_404(standing, pk)
    form = ChangeGateway.of(gateway, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                verbs.change_gateway(gateway, form.given, by=standing)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Changed."))
            return redirect("access:gateway", standing.mission.code, pk)
    about = {
        "form": form,
        "title": gateway.name,
        "button": _("Change it"),
        "back": reverse("access:gateway", args=[standing.mission.code, pk]),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@keepers_page(verbs.ACT)
def renew(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Asked once; then the secret before is good no more."""
    gateway = _gateway_or_404(standing, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            with refusals():
                return _show_secret_once(request, gateway, verbs.renew_secret(gateway, by=standing))
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
    about = {
        "form": form,
        "title": _("Another secret"),
        "button": _("Create another secret"),
        "back": reverse("access:gateway", args=[standing.mission.code, pk]),
        "warning": _(
            "Until the gateway has the new one, its messages are not taken. It keeps them "
            "and sends them again."
        ),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@require_POST
@keepers_page(verbs.ACT)
def pause(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    verbs.pause_gateway(_gateway_or_404(standing, pk), by=standing)
    messages.warning(request, _("Paused: no message comes in by it and none leaves."))
    return redirect("access:gateway", standing.mission.code, pk)


@require_POST
@keepers_page(verbs.ACT)
def resume(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    verbs.resume_gateway(_gateway_or_404(standing, pk), by=standing)
    messages.success(request, _("Resumed."))
    return redirect("access:gateway", standing.mission.code, pk)


@keepers_page(verbs.ACT)
def ledger(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every message, the newest first: when, which way, about what, and what became of it."""
    state = request.GET.get("state", "")
    state = state if state in Message.State.values else ""
    rows = gateway_queries.ledger(standing.mission.pk, state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("access:ledger", args=[standing.mission.code])
    choices = [(here, _("all"), not state)] + [
        (f"{here}?state={name}", label, state == name) for name, label in Message.State.choices
    ]
    about = {
        "page": page,
        "choices": choices,
        "state": state,
        "about": ABOUT,
        "query": f"state={state}" if state else "",
    }
    return render(request, "access/gateway_ledger.html", about)


@require_POST
@keepers_page(verbs.ACT)
def send_held(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Send what was held back or failed within the last day."""
    count = verbs.send_held(by=standing)
    told = ngettext("{n} message waits to be sent.", "{n} messages wait to be sent.", count)
    messages.success(request, told.format(n=count))
    return redirect("access:ledger", standing.mission.code)
