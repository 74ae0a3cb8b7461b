"""Who lives at a site: the bands of age that sources count in, and whether a count adds up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

SEXES = ("f", "m")

BANDS = ((0, 4), (0, 5), (5, 11), (6, 17), (12, 17), (18, 59), (60, None))
"""Bands of age as sources give them: those of the missions, and those of DTM. They overlap, so that
no source is forced into the bands of another."""

CHILDREN = (((0, 4), (5, 11), (12, 17)), ((0, 5), (6, 17)))
"""The bands below 18 that belong together: those of a mission, those of DTM."""

Figures = Mapping[str, int | None]
"""A count by the names of its fields; None is not counted."""


class Row(NamedTuple):
    """One band of age of a count: from, to (None: and older), women and men; None not counted."""

    low: int
    high: int | None
    female: int | None
    male: int | None


def field_of(sex: str, low: int, high: int | None) -> str:
    """The field that holds a sex and band.

    >>> field_of("f", 6, 17), field_of("m", 60, None)
    ('f_6_17', 'm_60')
    """
    return f"{sex}_{low}" if high is None else f"{sex}_{low}_{high}"


BAND_FIELDS = tuple(field_of(sex, *band) for sex in SEXES for band in BANDS)


def rows_of(figures: Figures) -> list[Row]:
    """The bands in which a count was made, youngest first.

    >>> rows_of({"f_0_5": 4, "m_60": 2})
    [Row(low=0, high=5, female=4, male=None), Row(low=60, high=None, female=None, male=2)]
    """
    rows = [Row(*band, *(figures.get(field_of(sex, *band)) for sex in SEXES)) for band in BANDS]
    return [row for row in rows if row.female is not None or row.male is not None]


def children_of(figures: Figures) -> int | None:
    """How many are below 18; None where some band below 18 was not counted.

    >>> children_of({"f_0_5": 4, "m_0_5": 3, "f_6_17": 5, "m_6_17": 6}), children_of({"f_0_5": 4})
    (18, None)
    """
    for bands in CHILDREN:
        parts = [figures.get(field_of(sex, *band)) for sex in SEXES for band in bands]
        if all(part is not None for part in parts):
            return sum(part or 0 for part in parts)
    return None


def people_of(figures: Figures) -> int | None:
    """How many people a count tells of: its total, else women and men together; None not counted.

    >>> people_of({"people": 40}), people_of({"female": 22, "male": 20}), people_of({"female": 22})
    (40, 42, None)
    """
    if (people := figures.get("people")) is not None:
        return people
    female, male = figures.get("female"), figures.get("male")
    return None if female is None or male is None else female + male


def too_many(figures: Figures) -> tuple[str, int, int] | None:
    """Where parts are more than their whole: the field of the whole, the parts, the whole.

    Parts that are fewer are no fault: sources leave bands out, and what is left out is unknown.

    >>> too_many({"people": 10, "female": 6, "male": 5})
    ('people', 11, 10)
    >>> too_many({"female": 6, "f_0_5": 7}), too_many({"people": 10, "female": 6})
    (('female', 7, 6), None)
    """
    sums = {"f": _most_in_bands(figures, "f"), "m": _most_in_bands(figures, "m")}
    for sex, whole in (("f", "female"), ("m", "male")):
        if (stated := figures.get(whole)) is not None and sums[sex] > stated:
            return whole, sums[sex], stated
    people = figures.get("people")
    if people is None:
        return None
    parts = sum(
        sums[sex] if (stated := figures.get(whole)) is None else stated
        for sex, whole in (("f", "female"), ("m", "male"))
    )
    if parts > people:
        return "people", parts, people
    cannot = figures.get("cannot_flee") or 0
    return ("people", cannot, people) if cannot > people else None


def _most_in_bands(figures: Figures, sex: str) -> int:
    """The sum of the bands of a sex; of bands that overlap, of the system that has more."""

    def total(bands: tuple[tuple[int, int | None], ...]) -> int:
        return sum(figures.get(field_of(sex, *band)) or 0 for band in bands)

    grown: tuple[tuple[int, int | None], ...] = ((18, 59), (60, None))
    return max(map(total, CHILDREN)) + total(grown)
