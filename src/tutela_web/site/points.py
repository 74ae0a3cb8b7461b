"""Event points as columns, held in this process: what tiles, the time bar and coverage count.

Reading 300,000 rows for each tile would take a second; as columns a tile takes milliseconds. Only
open, unclassified events are held, under a fingerprint of the published batches and of the times
events were given their areas anew, so that each is seen at once. The policy is applied to each
answer, never to the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from tutela_web.access.models import Mission
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.event_queries import in_force
from tutela_web.incidents.import_verbs import PLACE
from tutela_web.incidents.models import Event

EPOCH = date(1970, 1, 1)
DRAWN = 2
"""The least exact place precision that is drawn: within 25 km. The rest is listed, not drawn."""


@dataclass(frozen=True, eq=False)
class Points:
    """m events: where, when (days since 1970, of the end), which kind, in which area.

    x and y are web Mercator, 0 to 1 from the north-west corner of the world, as tiles want them.
    """

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    day: NDArray[np.int32]
    against: NDArray[np.bool_]
    precision: NDArray[np.int8]
    area: NDArray[np.int32]
    areas: tuple[UUID, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, keep: NDArray[np.bool_]) -> Points:
        """The points kept."""
        columns = (self.ids, self.lon, self.lat, self.x, self.y, self.day, self.against,
                   self.precision, self.area)  # fmt: skip
        return Points(*(column[keep] for column in columns), areas=self.areas)

    def between(self, start: date | None, end: date) -> Points:
        """Those that ended within the days, both included."""
        keep = self.day <= days(end)
        if start is not None:
            keep &= self.day >= days(start)
        return self.where(keep)

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """Which are known exactly enough to be drawn."""
        return (self.precision > 0) & (self.precision <= DRAWN) & ~np.isnan(self.lon)


def days(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day of a number of days since 1970."""
    return EPOCH + timedelta(days=int(number))


def points_for(standing: Standing) -> Points:
    """The points this person may see."""
    reading = standing.readings.get("events")
    points = every_point(standing.mission.pk)
    if reading is None:
        return points.where(np.zeros(len(points), dtype=np.bool_))
    if reading.areas is EVERYWHERE:
        return points
    allowed = [number for number, area in enumerate(points.areas) if area in reading.areas]
    return points.where(np.isin(points.area, allowed))


def every_point(mission: UUID) -> Points:
    """Every open point of a mission, whoever asks: only for figures that are suppressed after."""
    return _points(mission, *_fingerprint(mission))


def _fingerprint(mission: UUID) -> tuple[object, ...]:
    found = Batch.objects.filter(
        mission_id=mission, kind="events", published_at__isnull=False
    ).aggregate(Count("pk"), Max("published_at"), Max("undone_at"))
    placed = Job.objects.filter(mission_id=mission, kind=PLACE).aggregate(Max("ended_at"))
    return *found.values(), *placed.values()


@lru_cache(maxsize=8)
def _points(mission: UUID, *fingerprint: object) -> Points:
    rows = (
        in_force(Event, Mission.objects.get(pk=mission))
        .filter(date_end__isnull=False, classification=0, grain="event")
        .values_list("pk", "longitude", "latitude", "date_end", "violence", "civilian_deaths",
                     "place_precision", "area_id")
        .iterator(20_000)
    )  # fmt: skip
    areas: dict[UUID, int] = {}
    table = [
        (
            pk,
            np.nan if lon is None else lon,
            np.nan if lat is None else lat,
            days(end),
            violence == "one-sided" or bool(civilians),
            precision or 0,
            -1 if area is None else areas.setdefault(area, len(areas)),
        )
        for pk, lon, lat, end, violence, civilians, precision, area in rows
    ]
    columns = list(zip(*table, strict=True)) if table else [()] * 7
    kinds = (np.int64, np.float64, np.float64, np.int32, np.bool_, np.int8, np.int32)
    arrays = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)]
    ids, lon, lat, *others = arrays
    return Points(ids, lon, lat, *mercator(lon, lat), *others, areas=tuple(areas))


def mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Web Mercator from degrees, 0 to 1 from the north-west corner of the world."""
    angle = np.radians(np.clip(lat, -85.0511, 85.0511))
    return (lon + 180) / 360, (1 - np.arcsinh(np.tan(angle)) / np.pi) / 2


@dataclass(frozen=True)
class Week:
    """One week of the time bar: Monday, events against civilians, fighting."""

    monday: date
    against: int
    fighting: int


def weeks(points: Points, *, until: date, number: int = 52) -> list[Week]:
    """Counts by week, oldest first, the week of `until` last."""
    last = until - timedelta(days=until.weekday())
    first = last - timedelta(weeks=number - 1)
    at = (points.day - days(first)) // 7
    inside = (points.day >= days(first)) & (points.day <= days(until))
    against = np.bincount(at[inside & points.against], minlength=number)
    fighting = np.bincount(at[inside & ~points.against], minlength=number)
    return [
        Week(first + timedelta(weeks=n), int(against[n]), int(fighting[n])) for n in range(number)
    ]
