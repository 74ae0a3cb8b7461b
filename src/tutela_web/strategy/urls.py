"""Addresses of the strategy room, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "strategy"
urlpatterns: list[URLPattern] = []
