"""The mission's roads near somewhere, for maps: read from its layers once, until they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.base.later import shapely
from tutela.capacity.ground import shapes_of
from tutela_web.access.policy import Standing
from tutela_web.capacity.reach.travel_queries import ground_for
from tutela_web.records.record_cache import NewestByKey

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Roads:
    """The lines of the roads a mission gave, and where to look for them."""

    lines: Sequence[BaseGeometry]
    tree: shapely.STRtree

    def lines_within(self, box: Box) -> list[BaseGeometry]:
        """Those that enter a box of west, south, east and north."""
        return [self.lines[at] for at in sorted(self.tree.query(shapely.box(*box)).tolist())]


_KEPT: NewestByKey[Roads] = NewestByKey(most=4)


def roads_seen(standing: Standing, box: Box) -> list[BaseGeometry]:
    """The roads within a box, for who reads what travel times rest on. One query; another where the
    layers changed since they were read."""
    if not standing.reads("bases"):
        return []
    layers = ground_for(standing).filter(retired=False, roads__gt=0)
    versions = tuple(layers.values_list("pk", "version"))

    def read() -> Roads:
        found = [shapes_of(features) for features in layers.values_list("features", flat=True)]
        lines = [line for one in found for line, _kind in one.roads]
        return Roads(lines, shapely.STRtree(lines))

    return _KEPT.get(standing.mission.pk, versions, read).lines_within(box) if versions else []
