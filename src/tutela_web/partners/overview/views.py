"""The partners; leaders, women and gaps across fora and partners."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.overview import queries as record_queries
from tutela_web.partners.overview.kind import LACKS, PARTNER
from tutela_web.partners.partner import queries as found
from tutela_web.partners.partner.models import Partner
from tutela_web.records.filters import Offered, filter_context, filters_asked


@mission_page("engagements")
def leaders(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What each senior leader raised with which party, and critical risks nobody ever raised."""
    return render(request, "partners/leaders.html", {"found": record_queries.leaders(standing)})


@mission_page("fora")
def womens_part(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Women's share in fora, at meetings and in units; the men-only ones flagged."""
    found = record_queries.womens_part(standing)
    return render(request, "partners/womens_part.html", {"found": found})


@mission_page("fora")
def gaps(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Gaps raised with partners, and what these offered or declined."""
    return render(request, "partners/gaps.html", {"rows": record_queries.gaps_raised(standing)})


@mission_page("fora")
def partners(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who protects beside the mission: those that lack a channel or a contact first."""
    asked = filters_asked(request, found.FILTERS)
    offered: Offered = {
        "kind": list(Partner.Kind.choices),
        "depth": list(Partner.Depth.choices),
        "lacks": list(LACKS.items()),
    }
    rows = found.partner_list(standing, asked)
    everyone = rows if not any(asked.values()) else found.partner_list(standing, {})
    context = {
        "rows": [(row, [LACKS[name] for name in row.lacks]) for row in rows],
        "leads": found.cluster_leads(standing, everyone),
        "host": found.host_channels(standing),
        **filter_context(asked, offered),
        "kinds_without": [
            kind.label for kind in Partner.Kind if kind not in {one.kind for one in everyone}
        ],
        "may_keep": PARTNER.may_write(standing),
    }
    return render(request, "partners/partners.html", context)
