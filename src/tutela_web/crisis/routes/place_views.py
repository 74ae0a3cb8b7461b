"""The routes that begin or end at a place, beside its page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.crisis.routes.queries import KIND, escorts_told, routes_at
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of routes beside a place. No query."""
    if not isinstance(record, Place) or not standing.reads(KIND):
        return None
    url = reverse("crisis:routes_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Security of routes"))


@mission_page(KIND)
def routes_at_place(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The routes that begin or end at a place, with the escorts given and refused on each."""
    place = get_object_or_404(places_for(standing), pk=pk)
    routes = routes_at(standing, place.pk).select_related("place", "leads_to")
    context = {"here": place, "routes": [(route, escorts_told(route)) for route in routes]}
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "crisis/_routes_at.html" if part else "crisis/routes_at.html", context)
