"""The monthly score sheet as a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.risk.sheets.score_sheet import PEOPLE_FROM, TELLS_FROM
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.risk.scores.queries import may_score
from tutela_web.risk.scores.queries import score_sheet as sheet_for


@mission_page("risks")
def score_sheet(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How often what was stated came true, month by month; one's own, to oneself alone."""
    if not may_score(standing):
        raise PermissionDenied
    sheet = sheet_for(standing)
    context = {
        "sheet": sheet,
        "tells_from": TELLS_FROM,
        "people_from": PEOPLE_FROM,
    }
    return render(request, "risk/scores.html", context)
