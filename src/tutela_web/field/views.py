"""Pages of telephones: set up, wiped, and a queue of reports taken in as a file."""

from __future__ import annotations

import base64
from binascii import Error as NotBase64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.callers import error_body
from tutela_web.access.models import Person
from tutela_web.access.page_access import mission_page, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.access.statuses import status_of
from tutela_web.base import clock
from tutela_web.base.ids import id_or_404
from tutela_web.field import check_ins, media_verbs, queries, verbs
from tutela_web.field.forms import BundleForm, CareForm, CheckInForm, ExpiryForm, MediaForm
from tutela_web.field.models import CareService, MediaRequest
from tutela_web.field.queries import AGREE, CARE, WIPE
from tutela_web.field.secure import secure_only
from tutela_web.field.wire import set_up_as_json
from tutela_web.intake.queries import ACT
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.paging import page_context

PAGE = "field/handsets.html"


@mission_page("reports", "accounts")
def handsets(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One's own telephones; everybody's for who may order a wipe."""
    return render(request, PAGE, _page_of_handsets(request, standing))


def _page_of_handsets(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    settings = queries.settings_of(standing.mission)
    return page_context(request, queries.handsets_for(standing)) | {
        "keeps": standing.may_somewhere(WIPE),
        "sends": standing.may_somewhere(ACT),
        "bundle_form": BundleForm(),
        "expiry_form": ExpiryForm(
            standing=standing,
            initial={
                "expiry_hours": settings.expiry_hours,
                "call_me_texts": settings.call_me_texts,
                "security_post": settings.security_post_id,
            },
        ),
        "security_post": settings.security_post,
        "now": clock.now(standing.mission),
        "waiting": check_ins.waiting_check_in(standing),
        "missed": list(check_ins.missed_for(standing)[:50]),
        "check_in_form": CheckInForm(),
        "expiry_hours": settings.expiry_hours,
        "media_on": settings.photos or settings.voice_notes,
    }


@secure_only
@mission_page("reports")
def set_up(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set up this telephone: the PIN is chosen here and never leaves it."""
    if not standing.may_somewhere(ACT):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "field/set_up.html", {"standing": standing})
    try:
        signing_key = base64.b64decode(request.POST.get("signing_key", ""), validate=True)
    except (NotBase64, ValueError):
        signing_key = b""
    try:
        handed = verbs.set_up_handset(signing_key=signing_key, by=standing)
    except TutelaError as fault:
        return JsonResponse(error_body(fault), status=status_of(fault))
    return JsonResponse(set_up_as_json(handed, by=standing))


