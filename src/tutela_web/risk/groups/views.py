"""A place group by group, and the child protection office's agreement with a view of children."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.places.queries import places_for
from tutela_web.records.kind_views import find_record
from tutela_web.records.pages import read_lines, refused_atop
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.groups.queries import by_group_at, others_of_hotspot
from tutela_web.risk.groups.rules import ACT
from tutela_web.risk.groups.verbs import agree_on_children


@mission_page("risks")
def groups_at(request: HttpRequest, standing: Standing, place: UUID) -> HttpResponse:
    """Every group at a place, those nobody assessed among them, and the rest of its hotspot."""
    shown = get_object_or_404(places_for(standing), pk=place)
    by_group = by_group_at(standing, shown)
    read_lines(standing, [view.row for group in by_group.groups for view in group.views])
    context = {
        "place": shown,
        "by_group": by_group,
        "others": others_of_hotspot(standing, shown),
        "may_assess": standing.may(ACT, area=shown.area_id),
    }
    return render(request, "risk/groups_at.html", context)


@mission_post("risks")
def agree(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Agree, as the child protection office, that a view of children may stand."""
    view = find_record(GROUP_RISK, standing, pk)
    with refused_atop(request):
        agree_on_children(view, version=version_sent(request), by=standing)
    return redirect("risk:group_risk", standing.mission.code, pk)
