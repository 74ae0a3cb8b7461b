"""Areas with P-codes, and which area a point lies in.

Codes and names are OCHA's; shapes are Natural Earth's, first level only and older than the codes in
some countries. data/crosswalk_areas.csv says which shape is which coded area. A shape that has been
divided since keeps its own name and gets no code, for the code could be either part's.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tutela.base.errors import BadParameter
from tutela.base.later import Columns, np, pl
from tutela.base.messages import say
from tutela.places.layers import Shapes, layer, shipped_bytes
from tutela.places.names import area_name, sound
from tutela.places.types import Area

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LOCATED = Columns(lambda: {"iso3": pl.String, "pcode": pl.String, "name": pl.String})


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(shipped_bytes(name).decode("utf-8-sig").splitlines()))


def _key(name: str) -> str:
    return sound(area_name(name))


@dataclass(frozen=True)
class Areas:
    """Every coded area, by code and by name within its parent."""

    by_code: Mapping[str, Area]
    _by_name: Mapping[tuple[str, str], tuple[str, ...]]

    def __iter__(self) -> Iterator[Area]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def get(self, pcode: str | None) -> Area | None:
        """The area with this code; None if there is none."""
        return self.by_code.get(pcode) if pcode else None

    def children_of(self, parent: str) -> tuple[Area, ...]:
        """The areas directly within a country or an area, by code."""
        return tuple(area for area in self if area.parent == parent)

    def level_one(self, pcode: str) -> Area | None:
        """The first-level area a code belongs to."""
        area = self.get(pcode)
        return self.get(area.parent) if area and area.level == 2 else area

    def find(self, name: str, parent: str) -> Area | None:
        """The area of this name directly within a country or an area.

        Takes   the name in any case, with or without accents and the word for its level;
                parent: the country's three-letter code (level 1) or a P-code (level 2).
        Gives   the Area; None where no name, or more than one, agrees.

        >>> read_areas().find("Jonglei state", "SSD").pcode, read_areas().find("Bor South", "SS03")
        ('SS03', Area(pcode='SS0303', name='Bor South', level=2, parent='SS03', iso3='SSD'))
        >>> read_areas().find("Bor South", "SS07")      # a county of another state
        """
        codes = self._by_name.get((parent, _key(name)), ())
        return self.by_code[codes[0]] if len(codes) == 1 else None


@cache
def read_areas() -> Areas:
    """The coded areas of the five mission countries and their neighbours, levels 1 and 2.

    Gives   Areas, read once: 1 813 of 15 countries.
    Source  OCHA common operational datasets (COD-AB), cc-by-igo; names and parents, no shapes.

    >>> read_areas().get("CF71")
    Area(pcode='CF71', name='Bangui', level=1, parent='CAF', iso3='CAF')
    """
    areas = [
        Area(r["P-Code"], r["Name"], int(r["Admin Level"]), r["Parent P-Code"], r["Location"])
        for r in _rows("pcodes.csv")
    ]
    by_code = {area.pcode: area for area in areas}
    named = [(area.parent, area.name, area.pcode) for area in areas]
    named += [(r["iso3"], r["shape_name"], r["pcode"]) for r in _crosswalk() if r["pcode"]]
    by_name: dict[tuple[str, str], tuple[str, ...]] = {}
    for parent, name, pcode in named:
        codes = by_name.get((parent, _key(name)), ())
        by_name[parent, _key(name)] = codes if pcode in codes else (*codes, pcode)
    return Areas(by_code, by_name)


@cache
def _crosswalk() -> tuple[dict[str, str], ...]:
    return tuple(_rows("crosswalk_areas.csv"))


@cache
def divided_names() -> frozenset[tuple[str, str]]:
    """Countries and names of areas since divided, where an old source and a new one differ."""
    divided = [r for r in _crosswalk() if not r["pcode"]]
    return frozenset((r["iso3"], _key(r[n])) for r in divided for n in ("shape_name", "also"))


def code_as_source_says(name: str | None, iso3: str | None) -> str | None:
    """The level 1 code of an area as an undated source names it.

    Gives   the P-code; None where the name is unknown, or was divided since (Équateur, Gao) so that
            an old source and a new one mean different ground.

    >>> code_as_source_says("Bangui province", "CAF"), code_as_source_says("Équateur", "COD")
    ('CF71', None)
    """
    if not name or not iso3 or (iso3, _key(name)) in divided_names():
        return None
    area = read_areas().find(name, iso3)
    return area.pcode if area else None


@cache
def _shapes_of(level: int) -> tuple[pl.DataFrame, Shapes]:
    if level == 0:
        countries = layer("countries")
        codes = countries.column("iso3")
        rows = [
            (iso3, iso3, name) for iso3, name in zip(codes, countries.column("name"), strict=True)
        ]
        return pl.DataFrame(rows, schema=LOCATED, orient="row"), countries.shapes
    areas, codes_of = layer("areas"), {r["shape_id"]: r["pcode"] or None for r in _crosswalk()}
    known = read_areas().by_code
    rows = []
    for p in areas.properties:
        pcode = codes_of[p["id"]]
        rows.append((p["iso3"], pcode, known[pcode].name if pcode else p["name"]))
    return pl.DataFrame(rows, schema=LOCATED, orient="row"), areas.shapes


def areas_with_shapes(countries: Collection[str]) -> pl.DataFrame:
    """The areas below the countries that a point can be found in, as `locate_areas` gives them.

    >>> areas_with_shapes(["CAF"]).height, areas_with_shapes(["KEN"]).height
    (17, 0)
    """
    table = _shapes_of(1)[0]
    return table.filter(pl.col("iso3").is_in(list(countries)))


def shape_of_area(pcode: str) -> Any | None:
    """The land of a level 1 area, as a shapely geometry; None where none is drawn.

    >>> shape_of_area("SS03").geom_type in ("Polygon", "MultiPolygon"), shape_of_area("SS0303")
    (True, None)
    """
    table, shapes = _shapes_of(1)
    rows = (table["pcode"] == pcode).fill_null(False).arg_true().to_list()
    return shapes[rows[0]] if rows else None


def locate_areas(lat: ArrayLike, lon: ArrayLike, level: int = 1) -> pl.DataFrame:
    """The area each point lies in.

    Takes   n latitudes and n longitudes in degrees; NaN where not known.
            level: 0 for the country, 1 for the area below it (SSD, CAF, COD, MLI and SDN only).
    Gives   n rows, in order: iso3, pcode, name. All null where the point is in no shape: never the
            nearest by guess. pcode alone is null where the shape is older than the codes; the name
            is then the shape's (Katanga, South Kordufan). On a shared border: the first shape.
    Raises  BadParameter for a level without shapes (2 and below have codes only).
    Source  Natural Earth, de facto borders. Known: Bangui falls on the Congolese side of the river;
            the DRC has its 11 provinces of before 2015.

    >>> locate_areas([4.85, 0.0], [31.6, 0.0]).rows()
    [('SSD', 'SS01', 'Central Equatoria'), (None, None, None)]
    """
    if level not in (0, 1):
        raise BadParameter(
            say("areas of level {level} have codes but no shapes", level=level),
            next=say("ask for level 0 or 1"),
        )
    import shapely  # which a start does without

    table, shapes = _shapes_of(level)
    lat, lon = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    tree = shapely.STRtree(shapely.points(lon[known], lat[known]))
    shape, point = tree.query(shapes, predicate="intersects")
    order = np.lexsort((shape, point))
    points, first = np.unique(point[order], return_index=True)
    found = np.full(len(lat), -1)
    found[known[points]] = shape[order][first]
    rows = pl.Series(np.where(found < 0, len(table), found))
    nowhere = pl.DataFrame({key: [None] for key in LOCATED}, schema=LOCATED)
    return pl.concat([table, nowhere])[rows]
