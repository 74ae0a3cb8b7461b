"""A map of operations as SVG: open alerts, bases, roads and villages on the ground around them.

Draw order: land, water, borders, limits of the Council, roads, villages, bases, hotspots, groups of
alerts, alerts, labels. It is drawn for a page: colours are the page's, by class. The table beside
it holds the same and links to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from tutela.base import design_tokens
from tutela.base.later import shapely
from tutela.monitoring.ground import ground_of
from tutela.monitoring.lettering import text_fit_attributes, text_width
from tutela.monitoring.map import (
    Box,
    Hotspot,
    Room,
    Sheet,
    apart,
    box_around,
    draw_leader,
    draw_scale,
    path,
    scale_box,
)
from tutela.warning.clocks import LEVELS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

AbleState = Literal["", "able", "unable", "open"]
"""What is known of the units at a base: not asked, one is able, none is, not known."""

LETTERS = 11.5
_ALERT, _GROUP, _BASE, _VILLAGE = 11.0, 15.0, 6.5, 3.0  # half the room a sign takes, drawing units
CELL = 60.0
"""So wide and high is the square of a sheet whose alerts are drawn as one group, drawing units."""
_NEAREST_SPOTS = (
    (1, 0),
    (-1, 0),
    (1, -0.9),
    (1, 0.9),
    (-1, -0.9),
    (-1, 0.9),
    (0, -1.35),
    (0, 1.35),
)


@dataclass(frozen=True, slots=True)
class AlertMark:
    """An open alert at its point, most pressing first; `ring_km` where the point is only near;
    `chosen` where the page is about it; `named` where its name must stand beside it, and not only
    where there is room."""

    lat: float
    lon: float
    level: str
    label: str
    ring_km: float = 0.0
    chosen: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class GroupMark:
    """Open alerts that lie close together, as one sign: how many, and the nearest harm of them."""

    lat: float
    lon: float
    level: str
    count: int


@dataclass(frozen=True, slots=True)
class BaseMark:
    """A base, and what is known of the units there."""

    lat: float
    lon: float
    label: str
    able: AbleState = ""


@dataclass(frozen=True, slots=True)
class VillageMark:
    """A place people live in."""

    lat: float
    lon: float
    label: str


@dataclass(frozen=True, slots=True)
class LimitMark:
    """A limit the Council set: the area it is drawn as, and the number the table beside gives it;
    `outside` where the mandate does not reach there."""

    shape: BaseGeometry
    label: str
    outside: bool = False


@dataclass(frozen=True)
class Operations:
    """What a map of operations shows; of each kind the first in its order are named first."""

    alerts: Sequence[AlertMark] = ()
    bases: Sequence[BaseMark] = ()
    villages: Sequence[VillageMark] = ()
    hotspots: Sequence[Hotspot] = ()
    roads: Sequence[BaseGeometry] = ()
    lines: Sequence[tuple[BaseMark, AlertMark, str]] = field(default=())
    """From a base to an alert, with the words along the line."""
    limits: Sequence[LimitMark] = ()
    groups: Sequence[GroupMark] = ()


def group_by_cell(
    sheet: Sheet, points: Sequence[tuple[float, float]], *, cell: float = CELL
) -> list[list[int]]:
    """Which points lie in one square of a sheet, so that one sign may stand for them.

    Takes   latitude and longitude of each point, the most pressing first; cell, the side of a
            square in drawing units, > 0.
    Gives   the numbers of the points of each square, in their order; the square of the first point
            first. Every point is in one.

    >>> sheet = Sheet.from_bounds((29.0, 6.0, 31.0, 8.0), 400)
    >>> group_by_cell(sheet, [(6.5, 29.5), (7.9, 30.9), (6.51, 29.51)])
    [[0, 2], [1]]
    """
    squares: dict[tuple[int, int], list[int]] = {}
    for number, (lat, lon) in enumerate(points):
        x, y = sheet.xy(lat=lat, lon=lon)
        squares.setdefault((int(x // cell), int(y // cell)), []).append(number)
    return list(squares.values())


def frame_around(
    points: Iterable[tuple[float, float]], *, least_km: float = 60.0, air: float = 0.18
) -> Box:
    """The edges of a map that holds some points with air around them, and is never too near.

    Takes   latitude and longitude of n points, n > 0; the least width and height in km.
    Gives   west, south, east, north, to a fiftieth of a degree, so that maps of a place fit on
            each other.

    >>> frame_around([(7.0, 30.0)])
    (29.74, 6.74, 30.26, 7.26)
    """
    lats, lons = zip(*points, strict=True)
    least = least_km / 111.2
    edges = []
    for values in (lons, lats):
        middle, wide = (min(values) + max(values)) / 2, max(values) - min(values)
        half = max(wide * (1 + 2 * air), least) / 2
        edges.append((_step(middle - half), _step(middle + half)))
    (west, east), (south, north) = edges
    return west, south, east, north


def _step(degrees: float) -> float:
    return round(round(degrees * 50) / 50, 2)


@lru_cache(maxsize=64)
def draw_ground(iso3: str, sheet: Sheet) -> str:
    """Land, water and borders of a sheet: the same for every reader, so it is kept.

    Takes   the code of the country that is set off from its neighbours.
    """
    ground = ground_of(iso3)
    others = "".join(path(sheet.bring(x.shape)) for x in ground.neighbours)
    ours = [sheet.bring(x.shape) for x in ground.countries]
    borders = shapely.union_all([shape.boundary for shape in ours])
    inner = shapely.union_all([sheet.bring(x).boundary for x in ground.areas])
    inner = shapely.line_merge(inner.difference(borders.buffer(1.2))) if ground.areas else inner
    drawn = (
        ("m-neighbour", others, ""),
        ("m-land", "".join(map(path, ours)), ""),
        ("m-river", "".join(path(sheet.bring(x)) for x in ground.rivers), "1.4"),
        ("m-lake", "".join(path(sheet.bring(x)) for x in ground.lakes), ""),
        ("m-area", path(inner), "0.7"),
        ("m-disputed", "".join(path(sheet.bring(x)) for x in ground.disputed), "0.9"),
        ("m-border", path(shapely.line_merge(borders)), "1.3"),
    )
    dashes = {"m-area": "2.5 2.5", "m-disputed": "1 2.2", "m-border": "6 3.2"}
    return "".join(
        f'<path class="{kind}" d="{line}"'
        + (f' fill="none" stroke-width="{wide}"' if wide else "")
        + (f' stroke-dasharray="{dashes[kind]}"' if kind in dashes else "")
        + "/>"
        for kind, line, wide in drawn
        if line
    )


def draw_operations(
    sheet: Sheet, shown: Operations, *, iso3: str, title: str, clip: str = "ops-frame"
) -> str:
    """Draw a map of operations.

    Takes   the sheet; what is shown; the country; the title, which says the map in words; clip, an
            id no other drawing of the page has.
    Gives   SVG text, in the page's colours. No alert lies on another: one that must give way stands
            at the end of a line from its point. Each alert that must be is named, and each base
            where no alerts stand in groups; the others and villages where there is room. A group
            says its number.

    >>> sheet = Sheet.from_bounds(frame_around([(7.0, 30.0)]), 400)
    >>> alert = AlertMark(7, 30, "imminent", "Luma AL-0003")
    >>> svg = draw_operations(sheet, Operations([alert]), iso3="SSD", title="One alert")
    >>> 'class="m-alert imminent"' in svg and "Luma AL-0003" in svg and " km" in svg
    True
    """
    wide, high = f"{sheet.width:.0f}", f"{sheet.height:.0f}"
    overlay = "".join(_overlay_marks(sheet, shown, clip))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map ops" role="img" direction="ltr" '
        f'viewBox="0 0 {wide} {high}" font-size="{LETTERS}" aria-label={quoteattr(title)}>'
        f'<clipPath id="{clip}"><rect width="{wide}" height="{high}"/></clipPath>'
        f'<g clip-path="url(#{clip})"><rect class="m-sea" width="{wide}" height="{high}"/>'
        f"{draw_ground(iso3, sheet)}{overlay}{draw_scale(sheet)}</g>"
        f'<rect class="m-frame" x=".5" y=".5" width="{sheet.width - 1:.0f}" '
        f'height="{sheet.height - 1:.0f}" fill="none"/></svg>'
    )


def _overlay_marks(sheet: Sheet, shown: Operations, clip: str) -> Iterator[str]:
    """What lies upon the ground; signs are placed first, so that no label stands upon one.

    Takes   clip, as `draw_operations`: of many alerts the sign of a level is drawn once, by it.
    """
    room = Room(sheet.width, sheet.height)
    room.take(scale_box(sheet))
    alerts = [(a, _xy_of(sheet, a), room.settle(*_xy_of(sheet, a), _ALERT)) for a in shown.alerts]
    groups = [(group, room.settle(*_xy_of(sheet, group), _GROUP)) for group in shown.groups]
    inside = [b for b in shown.bases if _is_within(sheet, b)]
    bases = [(b, _xy_of(sheet, b), room.settle(*_xy_of(sheet, b), _BASE)) for b in inside]
    hotspots = []
    for spot in shown.hotspots:
        radius = design_tokens.LEVELS[spot.level - 1].radius + 1
        if _is_within(sheet, spot):
            hotspots.append(
                (spot, _xy_of(sheet, spot), room.settle(*_xy_of(sheet, spot), radius), radius)
            )
    labels = [
        _name(room, alert.label, at, _ALERT + 2, "m-name", must=alert.named)
        for alert, _true, at in sorted(alerts, key=lambda one: not one[0].named)
    ]
    labels += [
        _name(room, b.label, at, _BASE + 2, "m-of-base", must=not groups) for b, _, at in bases
    ]
    labels += [_name(room, s.label, at, r + 2, "m-name", must=False) for s, _, at, r in hotspots]
    lines = [_line(sheet, room, *line) for line in shown.lines]
    villages = []
    for village in shown.villages:
        at = _xy_of(sheet, village)
        if _is_within(sheet, village):
            room.take(box_around(*at, _VILLAGE))
            villages.append(
                f'<circle class="m-village" cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="2.2"/>'
            )
            labels.append(_name(room, village.label, at, 4, "m-of-village", must=False))
    yield from (_limit(sheet, limit) for limit in shown.limits)
    labels += [_limit_name(sheet, room, limit) for limit in shown.limits]
    roads = "".join(path(sheet.bring(road)) for road in shown.roads)
    if roads:
        yield f'<path class="m-road-edge" d="{roads}" fill="none"/>'
        yield f'<path class="m-road" d="{roads}" fill="none"/>'
    yield from (_ring(sheet, a, at) for a, at, _settled in alerts if a.ring_km)
    yield from villages
    yield from lines
    placed = [(true, at) for _, true, at in [*alerts, *bases]] + [(t, a) for _, t, a, _ in hotspots]
    yield from (draw_leader(true, at) for true, at in placed if apart(true, at) > 4)
    yield from (base_sign(*at, base.able) for base, _true, at in bases)
    yield from (
        design_tokens.marker(s.level, round(x, 1), round(y, 1)) for s, _, (x, y), _ in hotspots
    )
    yield from (group_sign(*at, group.level, group.count) for group, at in groups)
    yield from (_chosen_ring(*at) for alert, _true, at in alerts if alert.chosen)
    if groups:
        levels = dict.fromkeys(alert.level for alert in shown.alerts)
        signs = "".join(f'<g id="{clip}-{level}">{alert_sign(0, 0, level)}</g>' for level in levels)
        yield f"<defs>{signs}</defs>"
        yield from (
            f'<use href="#{clip}-{alert.level}" x="{x:.1f}" y="{y:.1f}"/>'
            for alert, _true, (x, y) in reversed(alerts)
        )
    else:
        yield from (alert_sign(*at, alert.level) for alert, _true, at in reversed(alerts))
    yield f'<g class="m-names" paint-order="stroke">{"".join(labels)}</g>'


def _xy_of(
    sheet: Sheet, mark: AlertMark | GroupMark | BaseMark | VillageMark | Hotspot
) -> tuple[float, float]:
    return sheet.xy(lat=mark.lat, lon=mark.lon)


def _is_within(sheet: Sheet, mark: BaseMark | VillageMark | Hotspot) -> bool:
    x, y = _xy_of(sheet, mark)
    return 0 <= x <= sheet.width and 0 <= y <= sheet.height


def _limit(sheet: Sheet, limit: LimitMark) -> str:
    """The edge of a limit, filled faintly where the mandate does not reach."""
    fill = 'fill-opacity=".14"' if limit.outside else 'fill="none"'
    return (
        f'<path class="m-limit" d="{path(sheet.bring(limit.shape))}" {fill} '
        'stroke="currentColor" stroke-width="2" stroke-dasharray="9 3 2 3"/>'
    )


def _limit_name(sheet: Sheet, room: Room, limit: LimitMark) -> str:
    near = sheet.bring(limit.shape)
    if near.is_empty:
        return ""
    inside = shapely.intersection(near, shapely.box(0, 0, sheet.width, sheet.height))
    point = shapely.point_on_surface(near if inside.is_empty else inside)
    return _name(room, f"({limit.label})", (point.x, point.y), 2, "m-name", must=True)


def _ring(sheet: Sheet, alert: AlertMark, at: tuple[float, float]) -> str:
    radius = max(alert.ring_km * sheet.units_per_km, _ALERT)
    return (
        f'<circle class="m-ring" cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" fill="none"/>'
    )


def _chosen_ring(x: float, y: float) -> str:
    return f'<circle class="m-chosen" cx="{x:.1f}" cy="{y:.1f}" r="17"/>'


def _line(sheet: Sheet, room: Room, base: BaseMark, alert: AlertMark, words: str) -> str:
    (x, y), (u, v) = _xy_of(sheet, base), _xy_of(sheet, alert)
    said = _name(room, words, ((x + u) / 2, (y + v) / 2), 2, "m-way-words", must=False)
    return f'<path class="m-way" d="M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}" fill="none"/>{said}'


def _name(
    room: Room, words: str, at: tuple[float, float], reach: float, kind: str, *, must: bool
) -> str:
    """Words beside a sign: in the nearest free spot, further off where they must stand; empty where
    there is no room and need not be."""
    if not words:
        return ""
    bold = kind == "m-name"
    wide = text_width(words, LETTERS, bold=bold)
    (x, y) = at
    for away in (0.0, 9.0, 18.0, 30.0, 44.0, 60.0) if must else (0.0,):
        for dx, dy in _NEAREST_SPOTS:
            px, py = x + dx * (reach + away), y + dy * (reach + away)
            left = px if dx > 0 else px - wide if dx < 0 else px - wide / 2
            box = (left, py - 6.5, left + wide, py + 6.5)
            if room.free(box) and (away == 0 or room.clear(box, at)):
                room.take(box)
                return _text(words, left, py, kind, wide, at if away > 9 else None)
    if not must:
        return ""
    left = min(max(x + reach, 2), room.width - wide - 2)
    return _text(words, left, min(max(y, 8), room.height - 8), kind, wide, None)


def _text(
    words: str,
    left: float,
    middle: float,
    kind: str,
    wide: float,
    owner: tuple[float, float] | None,
) -> str:
    line = ""
    if owner:
        x, y = owner
        end = min(max(x, left), left + wide)
        line = f'<path class="m-leader" d="M{x:.1f} {y:.1f}L{end:.1f} {middle:.1f}"/>'
    fit = text_fit_attributes(words, LETTERS, bold=kind == "m-name")
    place = f'x="{left:.1f}" y="{middle + 4:.1f}"'
    return f'{line}<text class="{kind}" {place} {fit}>{escape(words)}</text>'


def alert_sign(x: float, y: float, level: str) -> str:
    """The sign of an alert: four rising bars in a frame, as many filled as its level has.

    >>> alert_sign(20, 20, "warning").partition('class="off"')[2].count("M")
    2
    """
    bars = _bars(
        level, lambda n: f"M{x - 7 + 3.8 * n:.1f} {y + 6:.1f}v-{3 * n + 3}h2.8v{3 * n + 3}z"
    )
    return (
        f'<g class="m-alert {level}"><rect x="{x - 10.5:.1f}" y="{y - 9.5:.1f}" width="21" '
        f'height="19" rx="3"/>{bars}</g>'
    )


def _bars(level: str, bar: Callable[[int], str]) -> str:
    """Four bars as two paths: those the level fills, and the others."""
    filled = LEVELS.index(level) + 1
    on, off = "".join(map(bar, range(filled))), "".join(map(bar, range(filled, len(LEVELS))))
    return f'<path class="on" d="{on}"/>' + (f'<path class="off" d="{off}"/>' if off else "")


def group_sign(x: float, y: float, level: str, count: int) -> str:
    """The sign of several alerts: their number above four bars in a row, as many filled as the
    nearest harm among them has.

    >>> sign = group_sign(20, 20, "warning", 31)
    >>> sign.partition('class="off"')[2].count("M"), ">31</text>" in sign
    (2, True)
    """
    bars = _bars(level, lambda n: f"M{x - 10 + 5.2 * n:.1f} {y + 5:.1f}h4.2v4h-4.2z")
    return (
        f'<g class="m-alert m-group {level}"><rect x="{x - 14:.1f}" y="{y - 12:.1f}" width="28" '
        f'height="24" rx="8"/>{bars}<text x="{x:.1f}" y="{y + 1.5:.1f}">{count}</text></g>'
    )


def base_sign(x: float, y: float, able: AbleState = "") -> str:
    """The sign of a base: filled where a unit there is able, crossed out where none is, with a
    broken edge where that is not known."""
    cross = f'<path class="no" d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8"/>'
    cross = cross if able == "unable" else ""
    at = f'x="{x - 5.5:.1f}" y="{y - 5.5:.1f}"'
    return (
        f'<g class="m-post {able}"><rect {at} width="11" height="11" stroke-width="1.6"/>'
        f'<path d="M{x:.1f} {y - 2.8:.1f}l3.2 5.6h-6.4z"/>{cross}</g>'
    )
