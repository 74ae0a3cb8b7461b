"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "outreach"
urlpatterns: list[URLPattern] = []
