"""Sites side by side: threat, perimeter, the way of the nearest base, people unable to flee.

In the order of the priority people agreed, else of what the latest assessment suggests. A site of
which no risk is known is never ranked: it stands apart, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tutela.base.disclosure import LEAST
from tutela.base.later import pl
from tutela.places.site_counts import people_of
from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.reach.nearest import NearestBase, nearest_bases
from tutela_web.look.translate import word
from tutela_web.places.sites.models import Site, SiteCount
from tutela_web.places.sites.panels import able_at
from tutela_web.places.sites.queries import counts_for, sites_for
from tutela_web.risk.columns import suggestions_seen
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment, risks_for


@dataclass(frozen=True)
class SiteThreat:
    """The highest priority of the risks at a site, or in its town.

    priority  0 low to 3 critical
    agreed    whether people agreed it; else it is what the latest assessment suggests
    of_town   whether it is known of the town only, not of the site
    """

    priority: int
    agreed: bool
    of_town: bool = False

    @property
    def word(self) -> str:
        """The priority as tables of the core name it."""
        return PRIORITIES[self.priority]

    @property
    def basis(self) -> Words:
        """What it rests on, in words."""
        if self.of_town:
            return _("agreed, of the town") if self.agreed else _("suggested, of the town")
        return _("agreed") if self.agreed else _("suggested")


@dataclass(frozen=True)
class SiteRow:
    """A site among others; None of anything is not known, and counts for nothing.

    counted      the latest count that tells how many people live there
    cannot_flee  the latest count that tells how many could not leave unaided
    able         whether its perimeter could be held, and no more of it
    """

    site: Site
    threat: SiteThreat | None
    able: bool | None
    nearest: NearestBase | None
    counted: SiteCount | None
    cannot_flee: SiteCount | None

    @property
    def people(self) -> int | None:
        """How many live there, by the latest count."""
        return None if self.counted is None else people_told(self.counted)


@dataclass(frozen=True)
class ComparedSites:
    """The sites with a known threat in their order, and those of which none is known, by name."""

    ranked: list[SiteRow]
    unknown: list[SiteRow]
    on: date

    @property
    def rows(self) -> list[SiteRow]:
        """All of them, those not ranked last."""
        return [*self.ranked, *self.unknown]


def people_told(count: SiteCount) -> int | None:
    """How many people a count tells of."""
    return people_of({name: getattr(count, name) for name in ("people", "female", "male")})


def threats_at(standing: Standing, places: Collection[UUID]) -> dict[UUID, SiteThreat]:
    """The highest priority of the risks at each place, as far as this person reads risks. What
    people agreed goes before what is suggested."""
    if not standing.reads("risks"):
        return {}
    hexes = {pk.hex: pk for pk in places}
    suggested = (
        suggestions_seen(standing, latest_assessment(standing))
        .with_columns(pl.col("place").cast(pl.String))
        .filter(pl.col("place").is_in(list(hexes)))
        .group_by("place")
        .agg(pl.col("priority").max())
        .collect()
    )
    by_place = {hexes[place]: SiteThreat(int(most), False) for place, most in suggested.iter_rows()}
    agreed = (
        risks_for(standing)
        .filter(place__in=places, risk__isnull=False, priority__isnull=False)
        .exclude(status__in=Risk.OFF)
        .order_by()
        .values_list("place")
        .annotate(most=Max("priority"))
    )
    return by_place | {place: SiteThreat(most, True) for place, most in agreed}


def compare_sites(standing: Standing, *, closed: bool = False) -> ComparedSites:
    """The sites this person sees, side by side. The same queries for any number of them.

    Takes   closed, whether those that were closed are told too.
    """
    rows = sites_for(standing).select_related("place__town")
    sites = list(rows if closed else rows.filter(closed_on=None))
    towns = {site.place.town_id for site in sites if site.place.town_id}
    threats = threats_at(standing, {site.place_id for site in sites} | towns)
    near = nearest_bases(standing, [(site.place.latitude, site.place.longitude) for site in sites])
    able = able_at(standing, sites)
    counted, cannot = _latest_counts(standing, sites)
    site_rows = [
        SiteRow(
            site,
            _threat_of(site, threats),
            able.get(site.pk),
            base,
            counted.get(site.pk),
            cannot.get(site.pk),
        )
        for site, base in zip(sites, near, strict=True)
    ]
    ranked = [row for row in site_rows if row.threat is not None]
    ranked.sort(key=lambda row: -row.threat.priority if row.threat else 0)  # then by name
    return ComparedSites(ranked, [row for row in site_rows if row.threat is None], standing.on)


def _threat_of(site: Site, threats: dict[UUID, SiteThreat]) -> SiteThreat | None:
    own, town = threats.get(site.place_id), site.place.town_id
    if own is not None or town is None or town not in threats:
        return own
    return SiteThreat(threats[town].priority, threats[town].agreed, of_town=True)


def _latest_counts(
    standing: Standing, sites: Sequence[Site]
) -> tuple[dict[UUID, SiteCount], dict[UUID, SiteCount]]:
    """Of each site the latest count with people, and with people unable to flee. One query."""
    counted: dict[UUID, SiteCount] = {}
    cannot: dict[UUID, SiteCount] = {}
    for count in counts_for(standing).filter(site__in=sites):
        if people_told(count) is not None:
            counted.setdefault(count.site_id, count)
        if count.cannot_flee is not None:
            cannot.setdefault(count.site_id, count)
    return counted, cannot


def heads_taken() -> list[str]:
    """The heads of the list as a file. Of the perimeter nothing leaves."""
    heads = (
        _("Site"),
        _("Kind"),
        _("Threat"),
        _("Threat rests on"),
        _("Nearest base"),
        _("Minutes by the map"),
        _("People"),
        _("Counted on"),
        _("Unable to flee"),
        _("Counted on (unable to flee)"),
        _("Surroundings"),
        _("Marking"),
    )
    return [str(head) for head in heads]


def cells_taken(row: SiteRow) -> list[str]:
    """A row as a file holds it: what is not known says so."""
    unknown = str(_("not known"))
    near, counted, cannot = row.nearest, row.counted, row.cannot_flee
    return [
        row.site.place.name,
        str(row.site.get_kind_display()),
        word(row.threat.word) if row.threat else unknown,
        str(row.threat.basis) if row.threat else str(_("not ranked")),
        near.base.name if near else unknown,
        f"{near.minutes:.0f}" if near else unknown,
        _number(row.people),
        counted.counted_on.isoformat() if counted else unknown,
        _number(cannot.cannot_flee if cannot else None),
        cannot.counted_on.isoformat() if cannot else unknown,
        str(row.site.get_around_display()) if row.site.around else unknown,
        str(row.site.get_classification_display()),
    ]


def _number(number: int | None) -> str:
    if number is None:
        return str(_("not known"))
    if 0 < number < LEAST:
        return str(_("fewer than %(n)s") % {"n": LEAST})
    return str(number)
