"""A person's calendar at a private address: made, withdrawn, and fetched by other programs."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tutela.base.errors import TutelaError
from tutela.coordination.calendar import to_icalendar
from tutela_web.access.devices import verbs
from tutela_web.access.models import Device
from tutela_web.base.clock import real_now
from tutela_web.fora.calendar.forms import CalendarForm
from tutela_web.fora.calendar.queries import calendar_of
from tutela_web.look.translate import say_in_page_language

AN_HOUR = 60
"""Fetches of one address in an hour: programs ask every quarter of an hour at most."""


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar at an address: who it belongs to is asked anew, and what they may read.

    The token stands behind the question mark: no log keeps that part.
    """
    device = verbs.device_of(request.GET.get("key", ""), Device.Opens.CALENDAR)
    if device is None:
        raise Http404
    if _too_often(device):
        return HttpResponse(
            _("Fetched too often. Try again in an hour."),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "3600"},
        )
    with translation.override(device.person.language):
        entries = calendar_of(device.person, device.pk)
        if entries is None:
            raise Http404
        content = to_icalendar(entries, name=_("Open Tutela"))
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    kept = {"ETag": etag, "Cache-Control": "private, no-cache"}
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=kept)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _too_often(device: Device) -> bool:
    key = f"calendar:{device.pk}:{real_now():%Y%m%d%H}"
    times: int = cache.get(key, 0)
    if times >= AN_HOUR:
        return True
    cache.set(key, times + 1, timeout=3600)
    return False


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """My calendar addresses: made when, fetched last when."""
    mine = verbs.of(request.user).filter(opens=Device.Opens.CALENDAR)  # type: ignore[arg-type]
    return render(request, "fora/calendar.html", {"devices": mine})


@login_required
@reauthentication_required(app="tutela_web.access")  # type: ignore[untyped-decorator]  # allauth
def make(request: HttpRequest) -> HttpResponse:
    """Make an address; it is on this answer and nowhere else."""
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            device, token = verbs.make(
                request.user,  # type: ignore[arg-type]  # signed in, as the decorator sees to
                opens=Device.Opens.CALENDAR,
                **form.cleaned_data,
            )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('calendar:feed')}?key={token}"
            return render(
                request, "fora/calendar_made.html", {"device": device, "address": address}
            )
    about = {
        "form": form,
        "title": _("Create a calendar address"),
        "button": _("Create an address"),
        "back": reverse("calendar:page"),
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw one's own address."""
    mine = request.user.devices.filter(opens=Device.Opens.CALENDAR)  # type: ignore[union-attr]
    verbs.end(get_object_or_404(mine, pk=pk), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Withdrawn. This address no longer works."))
    return redirect("calendar:page")
