"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern

from tutela_web.outreach.sites.urls import site_urls

app_name = "outreach"
urlpatterns: list[URLPattern] = [*site_urls]