@require_POST
@mission_page("reports", "accounts")
def wipe(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Order that a telephone is wiped: it is lost, taken, or handed on."""
    handset = get_object_or_404(queries.handsets_for(standing), pk=pk)
    with refused_atop(request):
        verbs.order_wipe(handset, by=standing)
        messages.success(
            request, _("Its access ended now. It is wiped when it is next in contact.")
        )
    return redirect("field:handsets", standing.mission.code)


@require_POST
@mission_page("reports")
def bundle(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Take in a queue that came as a file."""
    if not standing.may_somewhere(ACT):
        raise PermissionDenied
    form = BundleForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with refusals():
                result = verbs.take_bundle(form.cleaned_data["file"].read(), by=standing)
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
        else:
            refused = {say_in_page_language(fault.as_sentence()) for fault in result.refused}
            came = {"result": result, "refused": sorted(refused)}
            return render(request, PAGE, _page_of_handsets(request, standing) | came)
    told = _page_of_handsets(request, standing) | {"bundle_form": form}
    return render(request, PAGE, told, status=400)


@require_POST
@mission_page("reports", "accounts")
def expiry(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set how long telephones retain what they could not send."""
    if not standing.may_somewhere(WIPE):
        raise PermissionDenied
    form = ExpiryForm(request.POST, standing=standing)
    if not form.is_valid():
        told = _page_of_handsets(request, standing) | {"expiry_form": form}
        return render(request, PAGE, told, status=400)
    with refused_atop(request):
        said = form.cleaned_data
        verbs.set_expiry(said["expiry_hours"], call_me_texts=said["call_me_texts"], by=standing)
        check_ins.set_security_post(form.cleaned_data["security_post"], by=standing)
        messages.success(request, _("Saved. Telephones learn it at their next contact."))
    return redirect("field:handsets", standing.mission.code)


@mission_page("reports", "accounts", "forms")
def media(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Whether telephones take photos and voice notes: asked for, agreed to, and ended."""
    if request.method != "POST":
        return render(request, "field/media.html", _page_of_media(standing, MediaForm()))
    act = request.POST.get("do", "ask")
    if act == "ask":
        if not standing.may(WIPE):
            raise PermissionDenied
        form = MediaForm(request.POST)
        if not form.is_valid():
            return render(request, "field/media.html", _page_of_media(standing, form), status=400)
        with refused_atop(request):
            media_verbs.ask_media(by=standing, **form.cleaned_data)
            messages.success(request, _("Asked. The data-protection focal point decides."))
    else:
        with refused_atop(request):
            _end_or_decide(request, standing, act)
    return redirect("field:media", standing.mission.code)


def _end_or_decide(request: HttpRequest, standing: Standing, act: str) -> None:
    if act == "end":
        media_verbs.end_media(by=standing)
        messages.success(request, _("Off. Telephones learn it at their next contact."))
        return
    if act == "take_back":
        media_verbs.take_back_media_request(by=standing)
        return
    if act not in ("agree", "refuse"):
        raise Http404
    asked = get_object_or_404(
        MediaRequest, pk=id_or_404(request.POST.get("request", "")), mission=standing.mission
    )
    media_verbs.decide_media(asked, agreed=act == "agree", by=standing)
    messages.success(request, _("Saved. Telephones learn it at their next contact."))


def _page_of_media(standing: Standing, form: MediaForm) -> dict[str, Any]:
    waiting = queries.waiting_media_request(standing.mission)
    asks, agrees = standing.may(WIPE), standing.may(AGREE)
    settings = queries.settings_of(standing.mission)
    return {
        "held": settings,
        "on": settings.photos or settings.voice_notes,
        "asks": asks,
        "agrees": agrees,
        "request_waiting": waiting,
        "mine": waiting is not None and waiting.asked_by_id == standing.person.pk,
        "asker": Person.objects.filter(pk=waiting.asked_by_id).first() if waiting else None,
        "form": form,
        "shows_handsets": standing.reads("reports") or standing.reads("accounts"),
    }


@mission_page("forms")
def care(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The cleared services of care that telephones show, kept by the advisers."""
    form = CareForm(None, standing=standing)
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            service = get_object_or_404(
                CareService, pk=id_or_404(request.POST.get("service", "")), mission=standing.mission
            )
            with refused_atop(request):
                verbs.remove_care(service, by=standing)
            return redirect("field:care", standing.mission.code)
        form = CareForm(request.POST, standing=standing)
        if form.is_valid():
            with refused_atop(request):
                verbs.add_care(by=standing, **form.cleaned_data)
                messages.success(request, _("Saved. Telephones learn it at their next contact."))
            return redirect("field:care", standing.mission.code)
    services = CareService.objects.filter(mission=standing.mission).select_related("area")
    context = {"form": form, "services": services, "keeps": standing.may(CARE)}
    return render(request, "field/care.html", context, status=400 if form.errors else 200)


@require_POST
@mission_page("reports")
def check_in(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Say by when one means to be heard of, or that one is well."""
    if not standing.may_somewhere(ACT):
        raise PermissionDenied
    if request.POST.get("do") == "well":
        with refused_atop(request):
            check_ins.say_well(by=standing)
            messages.success(request, _("Checked in."))
        return redirect("field:handsets", standing.mission.code)
    form = CheckInForm(request.POST)
    if form.is_valid():
        try:
            with refusals():
                check_ins.expect_check_in(form.cleaned_data["due_at"], by=standing)
        except TutelaError as fault:
            form.add_error("due_at", say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Saved. Your office is told if you are not heard of."))
            return redirect("field:handsets", standing.mission.code)
    told = _page_of_handsets(request, standing) | {"check_in_form": form}
    return render(request, PAGE, told, status=400)


@require_POST
@mission_page("reports", "accounts")
def end_missed(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that somebody who missed a check-in was heard of."""
    missed = get_object_or_404(check_ins.missed_for(standing), pk=pk)
    with refused_atop(request):
        check_ins.mark_heard(missed, by=standing)
    return redirect("field:handsets", standing.mission.code)
