"""Places for programs: the list, one place, and what a name may mean; sites and what is kept of
them, and what communities are known by in the open, read only. What is closed of a community, and
what its partners advise, no program reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.places.kind import PLACE
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import FACT, MEASURE, NEED, ROLE
from tutela_web.places.queries import lookup, places_for
from tutela_web.places.sites.fact_kinds import COUNT, METHOD, SERVICE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.leaving_kind import READING
from tutela_web.records.endpoints.kind_api import add_endpoints, tell_own_of
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.own.api import OwnOut
from tutela_web.records.pages import read_line
from tutela_web.records.paging import given_line, list_part

router = Router(tags=["places"])


class PlaceOut(
    ColumnSchema,
    of=Place,
    columns="id version code name kind latitude longitude adm1 pcode population "
    "phone_coverage reachable classification",
):
    """A place as the mission has it; null is not known."""

    area: str | None
    own: OwnOut = None

    @staticmethod
    def resolve_area(place: Place) -> str | None:
        return place.area.code if place.area else None


class FoundOut(Schema):
    """A place a name may mean."""

    place: PlaceOut
    score: float
    matched: str


@router.get("/missions/{code}/places", response=Listed[PlaceOut])
def places(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Places, by code; `next` is to be sent as `after`."""
    standing = enter(request, code, "places")
    seen = places_for(standing).select_related("area")
    listed = list_part(seen, "code", limit, after, standing=standing)
    tell_own_of(PLACE, standing, listed["results"])
    return listed


@router.get("/missions/{code}/places/lookup", response=list[FoundOut])
def look_up(request: HttpRequest, code: str, q: str) -> Any:
    """What a name, alias or code may mean, likeliest first."""
    standing = enter(request, code, "places")
    matches = lookup(standing, q)
    places_meant = [match.place for match in matches]
    given_line(standing, places_meant)
    tell_own_of(PLACE, standing, places_meant)
    return matches


@router.get("/missions/{code}/places/{uuid:pk}", response=PlaceOut)
def place(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One place; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "places")
    kept_place = get_object_or_404(places_for(standing).select_related("area"), pk=pk)
    read_line(standing, kept_place)
    tell_own_of(PLACE, standing, [kept_place])
    return kept_place


add_endpoints(router, SITE, "sites", order="-entered_at")
add_endpoints(router, COUNT, "site-counts", order="-entered_at")
add_endpoints(router, SERVICE, "site-services", order="-entered_at")
add_endpoints(router, METHOD, "site-methods", order="-entered_at")
add_endpoints(router, READING, "site-readings", order="-entered_at")
add_endpoints(router, FACT, "community-facts", order="-entered_at")
add_endpoints(router, MEASURE, "own-measures", order="-entered_at")
add_endpoints(router, NEED, "community-needs", order="-entered_at")
add_endpoints(router, ROLE, "community-roles", order="-entered_at")
