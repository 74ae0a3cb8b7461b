"""The strategy and its matrix as files to take away."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tutela_web.access.doors import mission_page, taken_away
from tutela_web.access.policy import Standing
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.edition.taking import taking_open
from tutela_web.strategy.papers.files import as_file


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
