"""Strategy and current risks: what of the critical places and of the deaths it reaches at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.base.distances import distance_km
from tutela.base.later import Floats, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WITHIN_KM = 10.0
"""A line reaches deaths so near to its place [P]: as far as an observation trips a wire."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Something that counts in an area, and whether the strategy reaches it."""

    area: str
    reached: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """Of an area: how many there are, and how many the strategy reaches."""

    total: int
    reached: int

    @property
    def percent(self) -> int | None:
        """The share in percent, rounded down; None where there is nothing to share."""
        return self.reached * 100 // self.total if self.total else None


def reached_points(at: tuple[Floats, Floats], lines: Sequence[tuple[float, float]]) -> list[bool]:
    """Whether each of n points lies within WITHIN_KM of a place that lines are for.

    Takes   at, n latitudes and n longitudes in degrees, NaN for not known; lines, m points.
    Gives   n answers; what has no point is not reached.

    >>> reached_points((np.array([7.0, 8.0, np.nan]), np.array([30.0, 30.0, 30.0])), [(7.05, 30.0)])
    [True, False, False]
    """
    lat, lon = at
    near: NDArray[np.bool_] = np.zeros(len(lat), dtype=bool)
    for line_lat, line_lon in lines:
        near |= distance_km(lat, lon, np.full(len(lat), line_lat), np.full(len(lat), line_lon)) <= (
            WITHIN_KM
        )
    return [bool(one) for one in near]


def share_by_area(rows: Iterable[Reached]) -> dict[str, Share]:
    """The share of each area, and of all under the empty name.

    >>> share_by_area([Reached("North", True, 3), Reached("North", False)])
    {'': Share(total=4, reached=3), 'North': Share(total=4, reached=3)}
    """
    sums: dict[str, list[int]] = {"": [0, 0]}
    for row in rows:
        for area in dict.fromkeys(["", row.area]):
            total = sums.setdefault(area, [0, 0])
            total[0] += row.count
            total[1] += row.count if row.reached else 0
    return {area: Share(*total) for area, total in sums.items()}
