"""Distances on the globe, in columns."""

from __future__ import annotations

import math
from typing import NamedTuple

from tutela.base.later import Floats, np

EARTH_RADIUS_KM = 6371.0088
"""Mean radius, IUGG (Moritz 2000, Geodetic Reference System 1980)."""


KM_A_DEGREE = EARTH_RADIUS_KM * math.pi / 180
"""One degree of latitude."""


class Box(NamedTuple):
    """The degrees between which a circle on the globe lies; away from the 180th meridian."""

    south: float
    north: float
    west: float
    east: float


def box_around(latitude: float, longitude: float, km: float) -> Box:
    """The box around a circle of so many km; its corners lie outside the circle.

    >>> [round(degrees, 2) for degrees in box_around(60.0, 30.0, 111.195)]
    [59.0, 61.0, 28.0, 32.0]
    """
    high = km / KM_A_DEGREE
    wide = high / max(float(np.cos(np.radians(latitude))), 0.05)
    return Box(latitude - high, latitude + high, longitude - wide, longitude + wide)


def unit_vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    """Points as unit vectors, so that straight-line trees answer great-circle questions.

    Takes   n latitudes and n longitudes in degrees.
    Gives   (n, 3) unit vectors.

    >>> unit_vectors(np.array([0.0]), np.array([90.0])).round(6).tolist()
    [[0.0, 1.0, 0.0]]
    """
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def chord(km: float) -> float:
    """The straight line through the unit sphere that spans `km` along its surface.

    >>> round(chord(100), 6)
    0.015696
    """
    return float(2 * np.sin(km / EARTH_RADIUS_KM / 2))


def chord_to_km(chords: Floats) -> Floats:
    """Surface kilometres of straight lines through the unit sphere.

    >>> float(chord_to_km(np.array([chord(100)])).round(6)[0])
    100.0
    """
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chords / 2, 0, 1)), dtype=np.float64)


def distance_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance between points, element by element.

    Takes   latitudes and longitudes in degrees, shapes that broadcast.
    Gives   kilometres, same shape.
    Source  haversine formula, Sinnott (1984), Sky & Telescope 68(2).

    >>> round(float(distance_km(4.85, 31.6, 9.53, 31.66)))   # Juba to Malakal
    520
    """
    lat_a, lon_a, lat_b, lon_b = map(np.radians, (lat_a, lon_a, lat_b, lon_b))
    half = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def bearing(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """The direction in which b lies from a.

    Gives   degrees from north, clockwise, 0 to 360.
    Source  initial great-circle bearing.

    >>> round(bearing(4.85, 31.6, 9.53, 31.66)), round(bearing(0, 30, 0, 31))
    (1, 90)
    """
    a, b, turn = math.radians(lat_a), math.radians(lat_b), math.radians(lon_b - lon_a)
    east = math.sin(turn) * math.cos(b)
    north = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


WAYS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def bearing_word(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> str:
    """Which way a second point lies from a first, of eight.

    >>> bearing_word(4.85, 31.6, 9.53, 31.66), bearing_word(6.0, 30.0, 5.9, 29.9)
    ('N', 'SW')
    """
    return WAYS[round(bearing(lat_a, lon_a, lat_b, lon_b) / 45) % 8]
