"""The page of the strategy against reality."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.strategy.coverage import WITHIN_KM
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.programme.coverage.queries import coverage_of
from tutela_web.records.paging import page_context


@mission_page("strategy", "risks")
def coverage(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What of the critical places and of the year's deaths any objective or line reaches."""
    told = coverage_of(standing)
    context = {
        "coverage": told,
        "rows": [told.total, *told.rows],
        "km": int(WITHIN_KM),
        "may_edit": standing.may_somewhere("keep_matrix"),
        **page_context(request, told.uncovered),
    }
    return render(request, "programme/coverage.html", context)
