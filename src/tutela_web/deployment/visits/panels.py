"""The last visits on the page of a base, of a place, and of the team that was sent."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for
from tutela_web.deployment.visits.queries import ACT, KIND, WITHIN, visits_at, visits_for
from tutela_web.fora.teams.models import JointTeam
from tutela_web.fora.teams.queries import teams_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove

ROWS: dict[str, Callable[[Standing], QuerySet[Place] | QuerySet[Base] | QuerySet[JointTeam]]] = {
    "place": places_for,
    "base": bases_for,
    "team": teams_for,
}
OF = {Place: "place", Base: "base", JointTeam: "team"}
SHOWN = 5


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of visits beside a place, a base and a team that was sent. No query."""
    name = next((name for model, name in OF.items() if isinstance(record, model)), "")
    if not name or not standing.reads(KIND):
        return None
    url = reverse(f"deployment:visits_at_{name}", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Visits of joint teams"))


@mission_page(KIND)
def visits_near(request: HttpRequest, standing: Standing, name: str, pk: UUID) -> HttpResponse:
    """The last visits here and what they found; that none was, or that it is long ago."""
    here = get_object_or_404(ROWS[name](standing), pk=pk)
    visits = (
        list(visits_for(standing).filter(team=here))
        if isinstance(here, JointTeam)
        else visits_at(standing, here)  # type: ignore[arg-type]
    )
    context = {
        "here": here,
        "name": name,
        "visits": visits[:SHOWN],
        "total": len(visits),
        "late": name != "team" and bool(visits) and visits[0].on < standing.on - WITHIN,
        "days": WITHIN.days,
        "may_record": standing.may(ACT, area=here.area_id),
    }
    part = request.htmx  # type: ignore[attr-defined]
    template = "deployment/_visits_at.html" if part else "deployment/visits_at.html"
    return render(request, template, context)
