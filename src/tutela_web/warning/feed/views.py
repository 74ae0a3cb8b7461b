"""The public feed as the world reads it, and the page on which it is released from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tutela.base.errors import TutelaError
from tutela.warning.cap import LANGUAGES, Entry, headline, to_index, words
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.forms import WHEN
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.queries import first_view
from tutela_web.warning.delivery_models import FeedHazard, FeedMessage, HazardFeed
from tutela_web.warning.feed import queries, verbs
from tutela_web.warning.feed.forms import NoticeReleaseForm, RenewForm

KEPT = "public, max-age=60"


def _address(feed: HazardFeed, message: FeedMessage | None = None) -> str:
    path = (
        reverse("feeds:message", args=[feed.pk, message.pk])
        if message
        else reverse("feeds:index", args=[feed.pk])
    )
    return settings.PUBLIC_URL.rstrip("/") + path


@gzip_page
@require_safe
def index(request: HttpRequest, feed: UUID) -> HttpResponse:
    """The Atom index of a feed that is on."""
    found = queries.open_feed(feed)
    zone = clock.now(found.mission).tzinfo
    entries = [
        Entry(
            str(one.pk),
            one.type,
            one.sent.astimezone(zone),
            headline(one.hazard.kind, one.hazard.area_name),
            one.hazard.expires.astimezone(zone),
            _address(found, one),
        )
        for one in queries.in_force(found, clock.now(found.mission))
    ]
    updated = max([found.turned_at.astimezone(zone), *(entry.sent for entry in entries)])
    document = to_index(
        entries, id=str(found.pk), name=found.mission.name, url=_address(found), updated=updated
    )
    return HttpResponse(
        document, content_type="application/atom+xml", headers={"Cache-Control": KEPT}
    )


@gzip_page
@require_safe
def message(request: HttpRequest, feed: UUID, pk: UUID) -> HttpResponse:
    """One message of a feed that is on, as it was sent."""
    found = queries.public_message(queries.open_feed(feed), pk)
    return HttpResponse(
        found.document, content_type="application/cap+xml", headers={"Cache-Control": KEPT}
    )


@mission_page("alerts", "hazards")
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Whether the feed is on, where it is, what stands in it and what stood."""
    return _page(request, standing)


def _page(request: HttpRequest, standing: Standing, **more: Any) -> HttpResponse:
    feed, now = verbs.feed_of(standing.mission), clock.now(standing.mission)
    language = _language()
    rows = [
        {
            "hazard": hazard,
            "current": hazard.expires > now and not hazard.withdrawn_at,
            "messages": list(hazard.messages.all()),
            "instruction": words("instruction", hazard.kind, language, hazard.instruction),
        }
        for hazard in queries.hazards_for(standing)[:200]
    ]
    context = {
        "feed": feed,
        "url": _address(feed) if feed and feed.on else "",
        "rows": rows,
        "may_release": standing.may("release_feed"),
        "inside": standing.reads("alerts"),
        **more,
    }
    return render(request, "warning/feed.html", context, status=400 if more else 200)


def _language() -> str:
    said = (translation.get_language() or "en")[:2]
    return said if said in LANGUAGES else "en"


def _page_with_refusal(
    request: HttpRequest, standing: Standing, fault: TutelaError
) -> HttpResponse:
    return _page(request, standing, fault=say_in_page_language(fault.as_sentence()))


@mission_post("alerts", "hazards")
def turn(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Turn the feed on or off."""
    on = request.POST.get("on") == "yes"
    verbs.turn(on=on, by=standing)
    messages.success(request, _("The feed is on.") if on else _("The feed is off."))
    return redirect("warning:feed", standing.mission.code)


@mission_page("alerts", "hazards", may="release_feed")
def release(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Release a hazard."""
    form = NoticeReleaseForm(request.POST or None, standing=standing, language=_language())
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                verbs.release(by=standing, **form.cleaned_data)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Released. Whoever reads the feed has it now."))
            return redirect("warning:feed", standing.mission.code)
    return render(
        request,
        "warning/feed_release.html",
        {"form": form, "ground": first_view(standing.mission)},
        status=400 if form.errors else 200,
    )


@mission_page("alerts", "hazards", of=queries.hazards_for, may="release_feed")
def renew(request: HttpRequest, standing: Standing, hazard: FeedHazard) -> HttpResponse:
    """Renew a notice."""
    begun = {name: getattr(hazard, name) for name in ("kind", *verbs.RENEWABLE)}
    begun["expires"] = timezone.localtime(hazard.expires).strftime(WHEN)
    form = RenewForm(request.POST or None, standing=standing, language=_language(), initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                verbs.renew(hazard, form.cleaned_data, by=standing)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Renewed."))
            return redirect("warning:feed", standing.mission.code)
    return render(
        request,
        "warning/feed_renew.html",
        {"form": form, "hazard": hazard},
        status=400 if form.errors else 200,
    )


@mission_post("alerts", "hazards", of=queries.hazards_for)
def withdraw(request: HttpRequest, standing: Standing, hazard: FeedHazard) -> HttpResponse:
    """Withdraw a notice."""
    try:
        with refusals():
            verbs.withdraw(hazard, by=standing, why=request.POST.get("why", ""))
    except TutelaError as fault:
        return _page_with_refusal(request, standing, fault)
    messages.success(request, _("Withdrawn. The feed says so, and that it is no word of safety."))
    return redirect("warning:feed", standing.mission.code)
