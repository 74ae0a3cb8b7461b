"""Routes as a person may see them, and what open records tell of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tutela.base.distances import KM_A_DEGREE
from tutela.base.later import np
from tutela.crisis.routes import NEAR_KM, on_line
from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.denial_queries import denials_for
from tutela_web.capacity.models import DeniedMovement
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.routes.models import RouteEscort, RouteSecurity
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import Incident
from tutela_web.places.models import PlacePrecision
from tutela_web.places.queries import places_for
from tutela_web.warning.board.queries import open_alerts
from tutela_web.warning.models import Alert

if TYPE_CHECKING:
    from tutela_web.crisis.decisions.queries import ReadTasking

KIND = "bases"
ACT = "keep_routes"
OPTION = "route_security"
CHECKPOINT = "checkpoint"
WITHIN = timedelta(days=365)
"""So far back what happened on a route is counted."""

MOST = 2000
"""So many incidents around a route are looked at; the newest first."""


def escorts_on_routes(standing: Standing) -> QuerySet[RouteEscort]:
    """The escorts this person may see, the newest first."""
    return RouteEscort.objects.filter(standing.sees_open(KIND)).order_by("-on", "-entered_at")


def routes_for(standing: Standing) -> QuerySet[RouteSecurity]:
    """The routes this person may see with their escorts, those in use first."""
    rows = RouteSecurity.objects.filter(
        standing.sees_open(KIND), place__in=places_for(standing).values("pk")
    )
    return rows.order_by("-state", "name").prefetch_related(
        Prefetch("escorts", queryset=escorts_on_routes(standing))
    )


def escorts_told(route: RouteSecurity) -> dict[str, int]:
    """How many escorts were given, and refused, of those the reader of these rows may see."""
    counted = Counter(row.outcome for row in route.escorts.all())
    outcome = RouteEscort.Outcome
    return {
        "given": counted[outcome.GIVEN] + counted[outcome.LATE],
        "refused": counted[outcome.REFUSED],
    }


@dataclass(frozen=True)
class OnRoute:
    """What open records tell of a route: within two kilometres of its line, or at its places where
    no line is known.

    by_line      whether the line was asked
    incidents    of the last year, the newest first
    checkpoints  of these, those that tell of one
    stopped      moves of units that were stopped at a checkpoint at a place of the route
    """

    by_line: bool
    incidents: list[Incident]
    checkpoints: list[Incident]
    stopped: list[DeniedMovement]


def happened_on(standing: Standing, route: RouteSecurity) -> OnRoute:
    """What happened on a route within a year, as far as this person may read it. Two queries."""
    places = [place for place in (route.place_id, route.leads_to_id) if place is not None]
    incidents: list[Incident] = []
    if standing.reads("incidents"):
        rows = standing_alone(standing).filter(event_from__gte=standing.on - WITHIN)
        rows = rows.filter(_box_of(route) if route.line else Q(place__in=places))
        incidents = _on_line(list(rows.order_by("-event_from")[:MOST]), route)
    names = {fold(row.name) for row in (route.place, route.leads_to) if row is not None}
    stopped = [
        row
        for row in denials_for(standing).filter(
            kind=DeniedMovement.Kind.CHECKPOINT, event_from__gte=standing.on - WITHIN
        )
        if fold(row.where) in names
    ]
    checkpoints = [row for row in incidents if CHECKPOINT in row.harms]
    return OnRoute(bool(route.line), incidents, checkpoints, stopped)


def _box_of(route: RouteSecurity) -> Q:
    latitudes, longitudes = zip(*route.line, strict=True)
    high = NEAR_KM / KM_A_DEGREE
    widest = max(map(abs, latitudes))
    wide = high / max(float(np.cos(np.radians(widest))), 0.05)
    return Q(
        place_precision=PlacePrecision.EXACT,  # a rough point may lie ten kilometres off
        latitude__range=(min(latitudes) - high, max(latitudes) + high),
        longitude__range=(min(longitudes) - wide, max(longitudes) + wide),
    )


def _on_line(rows: list[Incident], route: RouteSecurity) -> list[Incident]:
    if not route.line or not rows:
        return rows
    latitudes = np.array([row.latitude for row in rows], dtype=float)
    longitudes = np.array([row.longitude for row in rows], dtype=float)
    near = on_line(latitudes, longitudes, [(lat, lon) for lat, lon in route.line])
    return [row for row, is_near in zip(rows, near, strict=True) if is_near]


def alerts_on(standing: Standing, route: RouteSecurity) -> QuerySet[Alert]:
    """The open alerts at its places, where its security can be decided and tasked."""
    at = [place for place in (route.place_id, route.leads_to_id) if place is not None]
    return open_alerts(standing).filter(place__in=at)


def taskings_on(standing: Standing, route: RouteSecurity) -> QuerySet[ReadTasking]:
    """The taskings of route security at its places that this person may read."""
    at = [place for place in (route.place_id, route.leads_to_id) if place is not None]
    return taskings_for(standing).filter(option=OPTION, alert__place__in=at)


def routes_at(standing: Standing, place: UUID) -> QuerySet[RouteSecurity]:
    """The routes that begin or end at a place, those that ended left out."""
    rows = routes_for(standing).exclude(state=RouteSecurity.State.ENDED)
    return rows.filter(Q(place=place) | Q(leads_to=place))
