"""Addresses of the room of accountability, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.accountability import views
from tutela_web.accountability.justice_kinds import (
    HELP,
    INVESTIGATION,
    INVESTIGATION_STEP,
    WORK,
)
from tutela_web.accountability.kinds import (
    ACTION_PLAN,
    COMMAND,
    FINDING,
    PLAN_STEP,
    STEP,
    VIOLATION,
)
from tutela_web.records.kind_views import pages_of

app_name = "accountability"
urlpatterns = [
    path("violations/new/", views.new_violation, name="violation_new"),
    *(page for kind in (STEP, COMMAND, FINDING, PLAN_STEP) for page in pages_of(kind)),
    *pages_of(VIOLATION),
    *pages_of(ACTION_PLAN),
    *(page for kind in (INVESTIGATION, INVESTIGATION_STEP, HELP, WORK) for page in pages_of(kind)),
]
