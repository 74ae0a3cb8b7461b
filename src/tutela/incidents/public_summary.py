"""What everybody may read of an incident of which a part belongs to a compartment.

A place or a day that few could mean points at a survivor, and so do the recorder's words: what is
told is a place that many share, the week, and a title that any incident without one has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

FEWEST = 3
"""How many listed places a district must have before its name is told."""

CELL = 0.5
"""Degrees of the cell that is told where no name may be: that of PRIO-GRID, about 55 km."""

UNTITLED = "Harm or danger to civilians"
"""The title of an incident of which neither a title nor a harm was written."""


@dataclass(frozen=True)
class Where:
    """A place as few as FEWEST others have it in common.

    listed  whether the listed place itself is told; else only `said`, the name of a district or
            the borders of a cell, empty where not even that is known.
    """

    listed: bool
    said: str


def title_of_harms(harms: Iterable[str]) -> str:
    """The title of an incident for which nobody wrote one.

    Takes   its harms, words of the glossary.

    >>> title_of_harms(["killing", "looting"]), title_of_harms([])
    ('Killing, looting', 'Harm or danger to civilians')
    """
    return ", ".join(harms).capitalize() or UNTITLED


def open_place(
    *,
    name: str = "",
    town: bool = False,
    districts: Iterable[tuple[str, int]] = (),
    point: tuple[float, float] | None = None,
) -> Where:
    """Where it happened, so that others cannot tell at which house, or of which small village.

    Takes   name, of the listed place, and whether it is a town; districts, its district and then
            its province, each with how many listed places lie there, itself included; point,
            latitude and longitude in degrees.
    Gives   the town, where other listed places of its district fit as well; else the first of the
            districts with FEWEST listed places or more; else the cell of CELL degrees that holds
            the point; else nothing.
    Source  the platform's own rule, after IASC (2023), Operational Guidance on Data Responsibility
            in Humanitarian Action, on disclosure control by coarser geography.

    >>> open_place(name="Luma", town=True, districts=[("Uror", 12), ("Jonglei", 90)])
    Where(listed=True, said='Luma')
    >>> open_place(name="Kuri", districts=[("Uror", 2), ("Jonglei", 90)]).said
    'Jonglei'
    >>> open_place(point=(7.78, -33.01)).said
    '7.5–8.0° N, 33.0–33.5° W'
    """
    named = [(said, count) for said, count in districts if said]
    if town and name and named and named[0][1] >= FEWEST:
        return Where(True, name)
    for said, count in named:
        if count >= FEWEST:
            return Where(False, said)
    if point is None:
        return Where(False, "")
    sides = (_side(point[0], "N", "S", 90), _side(point[1], "E", "W", 180))
    return Where(False, ", ".join(sides))


def _side(degrees: float, above: str, below: str, most: float) -> str:
    """The cell's borders on one axis, as a chart writes them."""
    low = min(floor(degrees / CELL) * CELL, most - CELL)
    low, high = sorted((abs(low), abs(low + CELL)))
    return f"{low:.1f}–{high:.1f}° {above if degrees >= 0 else below}"


def open_days(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """The weeks in which it happened, from a Monday to a Sunday; (None, None) where not known.

    Takes   the first day and, if longer, the last, of what is past.

    >>> open_days(date(2018, 12, 29), None)
    (datetime.date(2018, 12, 24), datetime.date(2018, 12, 30))
    """
    days = [day for day in (first, last) if day is not None]
    if not days:
        return None, None
    monday = min(days) - timedelta(days=min(days).weekday())
    return monday, max(days) + timedelta(days=6 - max(days).weekday())
