"""Addresses of scenarios and exercises, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "exercise"
of_scenarios: list[URLPattern] = []
of_drills: list[URLPattern] = []
of_twins: list[URLPattern] = []
of_findings: list[URLPattern] = []
urlpatterns: list[URLPattern] = [*of_scenarios, *of_drills, *of_twins, *of_findings]
