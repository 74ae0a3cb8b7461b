"""Addresses of scenarios and exercises, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.exercise.drills import views as drill_views
from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.findings import beside as findings_beside
from tutela_web.exercise.findings.kinds import FINDING
from tutela_web.exercise.scenarios import views as scenario_views
from tutela_web.exercise.scenarios.kinds import BACKUP, SCENARIO, SIGN
from tutela_web.exercise.twins.kinds import TWIN
from tutela_web.records.kind_views import pages_of

app_name = "exercise"
of_scenarios: list[URLPattern] = [
    *pages_of(SCENARIO),
    *pages_of(SIGN),
    *pages_of(BACKUP),
    path(
        "scenarios/<uuid:pk>/script.json", scenario_views.scenario_script_file, name="script_file"
    ),
    path("scenarios/at/<uuid:pk>/", scenario_views.scenarios_at, name="scenarios_at"),
    path("scripts/", scenario_views.ready_scripts, name="ready_scripts"),
    path("scripts/<slug:name>.json", scenario_views.ready_script_file, name="ready_script_file"),
]
of_drills: list[URLPattern] = [
    *pages_of(DRILL),
    path("mine/", drill_views.my_exercise, name="my_exercise"),
    path("no-duff/", drill_views.no_duff, name="no_duff"),
]
of_twins: list[URLPattern] = [*pages_of(TWIN)]
of_findings: list[URLPattern] = [
    *pages_of(FINDING),
    path("drills/<uuid:pk>/findings/", findings_beside.findings_of, name="findings_of"),
    path("due/", findings_beside.due_page, name="exercises_due"),
]
urlpatterns: list[URLPattern] = [*of_scenarios, *of_drills, *of_twins, *of_findings]
