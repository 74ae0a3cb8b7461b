"""How long the way between two points is at least and at most, told by the ways from the bases.

A surface holds the minutes from bases, not between any two points. But a way over a base is a way,
so the two are never farther from each other than by it; and never nearer than the difference of
their ways from one base.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tutela.base.later import np
from tutela.capacity.reach import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
UNKNOWN = (0.0, float("inf"))
"""Bounds that tell nothing."""


class Between:
    """Bounds of the minutes between points, in the slower season.

    Takes   surfaces, one a season; points as (latitude, longitude); bases, the ids of those whose
            ways may be used.

    Where a surface knows no road, its times are for open ground: a road may be faster, so nothing
    is said of how far two points are from each other at least.
    """

    def __init__(
        self,
        surfaces: Sequence[Surface],
        points: Collection[tuple[float, float]],
        bases: Collection[str],
    ) -> None:
        self._column = {point: at for at, point in enumerate(dict.fromkeys(points))}
        lat = np.array([point[0] for point in self._column], dtype=float)
        lon = np.array([point[1] for point in self._column], dtype=float)
        self._seasons: list[tuple[bool, Floats]] = []
        for surface in surfaces:
            rows = [row for row, base in enumerate(surface.bases) if base in bases]
            if rows and self._column:
                self._seasons.append((surface.roads, np.rint(surface.hours(lat, lon)[rows] * 60)))

    def __bool__(self) -> bool:
        """Whether any way is known."""
        return bool(self._seasons)

    def minutes(self, one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
        """The minutes between two of the points, at least and at most."""
        first, second = self._column.get(one), self._column.get(other)
        if first is None or second is None or not self._seasons:
            return UNKNOWN
        least, most = 0.0, 0.0
        for roads, minutes in self._seasons:
            here, there = minutes[:, first], minutes[:, second]
            most = max(most, float((here + there).min()))
            if roads:
                told = np.isfinite(here) | np.isfinite(there)
                apart = np.abs(here[told] - there[told])  # one of the two has no way: without end
                least = max(least, float(apart.max(initial=0.0)))
        return least, most
