"""How checks of humanitarian space are read."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.links.queries import with_seen
from tutela_web.partners.space.models import OpenSite, SpaceCheck
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for


def checks_for(standing: Standing) -> QuerySet[SpaceCheck]:
    """The checks this person may see, as fora are read."""
    rows = with_seen(standing, SpaceCheck.objects.filter(standing.sees_open("fora")), "place")
    return rows.select_related("place", "area", "approved_by").defer("area__boundary")


def whole_checks(standing: Standing) -> QuerySet[SpaceCheck]:
    """The checks this person may see, for pages that ask themselves what else they may."""
    rows = SpaceCheck.objects.filter(standing.sees_open("fora"))
    return rows.select_related("mission", "approved_by")


def check_list(standing: Standing, asked: Mapping[str, str]) -> list[SpaceCheck]:
    """The checks a filter finds, those with open questions or without approval first. One query."""
    checks = checks_for(standing).order_by("-on", "-entered_at")
    if asked.get("kind"):
        checks = checks.filter(kind=asked["kind"])
    return sorted(checks, key=lambda check: not (check.open_questions or check.waits))


def sites_of(standing: Standing, space_check: SpaceCheck) -> list[tuple[OpenSite, Place | None]]:
    """The sites open to reprisals; each with its place, None where it may not be seen. Two
    queries."""
    sites = list(space_check.sites.select_related("watched_by"))
    seen = places_for(standing).in_bulk([site.place_id for site in sites])
    return [(site, seen.get(site.place_id)) for site in sites]
