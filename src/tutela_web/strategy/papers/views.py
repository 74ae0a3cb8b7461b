"""The strategy and its matrix as files to take away, and what abbreviations stand for in them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tutela_web.access.page_access import mission_page, refused_atop, taken_away
from tutela_web.access.policy import Standing
from tutela_web.crisis.papers import abbreviations as short
from tutela_web.records.pages import read_line
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.edition.taking import taking_open
from tutela_web.strategy.papers.files import as_file, words_printed


@require_GET
@mission_page("strategy", "drafts")
def file(request: HttpRequest, standing: Standing, pk: UUID, what: str, form: str) -> HttpResponse:
    """The strategy, its summary, matrix or record of consultation, as far as this person may take
    it away; `?closed=1` asks for section F too, of who holds the compartment capacity;
    `?language=fr` for another language than the edition's own."""
    strategy = get_object_or_404(strategies_for(taking_open(standing)), pk=pk)
    closed = request.GET.get("closed") == "1"
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else ""
    content, kind = as_file(form, standing, strategy, what=what, closed=closed, language=language)
    part = f"-{language}" if language else ""
    name = f"{what}-{standing.mission.code}-{strategy.edition}{part}.{form}"
    return taken_away(standing, content, kind, name)


MOST = 400
"""So many abbreviations are confirmed at once."""


@mission_page("drafts")
def abbreviations(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The abbreviations the papers of an edition use, each with what it may stand for: a person
    confirms what it does stand for here, all in one form."""
    strategy = get_object_or_404(strategies_for(taking_open(standing)), pk=pk)
    may = standing.may(short.ACT)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        sent = request.POST
        told = {
            name[:20]: {code: sent.get(f"{code}-{name}", "") for code in short.LANGUAGES}
            for name in sent.getlist("confirm")[:MOST]
        }
        with refused_atop(request):
            short.confirm_abbreviations(told, by=standing)
            messages.success(request, _("Confirmed for the papers of the mission."))
        return redirect("strategy:abbreviations", standing.mission.code, pk)
    read_line(standing, strategy, part="abbreviations")
    used = short.find_abbreviations(standing.mission, words_printed(standing, strategy))
    rows = [
        (one, [(code, name, one.meanings.get(code, "")) for code, name in settings.LANGUAGES])
        for one in used
    ]
    context = {
        "strategy": strategy,
        "rows": rows,
        "waiting": sum(not one.confirmed for one in used),
        "may": may,
    }
    return render(request, "strategy/abbreviations.html", context)
