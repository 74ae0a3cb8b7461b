"""The base nearest to a point by travel time: for lists that lay several points side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.queries import NOON, PointRoute, minutes_said, reach_for
from tutela_web.capacity.units.queries import bases_for

Point = tuple[float | None, float | None]


class NearestBase(NamedTuple):
    """The nearest base by the minutes of the map, leaving at noon."""

    base: Base
    route: PointRoute

    @property
    def minutes(self) -> float:
        """Minutes on the way: a base without any is never the nearest."""
        return self.route.travel.minutes or 0.0

    @property
    def told(self) -> str:
        """The minutes in hours and minutes."""
        return minutes_said(self.minutes)


def nearest_bases(standing: Standing, points: Sequence[Point]) -> list[NearestBase | None]:
    """For each point the base that is nearest by travel time, of those the person may see; None
    where the point is not known, or no way to it. The same queries for any number of points."""
    if not standing.reads("bases") or not any(None not in point for point in points):
        return [None] * len(points)
    now = clock.now(standing.mission)
    ways = reach_for(standing, at=now, reasons=False).leaving(NOON).ways
    day = now.date()
    bases = list(
        bases_for(standing).filter(
            Q(closed=None) | Q(closed__gt=day),
            Q(opened=None) | Q(opened__lte=day),
            retired=False,
            latitude__isnull=False,
        )
    )
    nearest: list[NearestBase | None] = []
    for latitude, longitude in points:
        if latitude is None or longitude is None:
            nearest.append(None)
            continue
        way = ways.way_finder_to(latitude, longitude)
        near = [
            NearestBase(base, route)
            for base in bases
            if (route := way(base)) is not None and route.travel.minutes is not None
        ]
        nearest.append(
            min(near, key=lambda reached: (reached.minutes, reached.base.name), default=None)
        )
    return nearest
