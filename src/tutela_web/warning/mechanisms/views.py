"""The alert network of an area: communities, authorities and bases beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.warning.mechanisms import queries
from tutela_web.warning.mechanisms.queries import WINDOW
from tutela_web.warning.network.queries import network_areas


@mission_page("network")
def area_network(request: HttpRequest, standing: Standing, area: str) -> HttpResponse:
    """Who warns in an area: communities with nearest base, mechanisms with their outside parties,
    and what each channel brought in."""
    shown = get_object_or_404(network_areas(standing), code=area)
    mechanisms = [
        mechanism
        for mechanism in queries.standing_mechanisms(standing)
        if mechanism.area_id in (None, shown.pk)
    ]
    communities = queries.communities_of(standing, shown)
    context = {
        "area": shown,
        "communities": communities,
        "without": [community for community in communities if community.without],
        "mechanisms": queries.mechanisms_shown(standing, mechanisms),
        "reads_mechanisms": standing.reads(queries.KIND),
        "channels": queries.channels_of(standing, shown) if standing.reads("alerts") else [],
        "days": WINDOW.days,
    }
    return render(request, "warning/area_network.html", context)
