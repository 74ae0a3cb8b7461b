"""What was asked of units for a community, on its page: for its office and the POC adviser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.outreach.escorts.queries import (
    ACT,
    KIND,
    escorts_for,
    needs_of_ours,
    routines_at,
)
from tutela_web.places.models import Place
from tutela_web.places.profile.models import CommunityNeed
from tutela_web.places.profile.queries import CLOSED, marking_of_closed, reads_closed
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.pages import read_lines
from tutela_web.records.panels import PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of what was asked of units, beside a community and each of its needs. No query."""
    place = record.place if isinstance(record, CommunityNeed) else record
    if not isinstance(place, Place) or not _is_of_office(standing, place):
        return None
    url = reverse("outreach:escorts_at", args=[standing.mission.code, place.pk])
    return PanelAbove(url, _("Escorts asked of units"))


def _is_of_office(standing: Standing, place: Place) -> bool:
    reading = standing.readings.get(CLOSED)
    return reading is not None and reads_closed(standing) and reading.reaches(0, place.area_id)


@mission_page(KIND)
def escorts_at(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What was asked of units for a community, and the needs and closed routines to ask from."""
    place = get_object_or_404(places_for(standing), pk=pk)
    needs = list(needs_of_ours(standing).filter(place=place))
    routines = list(routines_at(standing, place)) if needs else []
    escorts = list(escorts_for(standing).filter(place=place))
    read_lines(standing, [*routines, *escorts])
    context = {
        "here": place,
        "escorts": escorts,
        "needs": needs,
        "routines": [routine for routine in routines if routine.window or routine.stretch],
        "may_ask": standing.may(ACT, area=place.area_id),
        "marking": marking_of_closed(standing),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request, "outreach/_escorts_at.html" if part else "outreach/escorts_at.html", context
    )
