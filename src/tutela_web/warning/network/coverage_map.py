"""Where somebody listens, beside where harm is feared: a small map, and hotspots without ears.

A community stands at its own stated point, never a contact; what is known only to a district or
wider is listed and not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import boundaries_of
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots
from tutela_web.warning.network.queries import ListenerCoverage, coverage

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDE, MOST_HIGH, EDGE = 640.0, 460.0, 14.0
CLOSE = 2
"""The coarsest stated precision of a point that is drawn: within 25 km."""
HOTSPOTS = 25


@dataclass(frozen=True)
class HotspotCoverage:
    """A hotspot and whether anybody there would be heard."""

    line: RegisterLine
    coverage: ListenerCoverage

    @property
    def is_unheard(self) -> bool:
        """Nobody listens there, or nobody was heard in time."""
        return self.coverage.state != "heard"


def heard_hotspots(standing: Standing) -> list[HotspotCoverage]:
    """The hotspots this person reads, highest first, each with its listeners."""
    if not standing.reads("risks"):
        return []
    lines, _total, _assessment = hotspots(standing, RegisterFilters(), top=HOTSPOTS)
    of = {one.place.pk: one for one in coverage(standing, [line.place for line in lines])}
    return [HotspotCoverage(line, of[line.place.pk]) for line in lines]


@dataclass(frozen=True)
class CoverageMap:
    """The map, and how many communities and hotspots have no point close enough to be drawn."""

    svg: SafeString
    left_out: int


def draw(
    standing: Standing, covered: Sequence[ListenerCoverage], heard: Sequence[HotspotCoverage]
) -> CoverageMap:
    """The map of coverage.

    Takes   covered, each community and its listeners; heard, the hotspots with theirs.
    Gives   an SVG of WIDE points; empty where nothing has a point.
    """
    every = [one.place for one in covered] + [one.line.place for one in heard]
    close = [place for place in every if _close(place)]
    left_out = len({place.pk for place in every} - {place.pk for place in close})
    if not close:
        return CoverageMap(SafeString(""), left_out)
    shapes = boundaries_of(standing.mission).shapes
    west, south, east, north = _bounds(close, shapes)
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (WIDE - 2 * EDGE) / max((east - west) * narrow, 1e-6),
        (MOST_HIGH - 2 * EDGE) / max(north - south, 1e-6),
    )
    high = round((north - south) * scale + 2 * EDGE)
    shift = (WIDE - (east - west) * narrow * scale) / 2

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return (
            round(shift + (longitude - west) * narrow * scale, 1),
            round(EDGE + (north - latitude) * scale, 1),
        )

    marks = [(_community(one, at),) for one in covered if _close(one.place)]
    named: list[tuple[float, float]] = []
    marks += [(_hotspot(one, at, named),) for one in heard if _close(one.line.place)]
    said = "; ".join((_coverage_in_words(covered), _told_of(heard)))
    return CoverageMap(
        format_html(
            '<svg class="cover" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
            round(WIDE),
            high,
            said,
            _areas(shapes, at),
            format_html_join("", "{}", marks),
        ),
        left_out,
    )


def _close(place: Place) -> bool:
    return (
        place.latitude is not None
        and place.longitude is not None
        and (place.place_precision or 1) <= CLOSE
    )


def _bounds(
    places: Iterable[Place], shapes: Iterable[BaseGeometry]
) -> tuple[float, float, float, float]:
    """What the map must hold: its points, and the areas they lie in."""
    points = [(float(p.longitude or 0), float(p.latitude or 0)) for p in places]
    boxes = [(x, y, x, y) for x, y in points] + [shape.bounds for shape in shapes]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return west - 0.1, south - 0.1, east + 0.1, north + 0.1


def _areas(
    shapes: Iterable[BaseGeometry], at: Callable[[float, float], tuple[float, float]]
) -> SafeString:
    lines = []
    for shape in shapes:
        simple = shape.simplify(0.03)
        for part in getattr(simple, "geoms", [simple]):
            points = [at(x, y) for x, y, *_z in part.exterior.coords]
            lines.append((" ".join(f"{x},{y}" for x, y in points),))
    return format_html_join("", '<polygon class="land" points="{}"/>', lines)


def _community(
    community: ListenerCoverage, at: Callable[[float, float], tuple[float, float]]
) -> SafeString:
    x, y = at(community.place.longitude or 0, community.place.latitude or 0)
    if community.state == "heard":
        return format_html('<circle class="heard" cx="{}" cy="{}" r="5"/>', x, y)
    if community.state == "silent":
        return format_html(
            '<g class="silent"><circle cx="{}" cy="{}" r="6"/><path d="M{} {}l7 7m0-7l-7 7"/></g>',
            x,
            y,
            x - 3.5,
            y - 3.5,
        )
    return format_html('<circle class="deaf" cx="{}" cy="{}" r="3"/>', x, y)


NAME_WIDE, NAME_HIGH = 110.0, 14.0
"""About the room a name takes: where one stands already, the table tells the next."""


def _hotspot(
    hotspot: HotspotCoverage,
    at: Callable[[float, float], tuple[float, float]],
    named: list[tuple[float, float]],
) -> SafeString:
    x, y = at(hotspot.line.place.longitude or 0, hotspot.line.place.latitude or 0)
    free = all(abs(x - a) > NAME_WIDE or abs(y - b) > NAME_HIGH for a, b in named)
    name = hotspot.line.place.name if hotspot.is_unheard and free else ""
    if name:
        named.append((x, y))
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="10"/><text x="{}" y="{}">{}</text>',
        "feared deaf" if hotspot.is_unheard else "feared",
        x,
        y,
        x + 13,
        y + 4,
        name,
    )


def _coverage_in_words(covered: Sequence[ListenerCoverage]) -> str:
    heard = sum(one.state == "heard" for one in covered)
    return _("%(heard)s of %(n)s communities heard in time") % {"heard": heard, "n": len(covered)}


def _told_of(heard: Sequence[HotspotCoverage]) -> str:
    n = sum(one.is_unheard for one in heard)
    return ngettext(
        "%(n)s hotspot where nobody is heard", "%(n)s hotspots where nobody is heard", n
    ) % {"n": n}
