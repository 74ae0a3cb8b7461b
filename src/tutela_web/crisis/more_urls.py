"""Addresses of the response, the timeline, contingency plans and phases, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.crisis import metrics_views, timeline_views

urlpatterns = [
    path("response/", metrics_views.response, name="response"),
    path("response/alerts/", metrics_views.behind, name="response_alerts"),
    *(
        path(f"response/report.{form}", metrics_views.report, {"form": form}, name="report")
        for form in ("pdf", "docx", "xlsx")
    ),
    path("timelines/", timeline_views.index, name="timelines"),
    path("alerts/<uuid:pk>/timeline/", timeline_views.timeline, name="timeline"),
    path("alerts/<uuid:pk>/timeline/signed/", timeline_views.signed, name="timeline_signed"),
]
