"""Sites, as a kind of record: a place of its own, and what is known of it as a site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.models import Site
from tutela_web.places.sites.panels import panels_of
from tutela_web.places.sites.queries import ACT, KIND, places_without_site, sites_for
from tutela_web.places.sites.rules import (
    kept_with,
    refuse_days_ahead,
    refuse_what_is_apart,
    require_together,
)
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

OFFICE = _("An organisation or office, never a person's name.")


class SiteInput(TypedDict, total=False):
    """The fields of a site that its rules ask."""

    place: Place
    around: str
    around_on: date | None
    around_source: str
    opened_on: date | None
    managed_by: str
    causes: str
    causes_on: date | None
    causes_source: str
    closing_plan: str
    closing_plan_on: date | None


def _rules(values: SiteInput, by: Standing) -> dict[str, Any]:
    given: Mapping[str, FieldValue] = {**values}  # type: ignore[dict-item]
    refuse_what_is_apart(values.get("closing_plan"), values.get("managed_by"), values.get("causes"))
    days = values.get("around_on"), values.get("opened_on"), values.get("closing_plan_on")
    refuse_days_ahead(by, *days, values.get("causes_on"))
    require_together(given, "causes", "causes_on", "causes_source")
    require_together(given, "around", "around_on", "around_source")
    if bool(values.get("closing_plan")) != bool(values.get("closing_plan_on")):
        raise BadParameter(
            say("a plan and the day it was agreed belong together"),
            where="closing_plan_on",
            next=say("give both, or neither"),
        )
    return kept_with(values["place"], given, by)


def _authority_of(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
    """A site is written by who may edit its place."""
    place = values.get("place")
    return ACT, place.area_id if isinstance(place, Place) else None


def _page_beside(standing: Standing, site: Site) -> dict[str, Any]:
    code = standing.mission.code
    return {
        "panels": panels_of(standing, site),
        "place_url": reverse("site:place", args=[code, site.place_id]),
        "place_record_url": reverse("places:record", args=[code, site.place_id]),
        "may_keep": standing.may(ACT, area=site.area_id),
    }


SITE: RecordKind = RecordKind(
    Site,
    name="site",
    room="places",
    path="sites",
    reads=KIND,
    act=ACT,
    acts=_authority_of,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=sites_for,
    rules=_rules,
    titles=Titles(
        one=_("Site"),
        many=_("Sites"),
        about=_("POC sites, camps, collective centres and places of refuge."),
        add=_("Add a site"),
        none=_("No site is on record. Add one, or load a site assessment."),
        words=_(
            "A site is a place of its own: add the place first where it is not listed. What is kept"
            " here has a day and a source; what nobody asked stays not known."
        ),
    ),
    fields=(
        Field(
            "place",
            _("Place"),
            _("Towns and villages are no sites: add the place inside them."),
            choices=places_without_site,
            linked=places_for,
            only="new",
        ),
        Field("kind", _("Kind")),
        Field("opened_on", _("Opened on")),
        Field("planned_for", _("Laid out for so many people"), least=0, most=5_000_000),
        Field("managed_by", _("Managed by"), OFFICE),
        Field("around", _("Who controls the surroundings")),
        Field("around_on", _("Seen on")),
        Field("around_source", _("Source"), OFFICE),
        Field(
            "causes",
            _("Why people fled to it"),
            _("Causes of displacement as people here tell them. No names."),
        ),
        Field("causes_on", _("Told on")),
        Field("causes_source", _("Told by"), OFFICE),
        Field(
            "closing_plan",
            _("Plan for closing"),
            _("What becomes of each group of residents, who agreed to it, who is responsible."),
            lines=6,
            unknown=_("none on record"),
        ),
        Field("closing_plan_on", _("Plan agreed on"), unknown=_("none on record")),
        Field(
            "closed_on",
            _("Closed on"),
            asked=False,
            applies=lambda site: site.closed_on is not None,
        ),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn(
            "place", label=_("Site"), leads=lambda standing, site: SITE.address(standing, site)
        ),
        ListColumn("kind"),
        ListColumn("managed_by"),
        ListColumn("around", under=("around_on",), quiet=True),
        ListColumn(
            "state",
            label=_("State"),
            told=lambda site: _("closed") if site.closed_on else _("open"),
        ),
    ),
    filters=(ListFilter("kind", _("Kind")), ListFilter("around", _("Surroundings"))),
    warns=lambda site: site.around in (Site.Around.GROUP, Site.Around.SEVERAL),
    initial=lambda standing: {"classification": 0},
    history=("closed_on",),
    page_beside=_page_beside,
    page_template="places/sites/site.html",
    list_template="places/sites/list.html",
)
