"""The page of the analysis of threats."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.risk.threats import ACT_DAYS, NEAR_KM
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.places.queries import places_for
from tutela_web.records.pages import Choices, chosen_labels, read_line
from tutela_web.risk.queries import areas_with_risks_for
from tutela_web.risk.threats.queries import LISTED, analyse_threats, threats_at


@mission_page("risks")
def threats(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who, how, why and by whose word, in an area or all this person reads."""
    areas = areas_with_risks_for(standing)
    area = next((one for one in areas if one.code == request.GET.get("area", "")), None)
    asked = {"area": area.code if area else ""}
    choices: dict[str, Choices] = {"area": [(one.code, one.name, None) for one in areas]}
    context = {
        "found": analyse_threats(standing, area),
        "area": area,
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "days": ACT_DAYS,
        "km": NEAR_KM,
        "listed": LISTED,
        "reads_incidents": standing.reads("incidents"),
    }
    return render(request, "risk/threats.html", context)


@mission_page("risks")
def threats_at_place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Every threat on the register of one place, actual or potential."""
    place = get_object_or_404(places_for(standing), pk=pk)
    read_line(standing, place)
    context = {
        "place": place,
        "parts": threats_at(standing, place),
        "days": ACT_DAYS,
        "km": NEAR_KM,
    }
    return render(request, "risk/threats_at.html", context)
