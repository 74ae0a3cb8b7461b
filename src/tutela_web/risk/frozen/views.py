"""One assessment as it stood on its day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.base.messages import from_json
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import read_line
from tutela_web.records.paging import page_context
from tutela_web.risk.frozen.queries import assessments_for, hotspots_in, map_of, weeks_frozen_on
from tutela_web.risk.queries import latest_assessment


@mission_page("risks")
def assessment(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Its order and its map as they stood, what it read, and whether a newer one is there."""
    kept = get_object_or_404(assessments_for(standing), pk=pk)
    read_line(standing, kept)
    newest = latest_assessment(standing)
    context = {
        "assessment": kept,
        "short": str(kept.pk)[-12:],
        "map": map_of(standing, kept),
        "sources": [from_json(source) for source in kept.sources],
        "notes": [from_json(note) for note in kept.notes],
        "weeks": weeks_frozen_on(standing, kept),
        "newest": newest if newest is not None and newest.pk != kept.pk else None,
        **page_context(request, hotspots_in(standing, kept)),
    }
    return render(request, "risk/assessment.html", context)
