"""Addresses of reports from the field, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.intake import views
from tutela_web.intake.following.views import show_stuck_reports
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.sheets import views as sheet_views
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "intake"
urlpatterns = [
    *addresses_of(views.ACTS),
    path("field-reports/new/", views.new_report, name="report_new"),
    path("field-reports/stuck/", show_stuck_reports, name="reports_stuck"),
    path("field-reports/<uuid:pk>/incident/", views.record_report, name="report_record"),
    path("field-reports/<uuid:pk>/link/", views.link_report, name="report_link"),
    path("field-reports/<uuid:pk>/raise/", views.raise_report, name="report_raise"),
    path("field-reports/<uuid:pk>/together/", views.put_together, name="report_together"),
    path("alerts/<uuid:pk>/field-reports/", views.show_reports_of_alert, name="reports_of_alert"),
    path("field-reports/media/<uuid:pk>/", views.show_media, name="report_media"),
    path("field-reports/counts/<slug:form>/", sheet_views.counts, name="reports_counts"),
    path("field-reports/tables/<slug:form>/", sheet_views.table, name="reports_table"),
    path(
        "field-reports/tables/<slug:form>/copy.<str:ending>",
        sheet_views.download,
        name="reports_download",
    ),
    path("field-reports/tables/<slug:form>/file/", sheet_views.upload, name="reports_upload"),
    path(
        "field-reports/tables/<slug:form>/file/<uuid:pk>/",
        sheet_views.sheet,
        name="reports_sheet",
    ),
    *pages_of(FIELD_REPORT),
]
