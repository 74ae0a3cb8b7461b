"""The page of the analysis of threats."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.risk.threats import ACT_DAYS, NEAR_KM, TREND_DAYS
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import Choices, chosen_labels
from tutela_web.risk.queries import areas_with_risks_for
from tutela_web.risk.threats.queries import LISTED, analyse_threats


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
        "trend_days": TREND_DAYS,
        "km": NEAR_KM,
        "listed": LISTED,
        "reads_incidents": standing.reads("incidents"),
    }
    return render(request, "risk/threats.html", context)
