"""Pages of webhooks: what is told to whom, the secret once, what became of each message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.gateways import webhook_verbs as verbs
from tutela_web.access.page_access import keepers_page, refusals, refused_atop
from tutela_web.access.people.forms import MakeWebhook
from tutela_web.access.policy import Standing
from tutela_web.base.jobs import stopped_processes
from tutela_web.base.models import Beat
from tutela_web.channels import gateway_queries, webhooks
from tutela_web.channels.models import Away, Message, Webhook
from tutela_web.look.translate import say_in_page_language

PER_PAGE = 50


def _hooks(standing: Standing) -> QuerySet[Webhook]:
    return webhooks.of_mission(standing.mission.pk)


def _kinds(hook: Webhook) -> list[Any]:
    return [webhooks.KINDS.get(kind, kind) for kind in hook.kinds]


@keepers_page(verbs.ACT)
def webhook_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every webhook of the mission, and how its messages fare."""
    shown = [{"hook": hook, "kinds": _kinds(hook)} for hook in _hooks(standing)]
    about = {
        "shown": shown,
        "away": gateway_queries.silent_servers(standing.mission.pk, Away.Kind.WEBHOOK),
        "stopped": stopped_processes(Beat.Part.WEBHOOKS),
    }
    return render(request, "access/webhooks.html", about)


@keepers_page(verbs.ACT)
def make(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Make one; its secret is on this answer and nowhere else."""
    form = MakeWebhook(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                webhook, secret = verbs.make_webhook(**form.cleaned_data, by=standing)
        except TutelaError as fault:
            form.add_error("url", say_in_page_language(fault.as_sentence()))
        else:
            about = {"hook": webhook, "secret": secret}
            return render(request, "access/webhook_made.html", about)
    about = {
        "form": form,
        "title": _("Add a webhook"),
        "button": _("Add the webhook"),
        "back": _list(standing),
        "warning": _(
            "The receiver learns that a record changed, by kind and number, and nothing "
            "of its content. It reads the record by the API, with a token of its own."
        ),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@keepers_page(verbs.ACT)
def webhook(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One webhook: its messages, the newest first, each with its answer."""
    hook = get_object_or_404(_hooks(standing), pk=pk)
    page = Paginator(webhooks.deliveries(hook), PER_PAGE).get_page(request.GET.get("page"))
    about = {"hook": hook, "kinds": _kinds(hook), "page": page, "about": webhooks.KINDS}
    return render(request, "access/webhook.html", about)


@require_POST
@keepers_page(verbs.ACT)
def pause(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    verbs.pause_webhook(get_object_or_404(_hooks(standing), pk=pk), by=standing)
    messages.success(request, _("Paused: nothing is told until it is resumed."))
    return redirect("access:webhook", standing.mission.code, pk)


@require_POST
@keepers_page(verbs.ACT)
def resume(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    verbs.resume_webhook(get_object_or_404(_hooks(standing), pk=pk), by=standing)
    messages.success(request, _("Resumed. What was held back meanwhile can be sent again below."))
    return redirect("access:webhook", standing.mission.code, pk)


@keepers_page(verbs.ACT)
def delete(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Asked once; then it is gone with its secret and its messages."""
    hook = get_object_or_404(_hooks(standing), pk=pk)
    if request.method == "POST":
        verbs.delete_webhook(hook, by=standing)
        messages.success(request, _("The webhook is deleted."))
        return redirect("access:webhooks", standing.mission.code)
    about = {
        "form": Form(),
        "title": _("Delete the webhook"),
        "button": _("Delete"),
        "back": reverse("access:webhook", args=[standing.mission.code, pk]),
        "warning": _("Its secret and its messages go with it. The receiver is told nothing more."),
    }
    return render(request, "access/form.html", about)


@require_POST
@keepers_page(verbs.ACT)
def resend_message(
    request: HttpRequest, standing: Standing, pk: UUID, message: UUID
) -> HttpResponse:
    """Send a message once more."""
    hook = get_object_or_404(_hooks(standing), pk=pk)
    found = get_object_or_404(Message.objects.select_related("webhook"), pk=message, webhook=hook)
    with refused_atop(request):
        verbs.send_again(found, by=standing)
        messages.success(request, _("It is sent again within seconds."))
    return redirect("access:webhook", standing.mission.code, pk)


def _list(standing: Standing) -> str:
    return reverse("access:webhooks", args=[standing.mission.code])
