"""How partners are read: with what each lacks, and who leads the cluster where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tutela.coordination.arrangements import shown_at
from tutela.places.names import fold
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas, posts_held
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import last_held, standing_fora
from tutela_web.partners.partner.models import Partner

FILTERS = ("kind", "depth", "lacks")


def partners_for(standing: Standing) -> QuerySet[Partner]:
    """The partners this person may see, as fora are read; those that ended too."""
    return Partner.objects.filter(standing.sees_open("fora"))


def standing_partners(standing: Standing) -> QuerySet[Partner]:
    """The partners that did not end, by kind and name."""
    alive = partners_for(standing).filter(Q(ended_on=None) | Q(ended_on__gt=standing.on))
    return alive.select_related("area").defer("area__boundary").order_by("kind", "name", "pk")


def partner_list(standing: Standing, asked: Mapping[str, str]) -> list[Partner]:
    """The partners a filter finds, those that lack something first. One query."""
    partners = standing_partners(standing)
    for name in ("kind", "depth"):
        if asked.get(name):
            partners = partners.filter(**{name: asked[name]})
    rows = [
        partner for partner in partners if not asked.get("lacks") or asked["lacks"] in partner.lacks
    ]
    return sorted(rows, key=lambda row: not row.lacks)


def partner_named(standing: Standing, organisation: str) -> Partner | None:
    """The partner of this name, if this person may see one. One query."""
    wanted = fold(organisation)
    return next(
        (
            standing_partner
            for standing_partner in standing_partners(standing)
            if fold(standing_partner.name) == wanted
        ),
        None,
    )


def is_shown(standing: Standing, what: str) -> bool:
    """Whether this person is shown `what`, a word of tutela.coordination.arrangements.TAKES: for a
    partner's account, as deep as the partner whose post it holds accepts contact; of several, all.

    Who holds a role of the mission beside is shown what that role reads, and an account whose post
    no partner is recorded for what the role of partners reads. One query.
    """
    if standing.roles != {"partner"}:
        return True
    alive = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    mine = Partner.objects.filter(alive, mission=standing.mission, post__in=posts_held(standing))
    return all(what in shown_at(depth) for depth in mine.values_list("depth", flat=True))


def offices(standing: Standing, kind: str = "fora") -> list[DutyArea]:
    """The areas of field offices of which this person reads records of a kind."""
    reading = standing.readings.get(kind)
    if reading is None:
        return []
    return [
        area
        for area in areas(standing.mission, on=standing.on)
        if area.kind == DutyArea.Kind.FIELD_OFFICE
        and (reading.areas is None or area.pk in reading.areas)
    ]


@dataclass(frozen=True)
class HostChannel:
    """A level, and the channels to host authorities there with when each last met; none is a
    gap."""

    level: Forum.Level
    channels: list[tuple[Forum, date | None]]


def host_channels(standing: Standing) -> list[HostChannel]:
    """The channels to host authorities at each level. Two queries."""
    last = last_held(standing)
    found = list(standing_fora(standing).filter(kind=Forum.Kind.HOST).defer("area__boundary"))
    return [
        HostChannel(level, [(one, last.get(one.pk)) for one in found if one.level == level])
        for level in Forum.Level
    ]


@dataclass(frozen=True)
class Led:
    """An area, and who leads the Protection Cluster there; nobody recorded is a gap."""

    area: DutyArea
    by: tuple[Partner, ...]


def cluster_leads(standing: Standing, partners: list[Partner]) -> list[Led]:
    """Who leads the cluster in each area: of it, else of the whole mission. One query."""
    leads = [partner for partner in partners if partner.leads_cluster]
    whole = tuple(lead for lead in leads if lead.area_id is None)
    return [
        Led(area, tuple(lead for lead in leads if lead.area_id == area.pk) or whole)
        for area in offices(standing)
    ]
