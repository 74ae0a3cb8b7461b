"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.deployment.whatif import panels as move_panels
from tutela_web.deployment.whatif import views as what_if_views
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.records.kind_views import pages_of

app_name = "deployment"
of_gaps: list[URLPattern] = []
of_options: list[URLPattern] = []
of_allocation: list[URLPattern] = []
of_what_if: list[URLPattern] = [
    path("what-if/", what_if_views.what_if, name="whatif"),
    *pages_of(MOVE),
    *pages_of(DRAWDOWN),
    *pages_of(GAP),
    path("moves/at/<uuid:pk>/", move_panels.moves_at_place, name="moves_at"),
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
