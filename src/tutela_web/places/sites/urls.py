"""Addresses of sites, below the places of a mission."""

from __future__ import annotations

from django.urls import URLPattern

from tutela_web.places.sites.kind import SITE
from tutela_web.records.kind_views import pages_of

site_urls: list[URLPattern] = [*pages_of(SITE)]
