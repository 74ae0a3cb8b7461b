"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "deployment"
of_gaps: list[URLPattern] = []
of_options: list[URLPattern] = []
of_allocation: list[URLPattern] = []
of_what_if: list[URLPattern] = []
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
