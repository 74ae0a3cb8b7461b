"""The page of the risk of atrocity crimes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import Choices, chosen_labels, read_lines
from tutela_web.risk.atrocity.kinds import ACT
from tutela_web.risk.atrocity.queries import STALE, picture_of_atrocity, shown_on_page
from tutela_web.risk.queries import areas_with_risks_for


@mission_page("risks")
def atrocity(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every factor and every kind of violence of an area, or of the whole mission."""
    areas = areas_with_risks_for(standing)
    area = next((one for one in areas if one.code == request.GET.get("area", "")), None)
    asked = {"area": area.code if area else ""}
    choices: dict[str, Choices] = {"area": [(one.code, one.name, None) for one in areas]}
    picture = picture_of_atrocity(standing, area)
    read_lines(standing, shown_on_page(picture))
    context = {
        "picture": picture,
        "area": area,
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "may_assess": standing.may(ACT, area=area.pk if area else None),
        "in_area": f"&{urlencode({'area': area.code})}" if area else "",
        "stale_days": STALE.days,
    }
    return render(request, "risk/atrocity.html", context)
