"""Addresses of misconduct, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.conduct import views

app_name = "conduct"
urlpatterns = [
    path("misconduct/", views.report, name="report"),
    path("misconduct/office/", views.office, name="office"),
    path("misconduct/receipts/", views.receipts, name="receipts"),
    path("misconduct/receipts/<uuid:pk>/", views.receipt, name="receipt"),
    path("misconduct/receipts/<uuid:pk>/sealed/", views.download_sealed, name="sealed"),
    path("misconduct/receipts/<uuid:pk>/confirm/", views.confirm, name="confirm"),
]
