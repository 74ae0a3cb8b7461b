"""Addresses of scenarios and exercises, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.exercise.drills import views as drill_views
from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.findings import beside as findings_beside
from tutela_web.exercise.findings.kinds import FINDING
from tutela_web.exercise.twins.kinds import TWIN
from tutela_web.records.kind_views import pages_of

app_name = "exercise"
of_scenarios: list[URLPattern] = []
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
