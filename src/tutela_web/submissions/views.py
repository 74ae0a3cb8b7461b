"""Pages of servers of forms and of linked forms, and the door at which forms are pushed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.jobs import IN_PROGRESS
from tutela_web.base.models import Job
from tutela_web.base.sent_json import read_json_mended
from tutela_web.channels import proofs
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.queries import KIND
from tutela_web.submissions import verbs
from tutela_web.submissions.forms import LinkForm, MappingForm, ServerForm
from tutela_web.submissions.models import FormLink, FormServer, TakenSubmission
from tutela_web.submissions.queries import (
    ACT,
    PULL,
    last_asking,
    links_for,
    questions_asked,
    servers_for,
)

SECRET_HEADER = "X-Tutela-Secret"  # nosec B105: the name of a header
MOST_PUSHED = 500_000
LISTED = 50
SHOWN = timedelta(hours=1)
"""How long a page of a link shows what came of asking for it."""

Shown = str | Job | dict[str, Any] | list[str] | list[tuple[str, int, str]]
"""What a page of a link shows beside the link."""


@mission_page(KIND)
def links(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The linked forms of the mission and the servers they are pulled from."""
    about = {
        "links": links_for(standing),
        "servers": servers_for(standing),
        "keeps": standing.may(ACT),
    }
    return render(request, "submissions/links.html", about)


