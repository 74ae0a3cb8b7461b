"""The civilian character of a site: armed presence, weapons, recruitment, each an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.incidents.lists.queries import incidents_for, standing_alone
from tutela_web.incidents.models import Incident
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.verbs import not_ahead
from tutela_web.outreach.sites.models import CharacterSign
from tutela_web.places.sites.kind import OFFICE
from tutela_web.places.sites.models import Site
from tutela_web.places.sites.queries import ACT, sites_for
from tutela_web.places.sites.rules import kept_with
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove

KIND = "incidents"
OFFERED = timedelta(days=365)
"""Incidents of so long are offered; of older ones nothing new is said."""


def signs_for(standing: Standing) -> QuerySet[CharacterSign]:
    """The signs this person may see, at sites and of incidents they may see, the latest first."""
    sites = sites_for(standing).order_by().values("pk")
    seen = CharacterSign.objects.filter(standing.sees_open(KIND), site__in=sites)
    seen = seen.filter(incident__in=incidents_for(standing).order_by().values("pk"))
    return seen.select_related("site__place", "incident").order_by("-seen_on", "-entered_at")


def incidents_offered(standing: Standing) -> QuerySet[Incident]:
    """The incidents of the past year at a site, in its town, or at a place that is not matched."""
    at_site = Q(place__site_record__isnull=False) | Q(place__sites__site_record__isnull=False)
    rows = standing_alone(standing).filter(at_site | Q(place=None))
    return rows.filter(event_from__gte=standing.on - OFFERED).distinct().order_by("-event_from")


class SignInput(TypedDict, total=False):
    """The fields of a sign that its rules ask."""

    site: Site
    incident: Incident
    seen_on: date
    classification: int


def _rules(values: SignInput, by: Standing) -> dict[str, Any]:
    not_ahead(values["seen_on"], by)
    incident = values["incident"]
    given: dict[str, FieldValue] = {**values}  # type: ignore[dict-item]
    given["classification"] = max(values.get("classification", 0), incident.classification)
    return kept_with(values["site"], given, by)


SIGN = RecordKind(
    CharacterSign,
    name="site_sign",
    room="outreach",
    path="sites/signs",
    reads=KIND,
    act=ACT,
    rows=signs_for,
    rules=_rules,
    parent=Parent("site", sites_for, "sites/<uuid:pk>/signs/new/", "places:site", back=True),
    above=(("places:sites", _("Sites")),),
    titles=Titles(
        one=_("Sign on civilian character"),
        many=_("Civilian character of sites"),
        add=_("Link an incident"),
        none=_("No incident is linked: it is not known whether a site is civilian."),
        about=_("Armed presence, weapons and recruitment in sites, each an incident."),
        words=_(
            "Record the incident first; here it is only said which sign it is, and of which site."
        ),
    ),
    fields=(
        Field("site", _("Site"), linked=sites_for, page="places:site", asked=False),
        Field("sign", _("Sign")),
        Field(
            "incident",
            _("Incident"),
            _("Incidents of the past year at a site, in its town, or at a place not matched."),
            choices=incidents_offered,
            linked=incidents_for,
            page="incidents:incident",
        ),
        Field("seen_on", _("Seen on")),
        Field("source", _("Source"), OFFICE),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("sign"),
        ListColumn("site"),
        ListColumn("incident"),
        ListColumn("seen_on"),
        ListColumn("source"),
    ),
    filters=(ListFilter("sign", _("Sign")),),
)


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel on the page of a site. No query."""
    if not isinstance(record, Site) or not standing.reads(KIND):
        return None
    url = reverse("outreach:site_character", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Civilian character"))


@mission_page(KIND)
def site_character(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What incidents say of the civilian character of a site."""
    site = get_object_or_404(sites_for(standing), pk=pk)
    shown: Mapping[str, Any] = {
        "site": site,
        "signs": list(signs_for(standing).filter(site=site)),
        "may_link": standing.may(ACT, area=site.area_id),
    }
    part = request.htmx  # type: ignore[attr-defined]
    template = "outreach/sites/_character.html" if part else "outreach/sites/character.html"
    return render(request, template, shown)


def told_of_incident(standing: Standing, incident: Incident) -> Mapping[str, Any] | None:
    """What an incident's page says: of which sites it is a sign; nothing where of none."""
    signs = list(signs_for(standing).filter(incident=incident))
    return {"signs": signs} if signs else None
