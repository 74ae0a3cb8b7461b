"""Who was told, what a message begins with, and a message taken away as a file."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.outreach import messages as core
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing, taking
from tutela_web.outreach.messages import paper
from tutela_web.outreach.messages import queries as found
from tutela_web.outreach.messages.message_kind import MESSAGE
from tutela_web.outreach.messages.models import Audience
from tutela_web.places.queries import places_for
from tutela_web.records.kind_views import find_record
from tutela_web.records.paging import page_context
from tutela_web.records.taken_files import record_as_file

MOST = 60
MOST_HERE = 10


@mission_page("outreach")
def message_plan(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who was told what, when, in which language and channel; who was not reached; with what
    means."""
    paged = page_context(request, found.peopled_places(standing))
    withdrawn = found.to_tell_anew(standing)
    context = {
        **paged,
        "withdrawn": withdrawn[:MOST],
        "withdrawn_total": withdrawn.count(),
        "places": found.told_at(standing, list(paged["page"])),
        "totals": found.plan_totals(standing),
        "others": found.told_beside_places(standing)[:MOST],
        "means": found.means_totals(standing),
    }
    return render(request, "outreach/plan.html", context)


@mission_page("outreach")
def told_at_place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What people at a place were told, the last first, and what is planned."""
    place = get_object_or_404(places_for(standing), pk=pk)
    rows = found.tellings_for(standing).filter(place=place).select_related("message")
    context = {"place": place, "tellings": rows[:MOST_HERE]}
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "outreach/_told.html" if part else "outreach/told.html", context)


@mission_page("outreach")
def message_templates(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What a message to each audience begins with, in every language it stands ready in."""
    context = {
        "templates": [(Audience(name).label, picks) for name, picks in core.templates().items()],
        "languages": settings.LANGUAGES,
    }
    return render(request, "outreach/templates.html", context)


@mission_page("outreach")
def message_file(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """A message as PDF or DOCX: what is for everybody by whoever reads it, for it is handed out; a
    draft, or one that is only spoken, by who takes files away."""
    message = find_record(MESSAGE, standing, pk)
    if not message.frozen or message.classification:
        message = find_record(MESSAGE, taking(standing), pk)
    content, media_type = paper.message_as_file(form, standing, message)
    return record_as_file(standing, message, "message", form, content, media_type)
