"""Where something lies from something else, and whether it is dark there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela.base.distances import box_around, distance_km
from tutela.base.later import np
from tutela_web.base.values import Words

COMPASS = (
    _("north"),
    _("north-east"),
    _("east"),
    _("south-east"),
    _("south"),
    _("south-west"),
    _("west"),
    _("north-west"),
)


def direction(degrees: float) -> Words:
    """The nearest of eight words for a bearing.

    >>> str(direction(359)), str(direction(46)), str(direction(200))
    ('north', 'north-east', 'south')
    """
    return COMPASS[round(degrees / 45) % 8]


class Placed(Protocol):
    """Anything with a point in degrees, or None where it is not known."""

    latitude: float | None
    longitude: float | None


def within_box(here: Placed, km: float) -> Q:
    """Records in the box around a circle; nothing where the point is not known."""
    if here.latitude is None or here.longitude is None:
        return Q(pk__in=[])
    box = box_around(here.latitude, here.longitude, km)
    return Q(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))


def km_from(here: Placed, records: Sequence[Placed]) -> list[float | None]:
    """Kilometres to each of n records; None where either point is not known."""
    points = np.array([(r.latitude, r.longitude) for r in [here, *records]], dtype=np.float64)
    lat, lon = points.T
    far = distance_km(lat[0], lon[0], lat[1:], lon[1:])
    return [None if np.isnan(km) else float(km) for km in far]


@dataclass(frozen=True)
class Sun:
    """The sun at a place: whether it is up, and the day's rise and set; None near the poles."""

    up: bool
    rises: datetime | None
    sets: datetime | None


def sun(lat: float, lon: float, at: datetime) -> Sun:
    """Day or night at a place, by its civil day in the zone of `at`.

    Takes   degrees; an aware moment.
    Gives   Sun, its times in the zone of `at`, true to some two minutes on flat ground.
    Source  general solar position equations, NOAA Global Monitoring Division.

    >>> from zoneinfo import ZoneInfo
    >>> greenwich = sun(51.48, 0.0, datetime(2018, 6, 21, 12, tzinfo=ZoneInfo("Europe/London")))
    >>> f"{greenwich.rises:%H:%M} {greenwich.sets:%H:%M}", greenwich.up
    ('04:42 21:20', True)
    """
    rises, sets = _rise_and_set(lat, lon, at.date())
    if rises is None or sets is None:
        return Sun(_elevation(lat, lon, at) > -0.833, None, None)
    local = at.tzinfo
    return Sun(_elevation(lat, lon, at) > -0.833, rises.astimezone(local), sets.astimezone(local))


def _season(at: datetime) -> tuple[float, float]:
    """The equation of time in minutes and the sun's declination in radians."""
    moment = at.astimezone(UTC)
    g = 2 * math.pi / 365 * (moment.timetuple().tm_yday - 1 + (moment.hour - 12) / 24)
    minutes = 229.18 * (
        0.000075
        + 0.001868 * math.cos(g)
        - 0.032077 * math.sin(g)
        - 0.014615 * math.cos(2 * g)
        - 0.040849 * math.sin(2 * g)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(g)
        + 0.070257 * math.sin(g)
        - 0.006758 * math.cos(2 * g)
        + 0.000907 * math.sin(2 * g)
        - 0.002697 * math.cos(3 * g)
        + 0.00148 * math.sin(3 * g)
    )
    return minutes, declination


def _rise_and_set(lat: float, lon: float, on: date) -> tuple[datetime | None, datetime | None]:
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
    noon = midnight + timedelta(minutes=720 - 4 * lon)
    minutes, declination = _season(noon)
    phi = math.radians(lat)
    cosine = math.cos(math.radians(90.833)) / (math.cos(phi) * math.cos(declination)) - math.tan(
        phi
    ) * math.tan(declination)
    if not -1 <= cosine <= 1:
        return None, None
    half = math.degrees(math.acos(cosine))
    return (
        midnight + timedelta(minutes=720 - 4 * (lon + half) - minutes),
        midnight + timedelta(minutes=720 - 4 * (lon - half) - minutes),
    )


def _elevation(lat: float, lon: float, at: datetime) -> float:
    """How high the sun stands, in degrees."""
    minutes, declination = _season(at)
    moment = at.astimezone(UTC)
    clock = moment.hour * 60 + moment.minute + moment.second / 60
    angle = math.radians((clock + minutes + 4 * lon) / 4 - 180)
    phi = math.radians(lat)
    return math.degrees(
        math.asin(
            math.sin(phi) * math.sin(declination)
            + math.cos(phi) * math.cos(declination) * math.cos(angle)
        )
    )
