"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.deployment.options import views as option_views
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.records.kind_views import pages_of

app_name = "deployment"
of_gaps: list[URLPattern] = []
of_options: list[URLPattern] = [
    path("options/", option_views.options_listed, name="options"),
    path("needs/<uuid:pk>/options/", option_views.need_options, name="need_options"),
    path("beyond/", option_views.beyond_listed, name="beyond"),
    *pages_of(GAP_OPTION),
    *pages_of(BEYOND),
    *pages_of(NO_STRATEGY),
    *pages_of(HOST_PART),
]
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
