"""The panels of a site's page that stand in this feature: who lives there, services, police,
readings of security and what closing still lacks."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from tutela.places.site_counts import BAND_FIELDS, Row, children_of, people_of, rows_of
from tutela.places.site_services import Indicator, indicators
from tutela_web.access.policy import Standing
from tutela_web.places.sites.leaving_kind import CLOSE, lacks_for_closing
from tutela_web.places.sites.models import Site, SiteCount, SiteService
from tutela_web.places.sites.panels import PANELS, Shown
from tutela_web.places.sites.queries import (
    ACT,
    counts_for,
    methods_for,
    readings_for,
    services_for,
)

COUNTS_SHOWN = 12
"""The latest counts that a page of a site shows; the rest is reached from its history."""


class CountShown(NamedTuple):
    """A count as a page tells it; None is not counted."""

    counted: SiteCount
    people: int | None
    children: int | None
    bands: list[Row]


class ServiceShown(NamedTuple):
    """An indicator, what was found last, None where nobody asked; and how many findings stand."""

    indicator: Indicator
    latest: SiteService | None
    findings: int


def figures_of(count: SiteCount) -> dict[str, int | None]:
    """The numbers of a count by the names of its fields."""
    names = ("people", "female", "male", *BAND_FIELDS)
    return {name: getattr(count, name) for name in names}


def counts_shown(standing: Standing, site: Site) -> list[CountShown]:
    """The latest counts of a site, the newest first."""
    rows = counts_for(standing).filter(site=site)[:COUNTS_SHOWN]
    return [
        CountShown(count, people_of(figures), children_of(figures), rows_of(figures))
        for count in rows
        for figures in (figures_of(count),)
    ]


def services_shown(standing: Standing, site: Site) -> list[ServiceShown]:
    """Each indicator with what was found last."""
    findings = list(services_for(standing).filter(site=site).order_by("indicator", "-found_on"))
    by_key = {
        key: list(rows) for key, rows in groupby(findings, key=lambda finding: finding.indicator)
    }
    return [
        ServiceShown(
            indicator,
            next(iter(by_key.get(indicator.key, [])), None),
            len(by_key.get(indicator.key, [])),
        )
        for indicator in indicators()
    ]


def _people(standing: Standing, site: Site) -> dict[str, Any]:
    shown = counts_shown(standing, site)
    return {"counts": shown, "latest": next((row for row in shown if row.bands), None)}


def _services(standing: Standing, site: Site) -> dict[str, Any]:
    shown = services_shown(standing, site)
    return {
        "services": shown,
        "asked": sum(row.latest is not None for row in shown),
        "gaps": sum(row.latest is not None and row.latest.state == "gap" for row in shown),
        "number": len(shown),
    }


def _police(standing: Standing, site: Site) -> dict[str, Any]:
    return {"methods": list(methods_for(standing).filter(site=site))}


def _leaving(standing: Standing, site: Site) -> dict[str, Any]:
    may_close = site.closed_on is None and standing.may(ACT, area=site.area_id)
    return {
        "readings": list(readings_for(standing).filter(site=site)),
        "lacks": lacks_for_closing(site, standing) if site.closed_on is None else [],
        "may_close": may_close,
        "close_form": CLOSE.form_for(standing, record=site) if may_close else None,
    }


PANELS += [
    Shown("places/sites/_people.html", _people, at=10),
    Shown("places/sites/_services.html", _services, at=20),
    Shown("places/sites/_police.html", _police, at=30),
    Shown("places/sites/_leaving.html", _leaving, at=95),
]
