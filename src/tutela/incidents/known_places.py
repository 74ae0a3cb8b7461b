"""What the shipped maps know of a place by its name: to doubt a position, never to give one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tutela.base.later import shapely
from tutela.places.areas import read_areas
from tutela.places.layers import land_of, layer
from tutela.places.names import area_name, sound

__all__ = ["areas_named", "in_country_only", "is_known_place", "seem_exchanged", "towns_named"]

Named = tuple[str, float, float]
"""A place's name, and the latitude and longitude written beside it."""


def _sound_of(name: str) -> str:
    """A name as it is heard, without the Arabic article before it."""
    return re.sub(r"^(?:al|el|ag|as|ad|ed|an|at|aj) ", "", sound(name))


@lru_cache(maxsize=1)
def _towns() -> Mapping[str, tuple[tuple[float, float], ...]]:
    points_by_name: dict[str, list[tuple[float, float]]] = {}
    towns = layer("towns")
    for said, shape in zip(towns.properties, towns.shapes, strict=True):
        for key in ("NAME", "NAMEASCII"):
            if said.get(key):
                points_by_name.setdefault(_sound_of(str(said[key])), []).append((shape.y, shape.x))
    return {name: tuple(dict.fromkeys(points)) for name, points in points_by_name.items()}


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, frozenset[str]]:
    """By name of an area, the countries that have one of it."""
    countries_by_name: dict[str, set[str]] = {}
    for area in read_areas().by_code.values():
        countries_by_name.setdefault(_sound_of(area.name), set()).add(area.iso3)
    return {name: frozenset(countries) for name, countries in countries_by_name.items()}


def is_known_place(name: str) -> bool:
    """Whether a town or an area of this name is on the shipped maps.

    >>> is_known_place("El Fasher"), is_known_place("Bambari"), is_known_place("killed")
    (True, True, False)
    """
    sound_of_name = _sound_of(name)
    return len(sound_of_name) > 2 and (sound_of_name in _towns() or sound_of_name in _countries())


def towns_named(name: str) -> tuple[tuple[float, float], ...]:
    """Latitude and longitude of each town of this name on the shipped map.

    >>> [(round(lat), round(lon)) for lat, lon in towns_named("El Fasher")], towns_named("Luma")
    ([(14, 25)], ())
    """
    return _towns().get(_sound_of(name), ())


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, frozenset[str]]:
    """By name of an area, the codes of the areas of the first level that it is or lies in."""
    areas = read_areas()
    codes_by_name: dict[str, set[str]] = {}
    for area in areas:
        above = areas.level_one(area.pcode)
        if above:
            codes_by_name.setdefault(_sound_of(area_name(area.name)), set()).add(above.pcode)
    return {name: frozenset(codes) for name, codes in codes_by_name.items()}


def areas_named(name: str) -> frozenset[str]:
    """The codes of the areas of the first level that have this name, or an area of it in them.

    >>> sorted(areas_named("Akobo")), areas_named("Luma")
    (['SS03'], frozenset())
    """
    return _codes_by_name().get(_sound_of(area_name(name)), frozenset())


NEAR_TOWN = 0.75
"""Degrees around a town in which a place of its name may lie."""
ENOUGH = 3
"""So many different names must say the same."""


def seem_exchanged(places: Iterable[Named]) -> bool:
    """Whether latitude and longitude seem exchanged in the whole of a table.

    So it is where names of several towns or areas belong where the exchanged positions are, and
    none where the written ones are.

    >>> darfur = [("El Fasher", 25.37, 13.61), ("Kas", 24.28, 12.5), ("Kutum", 24.68, 14.21)]
    >>> seem_exchanged(darfur), seem_exchanged([(n, x, y) for n, y, x in darfur])
    (True, False)
    """
    told = {place for place in places if abs(place[2]) <= 90}
    written, exchanged = set(), set()
    for name, north, east in told:
        for y, x in _towns().get(_sound_of(name), ()):
            if abs(y - north) < NEAR_TOWN and abs(x - east) < NEAR_TOWN:
                written.add(name)
            elif abs(y - east) < NEAR_TOWN and abs(x - north) < NEAR_TOWN:
                exchanged.add(name)
    if written:
        return False
    if len(exchanged) >= ENOUGH:
        return True
    return _in_country_only_exchanged(told)


def in_country_only(name: str, point: tuple[float, float], *, not_at: tuple[float, float]) -> bool:
    """Whether an area of this name is of one country alone, which has one point and not the other.

    >>> in_country_only("Kutum", (14.21, 24.68), not_at=(24.68, 14.21))
    True
    """
    countries = _countries().get(_sound_of(name), frozenset())
    land = land_of(next(iter(countries))) if len(countries) == 1 else None
    return (
        land is not None
        and bool(shapely.contains_xy(land, point[1], point[0]))
        and not shapely.contains_xy(land, not_at[1], not_at[0])
    )


def _in_country_only_exchanged(told: Iterable[Named]) -> bool:
    places = [place for place in told if _sound_of(place[0]) in _countries()]
    names = {name for name, _north, _east in places}
    counted = Counter(iso3 for name in names for iso3 in _countries()[_sound_of(name)])
    for iso3, count in counted.most_common(1):
        land = land_of(iso3)
        if count < ENOUGH or land is None:
            return False
        own = [place for place in places if iso3 in _countries()[_sound_of(place[0])]]
        as_written = sum(bool(shapely.contains_xy(land, x, y)) for _name, y, x in own)
        turned = sum(bool(shapely.contains_xy(land, y, x)) for _name, y, x in own)
        return as_written == 0 and turned * 10 >= len(own) * 9
    return False
