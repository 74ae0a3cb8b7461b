"""Addresses of gateways: each an id nobody guesses, and a proof beside it."""

from __future__ import annotations

from django.urls import path

from tutela_web.channels import views

app_name = "channels"
urlpatterns = [
    path("<uuid:pk>/", views.gateway, name="gateway"),
    path("<uuid:pk>/<str:what>", views.gateway, name="gateway_part"),
    path("<uuid:pk>/<str:what>/", views.gateway, name="gateway_receipt"),
]
