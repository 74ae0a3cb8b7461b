"""Boundaries of duty areas, asked which places lie inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class Spot:
    """Somewhere that ought to lie in one area of each kind; the address of its page."""

    name: str
    latitude: float
    longitude: float
    url: str = ""


SPOTS: list[Callable[[Standing], Iterable[Spot]]] = []
"""Rooms that keep places add here how to read them, for a Standing; this room knows none."""


@dataclass(frozen=True)
class Cover:
    """How the areas of one kind cover the places: those in none, those in more than one."""

    kind: str
    orphans: tuple[Spot, ...]
    overlaps: tuple[tuple[Spot, tuple[DutyArea, ...]], ...]
    inside: int

    @property
    def points_outside_areas(self) -> tuple[tuple[Spot, tuple[DutyArea, ...]], ...]:
        """Those in more than one area, with these, then those in none."""
        return (*self.overlaps, *((spot, ()) for spot in self.orphans))


def cover(kind: str, areas: Iterable[DutyArea], spots: Iterable[Spot]) -> Cover:
    """Each spot belongs to one area of a kind; those that do not are named.

    An area without a boundary covers nothing: what lies in it is an orphan until it is drawn.
    """
    drawn = [area for area in areas if area.kind == kind and area.boundary]
    spots = list(spots)
    areas_at: dict[int, list[DutyArea]] = {}
    if spots and drawn:
        import shapely  # which a start does without
        from shapely.geometry import shape

        points = shapely.points([(spot.longitude, spot.latitude) for spot in spots])
        tree = shapely.STRtree([shape(area.boundary) for area in drawn])
        for number, area in zip(*tree.query(points, predicate="intersects"), strict=True):
            areas_at.setdefault(int(number), []).append(drawn[int(area)])
    orphans = tuple(spot for n, spot in enumerate(spots) if n not in areas_at)
    overlaps = tuple(
        (spots[n], tuple(sorted(at, key=lambda area: area.code)))
        for n, at in sorted(areas_at.items())
        if len(at) > 1
    )
    return Cover(kind, orphans, overlaps, len(spots) - len(orphans))
