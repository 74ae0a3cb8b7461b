"""Addresses of the room of safeguards, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.kind_views import pages_of
from tutela_web.safeguards import views
from tutela_web.safeguards.kind import HARM_CHECK, REPRISAL

app_name = "safeguards"
urlpatterns = [
    path("checks/<uuid:pk>/decide/", views.check_decide, name="check_decide"),
    path("checks/<uuid:pk>/watch/", views.check_watch, name="check_watch"),
    *pages_of(HARM_CHECK),
    path("reprisals/report/", views.report, name="report"),
    path("reprisals/<uuid:pk>/resume/", views.reprisal_resume, name="reprisal_resume"),
    *pages_of(REPRISAL),
    path("retention/", views.retention, name="retention"),
    path("retention/hold/", views.hold, name="hold"),
    path("retention/holds/<uuid:pk>/end/", views.end_hold, name="end_hold"),
    path("retention/rule/", views.rule, name="rule"),
    path("retention/words/<slug:kept>/<uuid:pk>/", views.decide, name="decide"),
]
