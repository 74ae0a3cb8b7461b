"""Moves as they are read: by who holds the compartment capacity, to others they are not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.whatif.models import CoverGap, Drawdown, MoveRequest
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.queries import risks_for

KIND = "bases"
ACT = "plan_moves"
SIGN = "sign_move"
ORDER = "record_order"

MOST_LEFT = 50
"""So many departures are looked at; older ones stand on their own pages."""

OF_MOVE: dict[str, Callable[[Standing, MoveRequest], Mapping[str, Any] | None]] = {}
"""From features above: a template on the page of a move, and what goes into it as `told`; None
where this person has no such panel."""

RUNS = Q(signed_on__isnull=False, declined_on=None, withdrawn_on=None)
NO_PLAN = Q(asks__in=[MoveRequest.Asks.CLOSE, MoveRequest.Asks.MOVE], plan=None, plan_said="")


def moves_for(standing: Standing) -> QuerySet[MoveRequest]:
    """The requests this person may see, those not over first; none without the compartment."""
    if not holds_readiness(standing):
        return MoveRequest.objects.none()
    rows = MoveRequest.objects.filter(standing.sees_open(KIND))
    return rows.select_related("base", "unit", "to_base", "to_place", "caveat__unit").order_by(
        F("left_on").desc(nulls_first=True), F("foreseen_on").asc(nulls_last=True), "-entered_at"
    )


def running_moves(standing: Standing) -> QuerySet[MoveRequest]:
    """Those that were signed and neither declined nor withdrawn."""
    return moves_for(standing).filter(RUNS)


def moves_without_plan(standing: Standing) -> list[MoveRequest]:
    """Those that run and leave a place of which nobody said what keeps it safe. One query."""
    return list(running_moves(standing).filter(NO_PLAN))


def drawdowns_for(standing: Standing) -> QuerySet[Drawdown]:
    """The drawdowns this person may see."""
    if not holds_readiness(standing):
        return Drawdown.objects.none()
    return Drawdown.objects.filter(standing.sees_open(KIND)).order_by("name", "pk")


def gaps_for(standing: Standing) -> QuerySet[CoverGap]:
    """What loses cover by requests this person may see, at places they may see: those without an
    owner first."""
    if not holds_readiness(standing):
        return CoverGap.objects.none()
    place = Q(place=None) | Q(place__in=places_for(standing).order_by().values("pk"))
    rows = CoverGap.objects.filter(standing.sees_open(KIND), place)
    return rows.select_related("owner").order_by(
        F("answered_on").asc(nulls_first=True), F("owner").asc(nulls_first=True), "kind", "name"
    )


def moves_at(standing: Standing, *, place: Place) -> QuerySet[MoveRequest]:
    """The running requests by which a place is left, gains or loses; or that lead to it."""
    named = Q(to_place=place) | Q(base__place=place) | Q(neighbours__has_key=str(place.pk))
    return running_moves(standing).filter(named)


def posts_by_title(standing: Standing) -> QuerySet[Post]:
    """The posts of the mission, by title."""
    return Post.objects.filter(mission=standing.mission).order_by("title")


@dataclass(frozen=True)
class MoveNeighbour:
    """A place that gains or loses by a move, or is left: when its risk was scored last, and whether
    that was before the move was confirmed, and after the departure."""

    place: Place
    side: str
    scored_on: date | None
    before: bool
    after: bool | None

    @property
    def waits(self) -> bool:
        """Whether it is to be scored again since the departure."""
        return self.after is False


def neighbours_of(standing: Standing, request: MoveRequest) -> list[MoveNeighbour]:
    """The places of a request, with whether they were scored; two queries."""
    return neighbours_of_all(standing, [request]).get(request.pk, [])


def neighbours_of_all(
    standing: Standing, requests: Iterable[MoveRequest]
) -> dict[UUID, list[MoveNeighbour]]:
    """As `neighbours_of`, of several requests: the same two queries."""
    rows = list(requests)
    wanted = {UUID(pk) for request in rows for pk in request.neighbours}
    places = places_for(standing).in_bulk(list(wanted)) if wanted else {}
    scored = _days_scored(standing, places)
    zone = ZoneInfo(standing.mission.time_zone)
    gathered: dict[UUID, list[MoveNeighbour]] = {}
    for request in rows:
        begun = request.entered_at.astimezone(zone).date()
        for pk, side in request.neighbours.items():
            place = places.get(UUID(pk))
            if place is None:
                continue
            days = scored.get(place.pk, [])
            until = request.ordered_on or standing.on
            gathered.setdefault(request.pk, []).append(
                MoveNeighbour(
                    place,
                    side,
                    max(days, default=None),
                    any(begun <= day <= until for day in days),
                    None if request.left_on is None else any(day > request.left_on for day in days),
                )
            )
    for of_one in gathered.values():
        of_one.sort(key=lambda near: (near.side != "left", near.place.name))
    return gathered


def waiting_to_be_scored(standing: Standing) -> list[tuple[MoveRequest, MoveNeighbour]]:
    """Places to score again since somebody left, the longest departed first; three queries."""
    left = running_moves(standing).filter(left_on__isnull=False).order_by("left_on")[:MOST_LEFT]
    requests = list(left)
    near = neighbours_of_all(standing, requests)
    return [
        (request, place)
        for request in requests
        for place in near.get(request.pk, ())
        if place.waits
    ]


def _days_scored(standing: Standing, places: Collection[UUID]) -> dict[UUID, list[date]]:
    """The days on which risks of places were scored, as the register has them: when a line was
    entered, and when its value was agreed."""
    if not places or not standing.reads("risks"):
        return {}
    zone = ZoneInfo(standing.mission.time_zone)
    rows = risks_for(standing).filter(place__in=list(places), risk__isnull=False).order_by()
    gathered: dict[UUID, list[date]] = {}
    for place, *moments in rows.values_list("place_id", "entered_at", "agreed_at"):
        gathered.setdefault(place, []).extend(
            moment.astimezone(zone).date() for moment in moments if isinstance(moment, datetime)
        )
    return gathered
