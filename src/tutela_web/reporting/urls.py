"""Addresses of reports, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.kind_views import pages_of
from tutela_web.reporting.kinds import OFFICE_FIGURE, REPORT_REQUEST
from tutela_web.reporting.pages import part_views, product_views, views
from tutela_web.reporting.papers import file_views
from tutela_web.reporting.reached import views as reached_views
from tutela_web.reporting.reached.consultation_kind import REPORT_CONSULTATION
from tutela_web.reporting.reached.council_kinds import (
    COUNCIL_FOLLOW_UP,
    COUNCIL_STOP,
    COUNCIL_VISIT,
)
from tutela_web.reporting.reached.kinds import REPORT_ASK

app_name = "reporting"
OF_REPORT, OF_PART = "<uuid:pk>/", "parts/<uuid:pk>/"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.report_new, name="report_new"),
    path("audiences/", reached_views.audiences, name="audiences"),
    path("made/", product_views.product_list, name="products"),
    path("made/new/", product_views.product_new, name="product_new"),
    path("made/<slug:key>/", product_views.product_edit, name="product_edit"),
    path("made/<slug:key>/end/", product_views.product_end, name="product_end"),
    path("made/<slug:key>/resume/", product_views.product_resume, name="product_resume"),
    path(OF_REPORT, views.report, name="report"),
    path(f"{OF_REPORT}fill/", views.report_fill, name="report_fill"),
    path(f"{OF_REPORT}stop/", views.report_stop, name="report_stop"),
    path(f"{OF_REPORT}drop/", views.report_drop, name="report_drop"),
    path(f"{OF_REPORT}clearance/", views.clearance, name="clearance"),
    path(f"{OF_REPORT}clearance/begin/", views.report_clearance, name="report_clearance"),
    path(f"{OF_REPORT}clearance/sign/", views.report_clear, name="report_clear"),
    path(f"{OF_REPORT}clearance/dissent/", views.report_dissent, name="report_dissent"),
    path(f"{OF_REPORT}give/", views.report_give, name="report_give"),
    path(f"{OF_REPORT}receive/", views.report_receive, name="report_receive"),
    path(f"{OF_REPORT}correct/", views.report_correct, name="report_correct"),
    path(f"{OF_REPORT}figures/<slug:key>/", views.figure, name="figure"),
    path(f"{OF_REPORT}report.<slug:form>", file_views.report_file, name="report_file"),
    path("receipts/<uuid:pk>/", views.receipt_record, name="receipt_record"),
    path("contributions/<uuid:pk>/", views.contribution_hand_in, name="contribution_hand_in"),
    path(OF_PART, part_views.part, name="part"),
    path(f"{OF_PART}typed/", part_views.part_typed, name="part_typed"),
    path(f"{OF_PART}preview/", part_views.part_preview, name="part_preview"),
    path(f"{OF_PART}history/", part_views.part_history, name="part_history"),
    path(f"{OF_PART}lease/", part_views.part_lease, name="part_lease"),
    path(f"{OF_PART}accept/", part_views.part_accept, name="part_accept"),
    path(f"{OF_PART}leave-out/", part_views.part_leave_out, name="part_leave_out"),
    path(f"{OF_PART}comment/", part_views.part_comment, name="part_comment"),
    path("comments/<uuid:pk>/", part_views.comment_decide, name="comment_decide"),
    path("asides/<uuid:pk>/", part_views.aside_settle, name="aside_settle"),
    *pages_of(OFFICE_FIGURE),
    *pages_of(REPORT_REQUEST),
    *pages_of(REPORT_ASK),
    *pages_of(REPORT_CONSULTATION),
    *pages_of(COUNCIL_VISIT),
    *pages_of(COUNCIL_STOP),
    *pages_of(COUNCIL_FOLLOW_UP),
]
