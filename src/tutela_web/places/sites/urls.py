"""Addresses of sites, below the places of a mission."""

from __future__ import annotations

from django.urls import URLPattern

from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.places.sites import shown  # noqa: F401 - the panels of the page
from tutela_web.places.sites.assessed import ASSESSMENTS
from tutela_web.places.sites.fact_kinds import COUNT, METHOD, SERVICE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.leaving_kind import READING
from tutela_web.records.kind_views import pages_of

site_urls: list[URLPattern] = [
    *(address for kind in (COUNT, SERVICE, METHOD, READING) for address in pages_of(kind)),
    *sheet_urls(ASSESSMENTS, "site_counts"),
    *pages_of(SITE),
]
