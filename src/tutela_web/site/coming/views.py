"""A field office's coming days on one page, to be printed and carried."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.crisis.triggers.queries import fired_triggers
from tutela_web.incidents.happened.queries import happened_in
from tutela_web.places.columns import places_seen
from tutela_web.risk.queries import (
    RegisterFilters,
    areas_with_risks_for,
    hotspots,
    never_assessed,
)
from tutela_web.site.area import YEAR
from tutela_web.site.coming.queries import HOTSPOTS, expected_days, last_day, planned_places
from tutela_web.site.situation import hotspot_marks, row_of
from tutela_web.warning.board.alert_map import draw_alerts, open_on_page


@mission_page("risks")
def coming(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Alerts that run, then what is expected within seven days; with what it rests on."""
    own = areas_with_risks_for(standing)
    asked = request.GET.get("area", "")
    area = next((one for one in own if one.code == asked), own[0] if len(own) == 1 else None)
    if area is None:
        return render(request, "site/coming.html", {"own": own})
    filters = RegisterFilters(area=area.code)
    lines, total, assessment = hotspots(standing, filters, top=HOTSPOTS)
    rows = [row_of(standing, line) for line in lines[:HOTSPOTS]]
    alerts = open_on_page(standing, Q(area=area))
    places = places_seen(standing)
    silent = never_assessed(standing, assessment, seen=places.filter(places["area"] == area.pk.hex))
    reads_happened = standing.reads("incidents") or standing.reads("events")
    happened = happened_in(standing, area, since=standing.on - YEAR) if reads_happened else None
    fired = (
        list(fired_triggers(standing).filter(plan__area=area)) if standing.reads("alerts") else []
    )
    context = {
        "own": own,
        "area": area,
        "until": last_day(standing),
        "alerts": alerts,
        "told": {"fired": fired},
        "hotspots": rows,
        "total": total,
        "assessment": assessment,
        "drawn": draw_alerts(
            standing, alerts.pins if alerts else (), hotspots=hotspot_marks(rows), clip="coming"
        ),
        "expected": expected_days(standing, area),
        "planned": planned_places(standing, area),
        "unknown": len(silent),
        "heard_on": None if happened is None or happened.is_empty() else happened["day"].max(),
        "reads_happened": reads_happened,
        "reads": {
            kind: standing.reads(kind) for kind in ("alerts", "fora", "engagements", "strategy")
        },
    }
    return render(request, "site/coming.html", context)
