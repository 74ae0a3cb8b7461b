"""Pages of web push: what the mission turned on, and the browsers a person switched on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import TutelaError
from tutela_web.access.gateways import push_verbs as verbs
from tutela_web.access.gateways.forms import TurnPush
from tutela_web.access.page_access import (
    keepers_page,
    mission_page,
    mission_post,
    refusals,
    refused_atop,
)
from tutela_web.access.policy import Standing
from tutela_web.channels import push
from tutela_web.channels.push import Browser
from tutela_web.look.translate import say_in_page_language


@keepers_page(verbs.ACT)
def turn(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Turn push on for the hosts named, or off."""
    service = push.service_of(standing.mission.pk)
    begun = {"on": service.on, "hosts": "\n".join(service.hosts)} if service else {}
    form = TurnPush(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                verbs.turn_push(
                    on=form.cleaned_data["on"],
                    hosts=form.cleaned_data["hosts"].split(),
                    by=standing,
                )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Changed."))
            return redirect("access:gateways", standing.mission.code)
    about = {
        "form": form,
        "title": _("Web push"),
        "button": _("Change it"),
        "back": reverse("access:gateways", args=[standing.mission.code]),
        "warning": _(
            "A push service is a server outside, of the maker of a browser. It learns that one of "
            "your browsers was told something, and when; what it carries says only “Open Tutela”, "
            "and it cannot read that."
        ),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@mission_page("alerts")
def browsers(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The browsers this person switched on, and the button that switches on this one."""
    service = push.service_of(standing.mission.pk)
    about = {
        "devices": push.devices_of(standing.mission.pk, standing.person.pk),
        "service": service if service and service.on else None,
        "may": verbs.may_be_woken(standing),
        "keeps": standing.may(verbs.ACT),
    }
    return render(request, "access/push.html", about)


@mission_post("alerts")
def add(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Switch on the browser that sends this."""
    said = {name: request.POST.get(name, "")[:600] for name in ("endpoint", "p256dh", "auth")}
    with refused_atop(request):
        verbs.add_browser(request.POST.get("name", ""), Browser(**said), by=standing)
        messages.success(request, _("This browser is switched on."))
    return redirect("access:push", standing.mission.code)


@mission_post("alerts")
def remove(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Switch off one of one's own browsers."""
    mine = push.devices_of(standing.mission.pk, standing.person.pk)
    device = next((one for one in mine if one.pk == pk), None)
    if device is None:
        raise Http404
    verbs.remove_browser(device, by=standing)
    messages.success(request, _("Removed."))
    return redirect("access:push", standing.mission.code)
