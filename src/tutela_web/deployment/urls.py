"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.deployment.whatif import views as what_if_views

app_name = "deployment"
of_gaps: list[URLPattern] = []
of_options: list[URLPattern] = []
of_allocation: list[URLPattern] = []
of_what_if: list[URLPattern] = [
    path("what-if/", what_if_views.what_if, name="whatif"),
]
of_siting: list[URLPattern] = []
of_visits: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    *of_gaps,
    *of_options,
    *of_allocation,
    *of_what_if,
    *of_siting,
    *of_visits,
]
