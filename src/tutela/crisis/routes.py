"""Which recorded points lie on a route: within two kilometres of its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tutela.base.distances import KM_A_DEGREE
from tutela.base.errors import BadParameter
from tutela.base.later import Bools, Floats, np
from tutela.base.messages import say

NEAR_KM = 2.0
"""So near a line a point lies on the route [P]."""

MOST_POINTS = 400
"""Of one line."""

USERS: Mapping[str, str] = {
    "aid": "aid convoys",
    "returnees": "people who return",
    "displaced": "displaced people on their way",
    "refugees": "refugees on their way",
    "market": "people who go to market",
    "school": "children on their way to school",
    "transhumance": "herders with their animals",
    "mission": "the mission’s own supply",
}
"""Who uses a route, by code."""

Point = tuple[float, float]
"""Latitude and longitude, degrees."""


def read_line(words: str) -> list[Point]:
    """The line of a route as people write it: a point on each row, latitude and longitude.

    Raises  BadParameter for a row that is no point, for a single point, or for too many.

    >>> read_line("7.1, 30.2\\n7.3 30.4")
    [(7.1, 30.2), (7.3, 30.4)]
    """
    points: list[Point] = []
    for row in filter(None, (part.strip() for part in words.replace(";", "\n").splitlines())):
        parts = row.replace(",", " ").split()
        try:
            latitude, longitude = (float(part) for part in parts)
        except ValueError:
            latitude, longitude = np.nan, np.nan
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise BadParameter(
                say("a row of the line is no point"),
                where="line",
                next=say("write latitude, then longitude, in degrees: 7.1, 30.2"),
            )
        points.append((latitude, longitude))
    if len(points) == 1 or len(points) > MOST_POINTS:
        raise BadParameter(
            say("a line has two points at least, and at most {most}", most=MOST_POINTS),
            where="line",
            next=say("leave it empty where the line is not known"),
        )
    return points


def on_line(
    latitudes: Floats, longitudes: Floats, line: Sequence[Point], km: float = NEAR_KM
) -> Bools:
    """Which of n points lie within so many km of a line; the ground is taken as flat around each of
    its stretches, which are short against the globe.

    Takes   degrees; line, two points or more.

    >>> near = on_line(np.array([7.0, 7.1]), np.array([30.5, 30.5]), [(7.0, 30.0), (7.0, 31.0)])
    >>> near.tolist()
    [True, False]
    """
    near = np.zeros(len(latitudes), dtype=bool)
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(line):
        wide = KM_A_DEGREE * np.cos(np.radians((lat_a + lat_b) / 2))
        x, y = (longitudes - lon_a) * wide, (latitudes - lat_a) * KM_A_DEGREE
        to_x, to_y = (lon_b - lon_a) * wide, (lat_b - lat_a) * KM_A_DEGREE
        length = to_x * to_x + to_y * to_y
        along = np.clip((x * to_x + y * to_y) / length, 0, 1) if length > 0 else np.zeros(len(x))
        near |= np.hypot(x - along * to_x, y - along * to_y) <= km
    return near
