"""What loses cover with the places that fall out of reach, and whose it is to answer for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.links.queries import in_force
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.places.models import Place
from tutela_web.programme.efforts.queries import outside_for, programmes_for
from tutela_web.warning.network.queries import contacts_for

OWNER = "head_of_field_office"
COMMUNITY, PROGRAMME, CHANNEL = "community", "programme", "channel"
MOST = 200
"""So many communities that fall out are looked at one by one."""


@dataclass(frozen=True)
class CoverLoss:
    """One thing that loses cover: its kind, how it is called, the page it has, the post that
    answers for its area; None where there is none, to be named."""

    kind: str
    name: str
    words: Words
    page: str
    pk: UUID | None
    place: Place | None
    owner: Post | None


def losses_at(standing: Standing, places: Sequence[Place]) -> list[CoverLoss]:
    """Communities, programmes of others and alert contacts at places that fall out of reach, as far
    as this person reads them. Eight queries at most."""
    if not places:
        return []
    owners = owners_of_areas(standing)
    by_id = {place.pk: place for place in places}

    def owner(place: Place | None) -> Post | None:
        return owners.get(place.area_id) if place is not None and place.area_id else None

    lost_cover = [
        CoverLoss(COMMUNITY, place.name, "", "site:place", place.pk, place, owner(place))
        for place in places
    ]
    at = Q(place__in=list(by_id))
    if standing.reads("strategy"):
        for programme in programmes_for(standing).filter(at):
            place = by_id[programme.place_id]  # type: ignore[index]
            lost_cover.append(
                CoverLoss(
                    PROGRAMME,
                    programme.title,
                    programme.get_kind_display(),
                    "programme:programme",
                    programme.pk,
                    place,
                    owner(place),
                )
            )
        for part in outside_for(standing).filter(in_force(standing), line__place__in=list(by_id)):
            place = by_id[part.line.place_id]  # type: ignore[union-attr,index]
            lost_cover.append(
                CoverLoss(
                    PROGRAMME,
                    part.entity,
                    part.get_side_display(),
                    "programme:outside_one",
                    part.pk,
                    place,
                    owner(place),
                )
            )
    if standing.reads("fora"):
        areas = {place.area_id for place in places if place.area_id}
        for arrangement in standing_arrangements(standing).filter(
            at | Q(place=None, area__in=areas)
        ):
            where = by_id.get(arrangement.place_id) if arrangement.place_id else None
            lost_cover.append(
                CoverLoss(
                    PROGRAMME,
                    arrangement.name,
                    arrangement.get_kind_display(),
                    "partners:arrangement",
                    arrangement.pk,
                    where,
                    owners.get(arrangement.area_id) if arrangement.area_id else None,
                )
            )
    return [*lost_cover, *_channels(standing, by_id, owners)]


def _channels(
    standing: Standing, places: dict[UUID, Place], owners: dict[UUID, Post]
) -> list[CoverLoss]:
    """How many contacts there are at each place: numbers only."""
    if not standing.reads("network"):
        return []
    rows = contacts_for(standing).filter(place__in=list(places), retired=False)
    counts = Counter(rows.order_by().values_list("place_id", flat=True))
    return [
        CoverLoss(
            CHANNEL,
            _("%(n)s contacts of the alert network") % {"n": number},
            "",
            "site:place",
            place.pk,
            place,
            owners.get(place.area_id) if place.area_id else None,
        )
        for place in places.values()
        if (number := counts[place.pk])
    ]


def owners_of_areas(standing: Standing) -> dict[UUID, Post]:
    """The post that answers for each duty area: its head of field office. One query."""
    rows = Post.objects.filter(mission=standing.mission, role=OWNER, area__isnull=False)
    return {post.area_id: post for post in rows.order_by("-title") if post.area_id is not None}
