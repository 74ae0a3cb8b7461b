"""The ready scripts, scripts taken away as files, and the scenarios of a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.exercise.script import said_in, write_script
from tutela.exercise.shipped import shipped_scripts
from tutela_web.access.page_access import mission_page, taken_away
from tutela_web.access.policy import Standing
from tutela_web.exercise.scenarios.causes import causes_at
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.exercise.scenarios.queries import ACT, KIND, open_scenarios, scenarios_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove
from tutela_web.records.taken_files import record_as_file
from tutela_web.risk.models import Risk

JSON = "application/json"


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of scenarios, season and calendar beside a place. No query."""
    return _panel_at(standing, record.pk) if isinstance(record, Place) else None


def _panel_at(standing: Standing, place: UUID) -> PanelAbove | None:
    if not standing.reads(KIND):
        return None
    url = reverse("exercise:scenarios_at", args=[standing.mission.code, place])
    return PanelAbove(url, _("Scenarios, season and calendar"), "scenarios")


def panel_of_risk(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """The same beside a line of the register: of its place. No query. None for a risk of a
    compartment."""
    panel = None if risk.compartment else _panel_at(standing, risk.place_id)
    return {"panels": [panel]} if panel else None


@mission_page(KIND)
def scenarios_at(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The open scenarios of a place, and what of season and calendar may change its threats."""
    place = get_object_or_404(places_for(standing), pk=pk)
    context = {
        "here": place,
        "rows": [
            (scenario, scenario.review_overdue(standing.on))
            for scenario in open_scenarios(standing).filter(place=place)
        ],
        "causes": causes_at(standing, place),
        "may_keep": standing.may(ACT, area=place.area_id),
    }
    part = request.htmx  # type: ignore[attr-defined]
    template = "exercise/_scenarios_at.html" if part else "exercise/scenarios_at.html"
    return render(request, template, context)


@mission_page(KIND)
def ready_scripts(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The ready scripts, to be looked at, taken away and changed."""
    language = get_language() or "en"
    rows = [
        {
            "script": script,
            "title": said_in(script.title, language),
            "about": said_in(script.about, language),
            "roles": len(script.roles),
            "injects": len(script.injects),
            "expected": len(script.expectations),
        }
        for script in shipped_scripts().values()
    ]
    return render(request, "exercise/ready_scripts.html", {"rows": rows})


@mission_page(KIND)
def ready_script_file(request: HttpRequest, standing: Standing, name: str) -> HttpResponse:
    """A ready script as its file. It holds nothing of the mission."""
    if (script := shipped_scripts().get(name)) is None:
        raise Http404
    return taken_away(standing, write_script(script), JSON, f"{script.code}.json")


@mission_page(KIND, of=scenarios_for)
def scenario_script_file(
    request: HttpRequest, standing: Standing, scenario: Scenario
) -> HttpResponse:
    """The script kept with a scenario, as its file."""
    if not scenario.script:
        raise Http404
    return record_as_file(standing, scenario, "script", "json", scenario.script, JSON)
