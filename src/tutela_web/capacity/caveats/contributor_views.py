"""The page of caveats by contributor."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.contributor_queries import caveats_by_contributor
from tutela_web.capacity.caveats.queries import caveats_read
from tutela_web.capacity.units.queries import holds_readiness


@mission_page("bases")
def by_contributor(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Caveats by contributor: their words, the day they were declared, the tasks they bar."""
    if not holds_readiness(standing):
        raise Http404
    groups = caveats_by_contributor(standing)
    caveats_read(standing, [row.caveat for group in groups for row in group.caveats])
    return render(request, "capacity/caveats_by_contributor.html", {"groups": groups})
