"""Bases without an interpreter or civilian staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.support.map import draw_interpreters, legend
from tutela_web.capacity.support.queries import presence_for


@mission_page("bases")
def presence(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Which bases have an interpreter and civilian staff, those without first."""
    rows = presence_for(standing)
    context = {
        "rows": rows,
        "map": draw_interpreters(rows, standing.mission.iso3),
        "legend": legend(),
    }
    return render(request, "capacity/presence.html", context)
