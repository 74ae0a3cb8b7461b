"""Trends and hazards on one page, for protection partners."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.base.disclosure import LEAST
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.partners.exchanges.invitation_queries import invitations_to
from tutela_web.partners.partner.queries import is_shown
from tutela_web.sharing.queries import packets_given
from tutela_web.strategy.disseminating.queries import copies_given
from tutela_web.takeaway.partner_queries import hazards, trends


@mission_page("trends")
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Trends and hazards on one page."""
    months, rows = trends(standing, clock.today(standing.mission))
    context: dict[str, Any] = {
        "months": months,
        "trends": rows,
        "hazards": hazards(standing),
        "invitations": list(invitations_to(standing)),
        "copies": list(copies_given(standing)),
        "packets": list(packets_given(standing)),
        "shows": {name: is_shown(standing, name) for name in ("trends", "hazards")},
        "least": LEAST,
    }
    return render(request, "site/trends.html", context)
