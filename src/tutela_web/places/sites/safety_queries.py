"""Who reads whether a site is safe, and what of it.

The head of the field office of its area, the post that manages it, and the posts of the units that
answer for a sector of it read it whole. Who told of a defect reads that one. Who holds the
compartment capacity reads who can answer a threat. Everybody else who reads the place reads able,
not able or not known, and no trace of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.places.perimeter import REFUGE, Answer, Said, answers_read
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.models import Site
from tutela_web.places.sites.panels import PANELS, Shown
from tutela_web.places.sites.safety_models import (
    DefectPhoto,
    SiteAnswer,
    SiteDefect,
    SitePlan,
    SiteRoute,
    SiteSector,
)

KIND = "places"
KEEP = "keep_site"


def refuges_for(standing: Standing) -> QuerySet[Place]:
    """The places where people seek refuge that this person may see, by name."""
    refuge = Q(kind__in=REFUGE) | Q(site_record__isnull=False)
    return places_for(standing).filter(refuge, retired=False).order_by("name", "code")


def kept_sites(standing: Standing) -> QuerySet[Place]:
    """The sites this person reads whole."""
    return refuges_for(standing).filter(
        _in_office(standing) | _is_managed(standing) | _is_guarded(standing)
    )


def managed_sites(standing: Standing) -> QuerySet[Place]:
    """The sites this person answers for: as head of its office, or as who manages it."""
    return refuges_for(standing).filter(_in_office(standing) | _is_managed(standing))


def _in_office(standing: Standing) -> Q:
    areas = standing.authority.get(KEEP, frozenset())
    return Q() if areas is EVERYWHERE else Q(area_id__in=areas)


def _is_managed(standing: Standing) -> Q:
    plans = SitePlan.objects.filter(mission=standing.mission, manager__in=posts_held(standing))
    return Q(pk__in=plans.order_by().values("place"))


def _is_guarded(standing: Standing) -> Q:
    sectors = SiteSector.objects.filter(
        mission=standing.mission, unit_post__in=posts_held(standing)
    )
    return Q(pk__in=sectors.order_by().values("place"))


def _of_kept(standing: Standing) -> Q:
    sites = kept_sites(standing).order_by().values("pk")
    return Q(mission=standing.mission, place__in=sites)


def defects_for(standing: Standing) -> QuerySet[SiteDefect]:
    """The defects this person may see, those that are due first: of sites they read whole, those
    they told of, and those a post of theirs is to fix."""
    mine = Q(mission=standing.mission, place__in=refuges_for(standing).order_by().values("pk"))
    mine &= Q(author=standing.person.pk) | Q(owner__in=posts_held(standing))
    rows = SiteDefect.objects.filter(_of_kept(standing) | mine)
    return rows.select_related("place", "owner", "mission").order_by("due", "entered_at", "pk")


def plans_for(standing: Standing) -> QuerySet[SitePlan]:
    """How sites are kept, of those this person reads whole."""
    return SitePlan.objects.filter(_of_kept(standing)).select_related("place", "mission")


def sectors_for(standing: Standing) -> QuerySet[SiteSector]:
    """The sectors of perimeters, of sites this person reads whole."""
    rows = SiteSector.objects.filter(_of_kept(standing)).select_related("place", "mission")
    return rows.order_by("name", "pk")


def routes_for(standing: Standing) -> QuerySet[SiteRoute]:
    """The roads outside at risk, of sites this person reads whole."""
    rows = SiteRoute.objects.filter(_of_kept(standing)).select_related("place", "mission")
    return rows.order_by("ended_on", "-seen_on", "pk")


def holds_answers(standing: Standing) -> bool:
    """Whether this person reads who can answer a threat."""
    return Compartment.CAPACITY in standing.compartments


def answers_for(standing: Standing) -> QuerySet[SiteAnswer]:
    """Who can answer each threat, for who holds the compartment capacity."""
    if not holds_answers(standing):
        return SiteAnswer.objects.none()
    rows = SiteAnswer.objects.filter(
        standing.sees_open(KIND), place__in=refuges_for(standing).order_by().values("pk")
    )
    return rows.select_related("place", "mission").order_by("threat", "part")


def able_at(place: Place) -> list[Answer]:
    """What anybody who reads a site may read of its answers. One query."""
    rows = SiteAnswer.objects.filter(place=place).values_list("threat", "part", "able")
    return answers_read(Said(*row) for row in rows)


def able_at_each(places: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    """As able_at, of several sites. One query."""
    said: dict[UUID, list[Said]] = {place: [] for place in places}
    rows = SiteAnswer.objects.filter(place__in=list(said))
    for place, threat, part, able in rows.values_list("place", "threat", "part", "able"):
        said[place].append(Said(threat, part, able))
    return {place: answers_read(rows_said) for place, rows_said in said.items()}


def photos_for(standing: Standing, defect: SiteDefect) -> QuerySet[DefectPhoto]:
    """The photos of a defect this person may open: those on which somebody saw no face; all, for
    who answers for the site, and so may say it."""
    photos = DefectPhoto.objects.filter(defect=defect, defect__in=defects_for(standing)).defer(
        "content"
    )
    if managed_sites(standing).filter(pk=defect.place_id).exists():
        return photos
    return photos.exclude(faceless_at=None)


def posts_of(standing: Standing) -> QuerySet[Post]:
    """The posts of the mission, by title."""
    return Post.objects.filter(mission=standing.mission).order_by("title")


def closed_read(standing: Standing, place: Place, number: int) -> None:
    """The closed part of a site was read: one line in the audit, with how many records."""
    trail.record(
        "read",
        mission=standing.mission,
        by=standing.person,
        kind="siteplan",
        subject=place.pk,
        number=number,
    )


def safety_of(standing: Standing, site: Site) -> Mapping[str, Any]:
    """What stands of its safety on the page of a site: able or not for everybody who reads it, and
    how many defects are past their day for who reads it whole."""
    whole = kept_sites(standing).filter(pk=site.place_id).exists()
    late = defects_for(standing).filter(place=site.place_id, mended_on=None, due__lt=standing.on)
    return {"able": able_at(site.place), "late": late.count() if whole else 0, "whole": whole}


PANELS.append(Shown("places/sites/_safety.html", safety_of, at=40))
