"""Sites and what is known of them, as a person may see it: by the place, as places are read."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.models import (
    PoliceMethod,
    Site,
    SiteCount,
    SiteReading,
    SiteService,
)
from tutela_web.records.models import Record

KIND = "places"
ACT = "edit_places"

RecordT = TypeVar("RecordT", bound=Record)


def sites_for(standing: Standing) -> QuerySet[Site]:
    """The sites this person may see, of places they may see, by name."""
    seen = Site.objects.filter(standing.sees_open(KIND), place__in=_places(standing))
    return seen.select_related("place", "mission").order_by("place__name", "pk")


def _places(standing: Standing) -> QuerySet[Place]:
    return places_for(standing).order_by().only("pk")


def places_without_site(standing: Standing) -> QuerySet[Place]:
    """The places this person sees that are no site yet and may become one: no town, no village."""
    people_live = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.CROSSING)
    rows = places_for(standing).filter(retired=False, site_record=None)
    return rows.exclude(kind__in=people_live).order_by("name", "code")


def counts_for(standing: Standing) -> QuerySet[SiteCount]:
    """The counts this person may see, the latest first."""
    return _of_sites(
        standing, SiteCount.objects.filter(taken_back=False).order_by("-counted_on", "-entered_at")
    )


def services_for(standing: Standing) -> QuerySet[SiteService]:
    """What was found of services, the latest first."""
    return _of_sites(
        standing, SiteService.objects.filter(taken_back=False).order_by("-found_on", "-entered_at")
    )


def methods_for(standing: Standing) -> QuerySet[PoliceMethod]:
    """Methods of police at sites, the last begun first."""
    return _of_sites(standing, PoliceMethod.objects.order_by("-since", "-entered_at"))


def readings_for(standing: Standing) -> QuerySet[SiteReading]:
    """The mission's readings of security, the latest first."""
    return _of_sites(standing, SiteReading.objects.order_by("-read_on", "-entered_at"))


def _of_sites(standing: Standing, rows: QuerySet[RecordT]) -> QuerySet[RecordT]:
    """Records of the sites a person may see."""
    sites = sites_for(standing).order_by().values("pk")
    return rows.filter(standing.sees_open(KIND), site__in=sites).select_related("site__place")
