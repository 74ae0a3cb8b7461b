"""Humanitarian space: access requests, joint tasks, operations, and the sites they lay open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.space import queries as found
from tutela_web.partners.space import verbs
from tutela_web.partners.space.forms import ASKED
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.records.filters import Offered, filter_context, filters_asked


@mission_page("fora")
def checks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where aid and arms came near each other: what is not settled first."""
    asked = filters_asked(request, ("kind",))
    offered: Offered = {"kind": list(SpaceCheck.Kind.choices)}
    context = {
        "rows": [
            (one, [ASKED[name] for name in one.open_questions])
            for one in found.check_list(standing, asked)
        ],
        **filter_context(asked, offered),
        "may_keep": standing.may_somewhere(verbs.ACT),
    }
    return render(request, "partners/checks.html", context)
