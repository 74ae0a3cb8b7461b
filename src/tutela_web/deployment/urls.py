"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.deployment.siting import views as siting_views
from tutela_web.deployment.visits import panels as visit_panels
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.records.kind_views import pages_of

app_name = "deployment"
of_gaps: list[URLPattern] = []
of_options: list[URLPattern] = []
of_allocation: list[URLPattern] = []
of_what_if: list[URLPattern] = []
of_siting: list[URLPattern] = [path("places-for-units/", siting_views.siting, name="siting")]
of_visits: list[URLPattern] = [
    *pages_of(VISIT),
    *(
        path(
            f"visits/at/{name}/<uuid:pk>/",
            visit_panels.visits_near,
            {"name": name},
            name=f"visits_at_{name}",
        )
        for name in visit_panels.ROWS
    ),
]
urlpatterns: list[URLPattern] = [
    *of_gaps,
    *of_options,
    *of_allocation,
    *of_what_if,
    *of_siting,
    *of_visits,
]
