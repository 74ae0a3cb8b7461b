"""Who protects in an area: each kind, also one of whom nobody is recorded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.models import DutyArea
from tutela_web.access.page_access import mission_page
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.partners.sides import queries as found
from tutela_web.partners.sides.kind import PROTECTOR
from tutela_web.records.filters import Offered, filter_context


@mission_page("strategy")
def protectors(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who protects in an area: each kind, also one of whom nobody is recorded."""
    offices = list(
        areas_on(standing.mission, standing.on)
        .filter(kind=DutyArea.Kind.FIELD_OFFICE)
        .defer("boundary")
        .order_by("name")
    )
    area = next((office for office in offices if office.code == request.GET.get("area")), None)
    asked = {"area": area.code if area else ""}
    offered: Offered = {"area": [(office.code, office.name) for office in offices]}
    context = {
        "map": found.protection_map(standing, area),
        "protector": PROTECTOR,
        "area": area,
        **filter_context(asked, offered),
        "may_keep": PROTECTOR.may_write(standing),
    }
    return render(request, "partners/protectors.html", context)
