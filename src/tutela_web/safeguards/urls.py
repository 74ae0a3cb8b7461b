"""Addresses of the room of safeguards, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of
from tutela_web.safeguards import views
from tutela_web.safeguards.kind import HARM_CHECK, REPRISAL

app_name = "safeguards"
urlpatterns = [
    *pages_of(HARM_CHECK),
    path("reprisals/report/", views.report, name="report"),
    *pages_of(REPRISAL),
    path("retention/", views.retention, name="retention"),
    *addresses_of(views.ACTS),
    path("retention/words/<slug:kept>/<uuid:pk>/", views.decide, name="decide"),
]
