"""Addresses of the mandate room, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "mandate"
urlpatterns: list[URLPattern] = []
