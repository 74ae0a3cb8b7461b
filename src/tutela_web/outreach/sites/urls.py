"""Addresses of what is said of sites from above: signs on their character, sites compared."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.outreach.sites import character_kind, views
from tutela_web.records.kind_views import pages_of

site_urls: list[URLPattern] = [
    path("sites/compared/", views.compared_sites, name="sites_compared"),
    *(
        path(
            f"sites/compared.{form}",
            views.compared_file,
            {"form": form},
            name="sites_compared_file",
        )
        for form in ("csv", "xlsx")
    ),
    path("sites/<uuid:pk>/character/", character_kind.site_character, name="site_character"),
    *pages_of(character_kind.SIGN),
]