@mission_page(KIND, may=ACT)
def new_server(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Name a server of forms."""
    return _server_page(request, standing, None)


@mission_page(KIND, of=servers_for, may=ACT)
def edit_server(request: HttpRequest, standing: Standing, server: FormServer) -> HttpResponse:
    """Change where a server is, or our password there."""
    return _server_page(request, standing, server)


def _server_page(
    request: HttpRequest, standing: Standing, server: FormServer | None
) -> HttpResponse:
    names = ("kind", "name", "url", "account")
    begun = {name: getattr(server, name) for name in names} if server is not None else {}
    form = ServerForm(request.POST or None, initial=begun)
    if form.is_bound and form.is_valid():
        try:
            with refusals():
                if server is None:
                    verbs.make_server(form.given, by=standing)
                else:
                    verbs.change_server(server, form.given, by=standing)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Saved."))
            return redirect("submissions:links", standing.mission.code)
    title = _("Server of forms")
    return _form_page(request, form, title)


def _form_page(request: HttpRequest, form: ServerForm | LinkForm, title: str) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, "submissions/form.html", {"form": form, "title": title}, status=status)


@mission_page(KIND, may=ACT)
def new_link(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Link a form of another system."""
    form = LinkForm(request.POST or None, standing=standing)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            with refusals():
                link = verbs.link_form(
                    title=said["title"],
                    system=said["system"],
                    uid=said["uid"],
                    kind=said["kind"] or "report",
                    form=said["form"],
                    server=said["server"],
                    by=standing,
                )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            return redirect("submissions:link", standing.mission.code, link.pk)
    return _form_page(request, form, _("Link a form"))


@mission_page(KIND, of=links_for, may=ACT)
def link(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """A linked form: which question is which, what came, and what was refused and why."""
    form = MappingForm(link, request.POST or None)
    if form.is_bound and form.is_valid():
        with refused_atop(request):
            verbs.map_form(link, form.targets, by=standing)
            messages.success(request, _("Saved: it is remembered for this form."))
            return redirect("submissions:link", standing.mission.code, link.pk)
    return _link_page(request, link, form)


def _link_page(
    request: HttpRequest, link: FormLink, form: MappingForm, **more: Shown
) -> HttpResponse:
    refused = link.taken.filter(state=TakenSubmission.State.REFUSED)[:LISTED]
    about = {
        "link": link,
        "form": form,
        "questions": questions_asked(link),
        "refused": [(one, say_in_page_language(one.fault)) for one in refused],
        "fault": say_in_page_language(link.fault),
        "address": settings.PUBLIC_URL.rstrip("/") + reverse("forms_in", args=[link.pk]),
        "header": SECRET_HEADER,
    }
    about |= _what_came(link, form, last_asking(link))
    return render(request, "submissions/link.html", about | more)


def _what_came(link: FormLink, form: MappingForm, asked: Job | None) -> dict[str, Shown]:
    """What the worker does with a link now, or found when it was asked last: for an hour."""
    if asked is None:
        return {}
    if asked.state in IN_PROGRESS:
        return {"asking": asked}
    if asked.ended_at is None or asked.ended_at < real_now() - SHOWN:
        return {}
    told = asked.result or {}
    if asked.state == Job.State.FAILED or told.get("fault"):
        fault = say_in_page_language(told.get("fault")) or _("It was not done: the worker failed.")
        return {"asked_fault": fault}
    if not told:
        return {}
    if asked.kind == PULL:
        return {"came": _counts(told["received"], told["before"], told["refused"])}
    rows = [
        (path, number, form.label_of(link.targets.get(path, "")))
        for path, number in sorted(told["filled"].items())
    ]
    reasons = [say_in_page_language(one) for one in told["refusals"]]
    return {"preview": told, "reasons": reasons, "preview_rows": rows}


def _counts(received: int, before: int, refused: int) -> str:
    words = ngettext("%(n)s submission received", "%(n)s submissions received", received) % {
        "n": received
    }
    counts = _("%(before)s had come before, %(refused)s refused") % {
        "before": before,
        "refused": refused,
    }
    return f"{words}; {counts}."


@mission_post(KIND, of=links_for, may=ACT)
def preview(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """Have its first submissions looked at; no answer is shown."""
    with refused_atop(request):
        verbs.ask_to_preview(link, by=standing)
    return redirect("submissions:link", standing.mission.code, link.pk)


@mission_post(KIND, of=links_for, may=ACT)
def pull(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """Have what is new taken now."""
    with refused_atop(request):
        verbs.ask_to_pull(link, by=standing)
    return redirect("submissions:link", standing.mission.code, link.pk)


@mission_post(KIND, of=links_for, may=ACT)
def stop(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """Stop asking; what came in stays."""
    verbs.stop_asking(link, by=standing)
    return redirect("submissions:link", standing.mission.code, link.pk)


@mission_post(KIND, of=links_for, may=ACT)
def secret(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """Another secret for what is pushed: on this answer and nowhere else."""
    told = verbs.renew_link_secret(link, by=standing)
    return _link_page(request, link, MappingForm(link), secret=told)


@mission_post(KIND, of=links_for, may=ACT)
def turn(request: HttpRequest, standing: Standing, link: FormLink) -> HttpResponse:
    """Take what comes, or no more."""
    verbs.turn_link(link, active=request.POST.get("active") == "1", by=standing)
    return redirect("submissions:link", standing.mission.code, link.pk)


@csrf_exempt
@require_POST
def take_pushed_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A submission pushed by the other system: its secret in a header, or the same 404 as nowhere.

    503 where it cannot be taken yet: the other system keeps it, and sends it again.
    """
    link = (
        FormLink.objects.select_related("mission", "keeper", "form", "server").filter(pk=pk).first()
    )
    given = request.headers.get(SECRET_HEADER, "")
    known = link.secret_hash if link is not None else ""
    matches = proofs.secrets_match(proofs.hash_secret(given), known or proofs.hash_secret(""))
    if link is None or not known or not matches or not link.active:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MOST_PUSHED):
        return HttpResponse(status=413)
    try:
        verbs.take_pushed(link, read_json_mended(request.body))
    except (BadParameter, ValueError, RecursionError):
        return HttpResponse(status=400)
    except (NotNow, OperationalError):
        return HttpResponse(status=503, headers={"Retry-After": "300"})
    return HttpResponse(status=202)
