"""The teams that were at a place, or near a base: a panel on the page of each, fetched once it
stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
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
from tutela_web.fora.teams.models import JointTeam
from tutela_web.fora.teams.queries import KIND, teams_for
from tutela_web.places.ground import km_from
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove

NEAR_KM = 10.0
"""A team that was sent so near was at this place or base, as far as anybody may need to know."""


class Beside(NamedTuple):
    """A kind of record beside which teams stand: its model, and those a person may see."""

    model: type[Record]
    rows: Callable[[Standing], QuerySet[Place] | QuerySet[Base]]


NEAR = {"place": Beside(Place, places_for), "base": Beside(Base, bases_for)}


class TeamNear(NamedTuple):
    """A team and how far the place it was sent to is: None for this place itself."""

    team: JointTeam
    km: float | None


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of teams beside a place or a base. No query."""
    name = next((name for name, one in NEAR.items() if isinstance(record, one.model)), "")
    if not name or not standing.reads(KIND):
        return None
    url = reverse(f"fora:teams_near_{name}", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Joint Protection Teams"))


def teams_at(standing: Standing, here: Place | Base) -> list[TeamNear]:
    """The teams this person may see that were sent here or within NEAR_KM, the last sent first."""
    seen = places_for(standing).order_by().values("pk")
    teams = list(teams_for(standing).filter(place__in=seen).select_related("place"))
    away = km_from(here, [team.place for team in teams if team.place])
    return [
        TeamNear(one, None if one.place_id == here.pk else km)
        for one, km in zip(teams, away, strict=True)
        if one.place_id == here.pk or (km is not None and km <= NEAR_KM)
    ]


@mission_page("fora")
def teams_near(request: HttpRequest, standing: Standing, name: str, pk: UUID) -> HttpResponse:
    """What teams found here, and what they recommend."""
    here = get_object_or_404(NEAR[name].rows(standing), pk=pk)
    context = {"here": here, "teams": teams_at(standing, here)}  # type: ignore[arg-type]
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "fora/_teams_near.html" if part else "fora/teams_near.html", context)
