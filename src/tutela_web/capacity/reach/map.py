"""The ground within hours of a base, drawn by the server: no script, no tiles, nothing outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela.base.later import shapely
from tutela.monitoring.ground import Ground, ground_of
from tutela.monitoring.map import Sheet, path
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.coverage import HOURS, BaseCoverage

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH = 640.0
SHADES = (0.62, 0.44, 0.28, 0.15)
"""How dark each band is, the nearest first."""

PlaceMark = tuple[float, float, str]
"""Latitude, longitude, and the sign drawn there around nought."""

NAMED = 8
"""So many bases are named on the map; of more, the table tells."""


def draw_coverage_map(covered: BaseCoverage, iso3: str, *, alone: bool) -> SafeString:
    """The map of a coverage; `alone`: of one base, drawn large."""
    land = ground_of(iso3)
    sheet = Sheet.from_bounds(_bounds(covered, land, alone=alone), WIDTH, tallest=0.95)
    body = [
        *_land(sheet, land),
        *_bands(sheet, covered.bands),
        *_water(sheet, land),
        *_points(sheet, covered),
        *_bases(sheet, covered.bases),
        _scale(sheet),
    ]
    return _svg_of(sheet, body, _("Ground within hours of the bases"))


def draw_places_map(
    bases: Sequence[Base], marks: Sequence[PlaceMark], iso3: str, title: str
) -> SafeString:
    """A map of bases and of places, each by its own mark, the last drawn on top."""
    land = ground_of(iso3)
    sheet = Sheet.from_bounds(_bounds_of(bases, land), WIDTH, tallest=0.95)
    signs = []
    for lat, lon, sign in marks:
        x, y = sheet.xy(lat=lat, lon=lon)
        if 0 <= x <= sheet.width and 0 <= y <= sheet.height:
            signs.append(f'<g transform="translate({x:.1f} {y:.1f})">{sign}</g>')
    body = [*_land(sheet, land), *_water(sheet, land), *signs, *_bases(sheet, bases), _scale(sheet)]
    return _svg_of(sheet, body, title)


@dataclass(frozen=True)
class AreaShade:
    """An area of a map: its shape in degrees, how it is filled, its name and what is said of it.

    fill  attributes of its path
    """

    shape: BaseGeometry
    fill: str
    name: str
    said: str


def draw_areas_map(areas: Sequence[AreaShade], iso3: str, title: str) -> SafeString:
    """A map of areas, each filled by what is said of it; few are named on it."""
    land = ground_of(iso3)
    shapes = [area.shape for area in areas]
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    sheet = Sheet.from_bounds((west, south, east, north), WIDTH, tallest=0.95)
    body = [*_land(sheet, land)]
    for area in areas:
        said = escape(f"{area.name}: {area.said}")
        body.append(
            f'<path class="m-area" d="{path(sheet.bring(area.shape))}" {area.fill} '
            f'stroke-width="1"><title>{said}</title></path>'
        )
    body += _water(sheet, land)
    for area in areas if len(areas) <= NAMED else ():
        middle = area.shape.representative_point()
        x, y = sheet.xy(lat=middle.y, lon=middle.x)
        body.append(
            f'<text class="m-label" x="{x:.1f}" y="{y:.1f}" text-anchor="middle" '
            f'paint-order="stroke" stroke-width="3" font-weight="700">{escape(area.name)}</text>'
        )
    return _svg_of(sheet, [*body, _scale(sheet)], title)


LINE_BEGINS = '<circle r="4" fill="var(--surface)" stroke="var(--accent)" stroke-width="2"/>'
LINE_ENDS = '<circle r="4" fill="var(--accent)"/>'
AROUND_DEGREES = 0.15


def draw_line_map(points: Sequence[Sequence[float]], iso3: str, title: str) -> SafeString:
    """A map of a line: points of latitude and longitude, from where it begins to where it ends."""
    line = shapely.LineString([(lon, lat) for lat, lon in points])
    west, south, east, north = line.buffer(AROUND_DEGREES).bounds
    land = ground_of(iso3)
    sheet = Sheet.from_bounds((west, south, east, north), WIDTH, tallest=0.95)
    drawn = path(sheet.bring(line))
    signs = []
    for (lat, lon), sign in zip((points[0], points[-1]), (LINE_BEGINS, LINE_ENDS), strict=True):
        x, y = sheet.xy(lat=lat, lon=lon)
        signs.append(f'<g transform="translate({x:.1f} {y:.1f})">{sign}</g>')
    body = [
        *_land(sheet, land),
        *_water(sheet, land),
        f'<path class="m-way" d="{drawn}" fill="none"/>',
        *signs,
        _scale(sheet),
    ]
    return _svg_of(sheet, body, title)


def signs_said(signs: Sequence[tuple[str, str]]) -> list[tuple[SafeString, str]]:
    """Signs drawn around nought, as a legend shows them, each with its words."""
    frame = (
        '<svg viewBox="0 0 16 14" width="16" height="14" aria-hidden="true">'
        '<g transform="translate(8 7)">{}</g></svg>'
    )
    return [(mark_safe(frame.format(sign)), words) for sign, words in signs]  # nosec B703 # signs of ours


def _svg_of(sheet: Sheet, body: Sequence[str], named: str) -> SafeString:
    title = escape(named)
    description = escape(_("The table beside it holds the same."))
    return mark_safe(  # nosec B703 # numbers of ours, and words escaped above and below
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" direction="ltr" '
        f'viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" font-size="11">'
        f"<title>{title}</title><desc>{description}</desc>"
        f'<clipPath id="reach-frame"><rect width="{sheet.width:.0f}" height="{sheet.height:.0f}"/>'
        f'</clipPath><g clip-path="url(#reach-frame)">'
        f'<rect class="m-sea" width="{sheet.width:.0f}" height="{sheet.height:.0f}"/>'
        f"{''.join(body)}</g>"
        f'<rect class="m-frame" x=".5" y=".5" width="{sheet.width - 1:.0f}" '
        f'height="{sheet.height - 1:.0f}" fill="none"/></svg>'
    )


def _bounds(
    covered: BaseCoverage, land: Ground, *, alone: bool
) -> tuple[float, float, float, float]:
    widest = covered.bands[-1]
    if (alone or not land.countries) and not shapely.is_empty(widest):
        west, south, east, north = widest.bounds
        return west, south, east, north
    return _bounds_of(covered.bases, land)


def _bounds_of(bases: Sequence[Base], land: Ground) -> tuple[float, float, float, float]:
    shapes = [country.shape for country in land.countries]
    if shapes:
        west, south, east, north = shapely.total_bounds(shapes).tolist()
    else:
        points = [(b.longitude or 0.0, b.latitude or 0.0) for b in bases] or [(0.0, 0.0)]
        west, south, east, north = shapely.MultiPoint(points).buffer(1).bounds
    return west, south, east, north


def _land(sheet: Sheet, land: Ground) -> list[str]:
    others = "".join(path(sheet.bring(x.shape)) for x in land.neighbours)
    ours = "".join(path(sheet.bring(x.shape)) for x in land.countries)
    return [f'<path class="m-neighbour" d="{others}"/>', f'<path class="m-land" d="{ours}"/>']


def _bands(sheet: Sheet, bands: Sequence[BaseGeometry]) -> list[str]:
    """Rings, so that one shade never lies upon another."""
    inner: Any = shapely.Polygon()
    rings = []
    for shape, shade in zip(bands, SHADES, strict=True):
        ring = path(sheet.bring(shapely.difference(shape, inner)))
        rings.append(f'<path d="{ring}" fill="var(--accent)" fill-opacity="{shade}"/>')
        inner = shape
    edge = path(sheet.bring(inner))
    return [*rings, f'<path d="{edge}" fill="none" stroke="var(--accent)" stroke-width="1"/>']


def _water(sheet: Sheet, land: Ground) -> list[str]:
    rivers = "".join(path(sheet.bring(x)) for x in land.rivers)
    lakes = "".join(path(sheet.bring(x)) for x in land.lakes)
    borders = "".join(path(sheet.bring(x.shape.boundary)) for x in land.countries)
    return [
        f'<path class="m-river" d="{rivers}" fill="none" stroke-width="1.4"/>',
        f'<path class="m-lake" d="{lakes}"/>',
        f'<path class="m-border" d="{borders}" fill="none" stroke-width="1.3" '
        f'stroke-dasharray="6 3.2"/>',
    ]


def _points(sheet: Sheet, covered: BaseCoverage) -> list[str]:
    """A dot for each community within eight hours, a hollow ring for each that is not."""
    marks: dict[bool, list[str]] = {True: [], False: []}
    for lat, lon, reached in covered.points:
        x, y = sheet.xy(lat=lat, lon=lon)
        if 0 <= x <= sheet.width and 0 <= y <= sheet.height:
            marks[reached].append(_dot(x, y, reached))
    return [f"<g>{''.join(marks[True])}</g>", f"<g>{''.join(marks[False])}</g>"]


def _dot(x: float, y: float, reached: bool) -> str:
    if reached:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="var(--ink)"/>'
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="var(--surface)" '
        f'stroke="var(--danger)" stroke-width="1.6"/>'
    )


def _bases(sheet: Sheet, bases: Sequence[Base]) -> list[str]:
    signs = []
    for base in bases:
        x, y = sheet.xy(lat=base.latitude or 0.0, lon=base.longitude or 0.0)
        signs.append(_sign(x, y))
        if len(bases) <= NAMED:
            far = x > sheet.width * 0.7
            signs.append(
                f'<text class="m-label" x="{x + (-9 if far else 9):.1f}" y="{y + 4:.1f}" '
                f'text-anchor="{"end" if far else "start"}" paint-order="stroke" '
                f'stroke-width="3" font-weight="700">{escape(base.name)}</text>'
            )
    return signs


def _sign(x: float, y: float) -> str:
    return (
        f'<g class="m-base" transform="translate({x - 6:.1f} {y - 6:.1f})">'
        f'<rect width="12" height="12" stroke-width="1.8"/><path d="M6 2.5l3.5 6.5h-7z"/></g>'
    )


def _scale(sheet: Sheet) -> str:
    km = next((n for n in (200, 100, 50, 20, 10, 5) if n * sheet.units_per_km < sheet.width / 4), 2)
    wide, y = km * sheet.units_per_km, sheet.height - 10
    return (
        f'<g class="m-scale"><path d="M10 {y - 5:.1f}v5h{wide:.1f}v-5" fill="none" '
        f'stroke-width="1.5"/><text x="{wide + 16:.1f}" y="{y:.1f}">{km} km</text></g>'
    )


def legend() -> list[tuple[SafeString, str]]:
    """Each sign of the map, drawn, and what it means."""
    signs = [
        (
            f'<rect x="1" y="2" width="14" height="10" fill="var(--accent)" fill-opacity="{shade}" '
            f'stroke="var(--edge)" stroke-width=".8"/>',
            _("%(n)s h") % {"n": hours},
        )
        for hours, shade in zip(HOURS, SHADES, strict=True)
    ]
    signs.append((_dot(8, 7, True), _("place reached in 8 h")))
    signs.append((_dot(8, 7, False), _("place not reached in 8 h")))
    frame = '<svg viewBox="0 0 16 14" width="16" height="14" aria-hidden="true">{}</svg>'
    return [(mark_safe(frame.format(sign)), words) for sign, words in signs]  # nosec B703 # signs of ours
