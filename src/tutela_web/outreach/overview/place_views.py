"""Rumours heard at a place and disputes there: a panel on its page, fetched once it stands."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.outreach.disputes.queries import open_disputes
from tutela_web.outreach.rumours.queries import KIND, hearings_for, rumours_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of rumours and disputes beside a place. No query."""
    if not isinstance(record, Place) or not standing.reads(KIND):
        return None
    url = reverse("outreach:talked_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Rumours and disputes"))


@mission_page("outreach")
def talked_at(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The open rumours heard at a place, and the disputes there that are not settled."""
    place = get_object_or_404(places_for(standing), pk=pk)
    heard = hearings_for(standing).filter(place=place).order_by().values("rumour")
    rumours = rumours_for(standing).filter(ended_on=None).filter(Q(place=place) | Q(pk__in=heard))
    context = {
        "here": place,
        "rumours": rumours,
        "disputes": open_disputes(standing).filter(place=place),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request, "outreach/_talked_at.html" if part else "outreach/talked_at.html", context
    )
