"""Addresses of misconduct, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.conduct import views

app_name = "conduct"
urlpatterns = [
    path("misconduct/", views.report, name="report"),
    path("misconduct/office/", views.office, name="office"),
    path("misconduct/office/<str:whose>/", views.office, name="office_of"),
    path("misconduct/unsure/", views.unsure_cases, name="unsure_cases"),
    path("misconduct/unsure/<uuid:pk>/", views.unsure_case, name="unsure_case"),
    path("misconduct/unsure/<uuid:pk>/decide/", views.decide_unsure, name="decide_unsure"),
    path("misconduct/receipts/", views.receipts, name="receipts"),
    path("misconduct/receipts/<uuid:pk>/", views.receipt, name="receipt"),
    path("misconduct/receipts/<uuid:pk>/sealed/", views.download_sealed, name="sealed"),
    path("misconduct/receipts/<uuid:pk>/confirm/", views.confirm, name="confirm"),
]
