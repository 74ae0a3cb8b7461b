"""Addresses of scenarios and exercises, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

from tutela_web.exercise.twins.kinds import TWIN
from tutela_web.records.kind_views import pages_of

app_name = "exercise"
of_scenarios: list[URLPattern] = []
of_drills: list[URLPattern] = []
of_twins: list[URLPattern] = [*pages_of(TWIN)]
of_findings: list[URLPattern] = []
urlpatterns: list[URLPattern] = [*of_scenarios, *of_drills, *of_twins, *of_findings]
