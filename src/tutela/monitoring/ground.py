"""What a map lies on: land, water and borders, from the shapes that ship with us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tutela.base.later import shapely
from tutela.base.messages import Sentence, join, say
from tutela.places.layers import layer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DISCLAIMER = say(
    "The boundaries and names shown and the designations used on this map do not imply official "
    "endorsement or acceptance by the United Nations."
)
PENDING = {
    frozenset({"SDN", "SSD"}): say(
        "Final boundary between the Republic of Sudan and the Republic of South Sudan has not yet "
        "been determined. Final status of the Abyei area is not yet determined."
    )
}
"""What the United Nations adds where a boundary is open, by the countries it concerns."""


@dataclass(frozen=True, slots=True)
class Land:
    """A country: its code, name and shape, degrees."""

    iso3: str
    name: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Ground:
    """Land, water and borders, longitude and latitude in degrees.

    countries   those the map is about; neighbours are every other land, drawn grey where in sight.
    areas       first-level areas of the countries, for their borders only.
    """

    countries: tuple[Land, ...]
    neighbours: tuple[Land, ...] = ()
    areas: tuple[BaseGeometry, ...] = ()
    rivers: tuple[BaseGeometry, ...] = ()
    lakes: tuple[BaseGeometry, ...] = ()
    disputed: tuple[BaseGeometry, ...] = ()
    source: str = "Natural Earth"

    @property
    def disclaimer(self) -> Sentence:
        """What the United Nations asks to be said under a map of these countries."""
        about = {land.iso3 for land in self.countries}
        pending = [text for pair, text in PENDING.items() if pair & about]
        return join(" ", [DISCLAIMER, *pending])


def ground(iso3: Iterable[str]) -> Ground:
    """The ground of some countries, from the layers that ship with us.

    Takes   ISO 3166-1 alpha-3 codes; one that no layer holds has no shape and is left out.
    Gives   a Ground; the finest outline shipped for each country.
    Source  Natural Earth, public domain.

    >>> [land.name for land in ground(["SSD", "CAF"]).countries]
    ['Central African Republic', 'South Sudan']
    """
    wanted = set(iso3)
    countries, areas = layer("countries"), layer("areas")
    theirs: dict[str, list[BaseGeometry]] = {}
    for code, shape in zip(areas.column("iso3"), areas.shapes, strict=True):
        if code in wanted:
            theirs.setdefault(code, []).append(shape)
    lands = [
        Land(code, name, shape)
        for code, name, shape in zip(
            countries.column("iso3"), countries.column("name"), countries.shapes, strict=True
        )
    ]
    return Ground(
        countries=tuple(
            Land(x.iso3, x.name, shapely.union_all(theirs.get(x.iso3, [x.shape])))
            for x in sorted(lands, key=lambda land: land.name)
            if x.iso3 in wanted
        ),
        neighbours=tuple(lands),
        areas=tuple(shape for shapes in theirs.values() for shape in shapes),
        rivers=tuple(layer("rivers").shapes),
        lakes=tuple(layer("lakes").shapes),
        disputed=tuple(layer("disputed").shapes),
    )


@lru_cache(maxsize=8)
def ground_of(iso3: str) -> Ground:
    """The ground of one country, kept: every map of a mission lies on it.

    >>> ground_of("SSD") is ground_of("SSD")
    True
    """
    return ground([iso3])
