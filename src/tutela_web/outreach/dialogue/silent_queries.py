"""Places nobody spoke with in the set period, worst risk first; areas without a first exchange, and
new bases with which nobody near them has spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from tutela.base.distances import distance_km
from tutela.base.later import np
from tutela.outreach.debts import days_waited, is_silent
from tutela.risk.factors import PRIORITIES
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.outreach.dialogue.models import CommunityExchange
from tutela_web.outreach.dialogue.queries import KIND, Periods, exchanges_for, periods_of
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.columns import first_of_each, suggestions_seen
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment, risks_for

COMMUNITIES = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.SITE)
"""Places people live in."""

SHOWN = 50

NEW_FOR = timedelta(days=90)
NEAR_KM = 30
NEAREST = 10
"""So long a base is new, so far, in a straight line, are the communities it is near to, and so many
of them are listed. Ours [P]."""


@dataclass(frozen=True)
class SilentPlace:
    """A place nobody spoke with: since when, and its worst priority; None is not known."""

    place: Place
    last: date | None
    days: int | None
    priority: str | None


@dataclass(frozen=True)
class UnaskedPlace:
    """A place that was spoken with, and not asked in its period whether the strategy meets its
    aims: when it was asked last, if ever."""

    place: Place
    asked: date | None


@dataclass(frozen=True)
class NewBase:
    """A base that was opened, and the communities near it with which nobody spoke since.

    places     worst risk first
    unplaced   how many communities of its area have no point: whether they are near is not known
    """

    base: Base
    places: list[SilentPlace]
    total: int
    near: int
    unplaced: int


@dataclass(frozen=True)
class PlacesNotHeard:
    """What the page of silence shows: the first places, and how many there are."""

    places: list[SilentPlace]
    total: int
    communities: int
    areas: list[DutyArea]
    bases: list[NewBase]
    unasked: list[UnaskedPlace]


def find_silence(standing: Standing, *, top: int = SHOWN) -> PlacesNotHeard:
    """Places this person may see that nobody spoke with in the set period, worst risk first."""
    periods = periods_of(standing.mission)
    last = dict(
        exchanges_for(standing).order_by().values_list("place").annotate(last=Max("held_on"))
    )
    communities = places_for(standing).filter(kind__in=COMMUNITIES, retired=False)
    at = {
        pk: CommunityPoint(area, latitude, longitude)
        for pk, area, latitude, longitude in communities.order_by().values_list(
            "pk", "area_id", "latitude", "longitude"
        )
    }
    areas = {pk: point.area for pk, point in at.items()}
    quiet = [
        pk
        for pk, area in areas.items()
        if is_silent(last.get(pk), periods.of(area)[0], standing.on)
    ]
    worst = _worst_priorities(standing)
    unranked = len(worst)
    places = {pk: number for number, pk in enumerate(worst)}

    def in_order(communities_found: Iterable[UUID]) -> list[UUID]:
        return sorted(
            communities_found,
            key=lambda pk: (
                places.get(pk, unranked),
                last.get(pk) is not None,
                last.get(pk) or date.min,
            ),
        )

    chosen = in_order(quiet)[:top]
    opened = [
        (base, find_near(base, at), [pk for pk in at if at[pk].area == base.area_id and not at[pk]])
        for base in new_bases(standing)
    ]
    unspoken = {
        base.pk: in_order(
            pk for pk in near if base.opened and (pk not in last or last[pk] < base.opened)
        )
        for base, near, _unplaced in opened
    }
    named = {*chosen, *(pk for places_near in unspoken.values() for pk in places_near[:NEAREST])}
    by_id = places_for(standing).select_related("area").defer("area__boundary").in_bulk(named)

    def line(pk: UUID) -> SilentPlace:
        return SilentPlace(
            by_id[pk],
            last.get(pk),
            days_waited(last[pk], standing.on) if pk in last else None,
            PRIORITIES[worst[pk]] if pk in worst else None,
        )

    return PlacesNotHeard(
        [line(pk) for pk in chosen],
        len(quiet),
        len(areas),
        _areas_without(standing),
        [
            NewBase(
                base,
                [line(pk) for pk in unspoken[base.pk][:NEAREST]],
                len(unspoken[base.pk]),
                len(near),
                len(unplaced),
            )
            for base, near, unplaced in opened
        ],
        _not_asked(standing, periods, last, areas)[:top],
    )


class CommunityPoint(NamedTuple):
    """Where a community lies, and in which area; false where it has no point."""

    area: UUID | None
    latitude: float | None
    longitude: float | None

    def __bool__(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def new_bases(standing: Standing) -> list[Base]:
    """The bases this person may see that were opened lately and stand today, the last opened first.
    One whose day of opening nobody wrote is not known to be new."""
    if not standing.reads("bases"):
        return []
    rows = bases_for(standing).filter(
        standing_on(standing.on),
        retired=False,
        opened__gt=standing.on - NEW_FOR,
        opened__lte=standing.on,
    )
    return list(rows.order_by("-opened", "name"))


def find_near(base: Base, at: Mapping[UUID, CommunityPoint]) -> list[UUID]:
    """The communities near a base, in a straight line."""
    if base.latitude is None or base.longitude is None:
        return []
    placed = [pk for pk, point in at.items() if point]
    points = np.array([at[pk][1:] for pk in placed], dtype=np.float64).reshape(-1, 2)
    here = np.array([base.latitude]), np.array([base.longitude])
    near = distance_km(*here, points[:, 0], points[:, 1]) <= NEAR_KM
    return [pk for pk, is_near in zip(placed, near, strict=True) if is_near]


def _worst_priorities(standing: Standing) -> dict[UUID, int]:
    """The worst priority of each place with a risk, worst first: what people agreed before what is
    only suggested."""
    if not standing.reads("risks"):
        return {}
    agreed = risks_for(standing).exclude(status__in=Risk.OFF).filter(priority__isnull=False)
    rows = agreed.order_by("-priority", "-risk").values_list("place_id", "priority")
    suggested = first_of_each("place", suggestions_seen(standing, latest_assessment(standing)))
    of_method = suggested.select("place", "priority").iter_rows()
    worst: dict[UUID, int] = {}
    for pk, priority in (*rows, *((UUID(place), priority) for place, priority in of_method)):
        worst.setdefault(pk, priority)
    return dict(sorted(worst.items(), key=lambda pair: -pair[1]))  # stable: agreed ones stay first


def _areas_without(standing: Standing) -> list[DutyArea]:
    """The field offices' areas this person reads in which nobody was spoken with since the mission
    covers them, the last covered first."""
    reading = standing.readings[KIND]
    areas = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    seen = [area for area in areas.defer("boundary") if reading.reaches(0, area.pk)]
    spoken = dict(
        exchanges_for(standing).order_by().values_list("area_id").annotate(last=Max("held_on"))
    )
    without = [
        area
        for area in seen
        if (last := spoken.get(area.pk)) is None or (area.starts is not None and last < area.starts)
    ]
    return sorted(without, key=lambda area: area.starts or date.min, reverse=True)


def _not_asked(
    standing: Standing,
    periods: Periods,
    last: Iterable[UUID],
    areas: Mapping[UUID, UUID | None],
) -> list[UnaskedPlace]:
    """Of the places that were spoken with, those not asked about the strategy in their period."""
    rows = exchanges_for(standing).exclude(aims="").order_by()
    asked: dict[UUID, date] = dict(rows.values_list("place").annotate(last=Max("held_on")))
    overdue = [
        pk
        for pk in last
        if pk in areas
        and (pk not in asked or standing.on - asked[pk] > timedelta(days=periods.of(areas[pk])[1]))
    ]
    by_id = places_for(standing).in_bulk(overdue)
    rows_found = [UnaskedPlace(by_id[pk], asked.get(pk)) for pk in overdue if pk in by_id]
    return sorted(rows_found, key=lambda row: (row.asked or date.min, row.place.name))


def answers_on_aims(standing: Standing) -> list[CommunityExchange]:
    """The last answer of each place to whether the strategy meets its aims, the newest first."""
    rows = exchanges_for(standing).exclude(aims="")
    newest: dict[UUID, CommunityExchange] = {}
    for exchange in rows:
        newest.setdefault(exchange.place_id, exchange)
    return list(newest.values())
