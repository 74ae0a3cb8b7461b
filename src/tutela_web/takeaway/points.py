"""Event points, as arrays: what tiles, the time bar and coverage count.

Only open, unclassified events are drawn. The policy is applied to each answer, never to what is
kept (see incidents.event_columns).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.base.days import first_of_span, say_more_dated
from tutela.base.later import np, pl
from tutela.base.messages import Sentence
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.incidents.events.columns import editions_of
from tutela_web.records.record_cache import NewestByKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
DRAWN = 2
"""The least exact place precision that is drawn: within 25 km. The rest is listed, not drawn."""


@dataclass(frozen=True, eq=False)
class Points:
    """m events: where, when (days since 1970, of the end and of the first day), which kind, in
    which area.

    x and y are web Mercator, 0 to 1 from the north-west corner of the world, as tiles want them.
    """

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    day: NDArray[np.int32]
    began: NDArray[np.int32]
    against: NDArray[np.bool_]
    precision: NDArray[np.int8]
    area: NDArray[np.int32]
    areas: tuple[UUID, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def keep_where(self, keep: NDArray[np.bool_]) -> Points:
        """The points kept."""
        return Points(
            self.ids[keep],
            self.lon[keep],
            self.lat[keep],
            self.x[keep],
            self.y[keep],
            self.day[keep],
            self.began[keep],
            self.against[keep],
            self.precision[keep],
            self.area[keep],
            self.areas,
        )

    def keep_inside(self, since: date, until: date) -> Points:
        """Those whose whole span lies in the days, as `tutela.base.days.lies_within` has it."""
        return self.keep_where((self.began >= days(since)) & (self.day <= days(until)))

    def reaching_into(self, since: date, until: date) -> Points:
        """Those dated only to a span that reaches into the days and beyond them."""
        touches = (self.began <= days(until)) & (self.day >= days(since))
        beyond = (self.began < days(since)) | (self.day > days(until))
        return self.keep_where(touches & beyond)

    def say_dated(self) -> Sentence | None:
        """How many more there are, and the days they are dated to; None where there are none."""
        if not len(self):
            return None
        return say_more_dated(len(self), day_of(self.began.min()), day_of(self.day.max()))

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
        return points.keep_where(np.zeros(len(points), dtype=np.bool_))
    if reading.areas is EVERYWHERE:
        return points
    areas = reading.areas

    def inside() -> Points:
        allowed = [number for number, area in enumerate(points.areas) if area in areas]
        return points.keep_where(np.isin(points.area, allowed))

    return _INSIDE.get((standing.mission.pk, areas), points, inside)


def every_point(mission: UUID) -> Points:
    """Every open point of a mission, whoever asks: only for figures that are suppressed after."""
    editions = editions_of(mission)
    return _KEPT.get(mission, editions, lambda: _points(editions.frame))


_KEPT: NewestByKey[Points] = NewestByKey()
_INSIDE: NewestByKey[Points] = NewestByKey(most=32)


def _points(editions: pl.DataFrame) -> Points:
    """Of the editions those in force that are Unclassified, dated and events, as numbers."""
    frame = editions.filter(
        ~pl.col("replaced"),
        pl.col("grain") == "event",
        pl.col("date_end").is_not_null(),
    )
    areas = frame["area"].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    number = (
        frame["area"]
        .cast(pl.String)
        .replace_strict(areas, range(len(areas)), default=-1, return_dtype=pl.Int32)
    )
    against = (pl.col("violence") == "one-sided").fill_null(False) | (
        pl.col("civilian_deaths").fill_null(0) > 0
    )
    lon, lat = (frame[name].fill_null(np.nan).to_numpy() for name in ("longitude", "latitude"))
    return Points(
        frame["pk"].to_numpy(),
        lon,
        lat,
        *mercator(lon, lat),
        frame["date_end"].to_physical().to_numpy(),
        frame.select(first_of_span("date_start", "date_end").to_physical()).to_series().to_numpy(),
        frame.select(against).to_series().to_numpy(),
        frame["place_precision"].fill_null(0).to_numpy(),
        number.to_numpy(),
        areas=tuple(UUID(area) for area in areas),
    )


def mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Web Mercator from degrees, 0 to 1 from the north-west corner of the world."""
    angle = np.radians(np.clip(lat, -85.0511, 85.0511))
    return (lon + 180) / 360, (1 - np.arcsinh(np.tan(angle)) / np.pi) / 2


@dataclass(frozen=True)
class TimeBarWeek:
    """One week of the time bar: Monday, events against civilians, fighting."""

    monday: date
    against: int
    fighting: int


@dataclass(frozen=True)
class TimeBar:
    """The weeks, oldest first, and how many events of these weeks are dated over more than one:
    they are in the bar of none."""

    weeks: list[TimeBarWeek]
    spread: int


def time_bar(points: Points, *, until: date, number: int = 52) -> TimeBar:
    """Counts by week, the week of `until` last."""
    last = until - timedelta(days=until.weekday())
    first = last - timedelta(weeks=number - 1)
    inside = points.keep_inside(first, until)
    at = (inside.day - days(first)) // 7
    of_one = (inside.began - days(first)) // 7 == at
    against = np.bincount(at[of_one & inside.against], minlength=number)
    fighting = np.bincount(at[of_one & ~inside.against], minlength=number)
    return TimeBar(
        [
            TimeBarWeek(first + timedelta(weeks=n), int(against[n]), int(fighting[n]))
            for n in range(number)
        ],
        int((~of_one).sum()),
    )
