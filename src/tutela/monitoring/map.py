"""A map of risks as SVG, drawn with our own shapes: no tiles, no outside host, no library of maps.

Draw order: land, hatch, water, borders, events, bases, hotspots, labels. The hatch covers all land
not heard from, for not known is not safe. Sexual violence, victims and sources are never drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, radians, sin
from typing import TYPE_CHECKING, Protocol
from xml.sax.saxutils import escape, quoteattr

from tutela.base import design_tokens
from tutela.base.distances import EARTH_RADIUS_KM
from tutela.base.documents.model import plain
from tutela.base.later import np, shapely
from tutela.base.messages import english, join, say, term
from tutela.monitoring.ground import Ground
from tutela.monitoring.lettering import text_fit_attributes, text_width

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

KM_PER_DEGREE = EARTH_RADIUS_KM * pi / 180
HEARD_WITHIN_KM = 50.0
"""How far around an assessed place the land counts as heard from."""

BASES_WITHIN_KM = 100.0
"""How far beyond the borders of the countries shown a base still matters to them."""

_POST = 13.0  # a base's sign with its edge, drawing units
_POSTS_APART = 4  # so many within one sign's width are drawn one by one

Box = tuple[float, float, float, float]


class Somewhere(Protocol):
    """Anything with a point on the globe, degrees."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to draw."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place with its level, highest rank first; `label` stands beside its marker."""

    lat: float
    lon: float
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An event to draw: a cross against civilians, a ring for fighting, both for both."""

    lat: float
    lon: float
    civilians: bool
    fighting: bool
    age_days: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where degrees fall on the drawing: equirectangular, true to scale at the middle latitude.

    Source  Snyder (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, p. 90.
    """

    west: float
    north: float
    across: float  # units per degree of longitude
    down: float  # units per degree of latitude
    width: float
    height: float

    @classmethod
    def from_bounds(cls, bounds: Box, width: float, *, tallest: float = 1.0) -> Sheet:
        """A sheet that shows the bounds (west, south, east, north) with a little air around them.

        Takes   `width` in drawing units; `tallest` height as a share of it.

        >>> sheet = Sheet.from_bounds((24, 3.5, 36, 12.2), 440)
        >>> round(sheet.height), sheet.xy(lat=12.2, lon=24)[0] > 0
        (330, True)
        """
        west, south, east, north = bounds
        shrink = cos(radians((south + north) / 2))
        degrees_x, degrees_y = max(east - west, 0.5) * shrink, max(north - south, 0.5)
        air = 0.035 * max(degrees_x, degrees_y)
        degrees_x, degrees_y = degrees_x + 2 * air, degrees_y + 2 * air
        degrees_x = max(degrees_x, degrees_y / tallest)
        degrees_y = max(degrees_y, degrees_x * 0.42)
        down = width / degrees_x
        return cls(
            west=(west + east) / 2 - degrees_x / shrink / 2,
            north=(south + north) / 2 + degrees_y / 2,
            across=down * shrink,
            down=down,
            width=width,
            height=round(degrees_y * down, 1),
        )

    @property
    def units_per_km(self) -> float:
        """Drawing units per kilometre."""
        return self.down / KM_PER_DEGREE

    def xy(self, *, lat: float, lon: float) -> tuple[float, float]:
        """A point in drawing units, from the top left."""
        return (lon - self.west) * self.across, (self.north - lat) * self.down

    def bring(self, shape: BaseGeometry, *, beyond: float = 8) -> BaseGeometry:
        """A shape in drawing units, cut a little beyond the edge, no finer than is seen."""
        near = shapely.clip_by_rect(
            shape,
            self.west - beyond / self.across,
            self.north - (self.height + beyond) / self.down,
            self.west + (self.width + beyond) / self.across,
            self.north + beyond / self.down,
        )
        flat = shapely.transform(
            near,
            lambda c: np.column_stack(
                ((c[:, 0] - self.west) * self.across, (self.north - c[:, 1]) * self.down)
            ),
        )
        return shapely.make_valid(shapely.simplify(flat, 0.35))


def path(shape: BaseGeometry) -> str:
    """A shape as the `d` of an SVG path, in tenths of a unit, each step from the last.

    >>> path(shapely.LineString([(0, 0), (1, 2), (1, 2.01), (3, 2)]))
    'M0 0l1 2 2 0'
    """
    return "".join(_line(np.asarray(line.coords), ring) for line, ring in _lines(shape))


def _lines(shape: BaseGeometry) -> Iterator[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts(shape, return_index=False):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield ring, True
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part, False
        elif part.geom_type.startswith(("Multi", "GeometryCollection")):
            yield from _lines(part)


def _line(points: NDArray[np.float64], ring: bool) -> str:
    tenths = np.rint(points[:, :2] * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps) or (ring and len(steps) < 3):
        return ""
    steps = steps[:-1] if ring else steps
    numbers = " ".join(_tenth(value) for value in steps.ravel().tolist())
    start = f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}"
    return f"{start}l{numbers}{'z' if ring else ''}"


def _tenth(value: int) -> str:
    sign, whole, rest = ("-" if value < 0 else ""), *divmod(abs(value), 10)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


@dataclass
class Room:
    """What is taken on the sheet, so that nothing is drawn upon it."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    signs: list[Box] = field(default_factory=list)  # a label stays clear of all but its own
    events: list[Box] = field(default_factory=list)  # covered only when nothing else is free

    def free(self, box: Box, *, of_events: bool = False) -> bool:
        x0, y0, x1, y1 = box
        if x0 < 2 or y0 < 2 or x1 > self.width - 2 or y1 > self.height - 2:
            return False
        taken = [*self.boxes, *self.events] if of_events else self.boxes
        return not any(x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1 for b in taken)

    def clear(self, box: Box, own: tuple[float, float]) -> bool:
        """Whether nobody would take the words for those of another sign."""
        x0, y0, x1, y1 = box[0] - 7, box[1] - 2, box[2] + 7, box[3] + 2
        near = [b for b in self.signs if x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1]
        return all(b[0] < own[0] < b[2] and b[1] < own[1] < b[3] for b in near)

    def take(self, box: Box) -> None:
        self.boxes.append(box)

    def settle(self, x: float, y: float, radius: float) -> tuple[float, float]:
        """The free spot nearest to where something belongs; its own spot if none is free."""
        for distance in (0.0, *np.arange(radius, 90, 4.0).tolist()):
            for step in range(1 if distance == 0 else 16):
                angle = step * pi / 8 - pi / 4
                at = (x + distance * cos(angle), y + distance * sin(angle))
                if self.free(box_around(*at, radius)):
                    return self._sign(at, radius)
        return self._sign((x, y), radius)

    def _sign(self, at: tuple[float, float], radius: float) -> tuple[float, float]:
        self.take(box_around(*at, radius))
        self.signs.append(box_around(*at, radius))
        return at


def box_around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def points_near_ground(
    ground: Ground, points: Iterable[Somewhere], *, within_km: float = BASES_WITHIN_KM
) -> tuple[Somewhere, ...]:
    """Points in the countries of a ground, or close to their borders; all, where it has none.

    >>> from shapely.geometry import box
    >>> from tutela.monitoring.ground import Land
    >>> island = Ground((Land("XXA", "Karuna", box(30, 5, 32, 7)),))
    >>> points_near_ground(island, [Spot(6, 31), Spot(6, 32.8), Spot(6, 34)])
    (Spot(lat=6, lon=31), Spot(lat=6, lon=32.8))
    """
    points = tuple(points)
    if not ground.countries or not points:
        return points
    land = shapely.GeometryCollection([x.shape for x in ground.countries])
    shrink = cos(radians((land.bounds[1] + land.bounds[3]) / 2))
    flat = shapely.union_all(shapely.get_parts(shapely.transform(land, lambda c: c * (shrink, 1))))
    shapely.prepare(flat)
    spots = [shapely.geometry.Point(p.lon * shrink, p.lat) for p in points]
    close = shapely.dwithin(flat, spots, within_km / KM_PER_DEGREE)
    return tuple(p for p, is_close in zip(points, close.tolist(), strict=True) if is_close)


def draw_map(
    ground: Ground,
    *,
    title: str,
    description: str,
    hotspots: Sequence[Hotspot] = (),
    heard: Iterable[Somewhere] = (),
    not_assessed: Iterable[Somewhere] = (),
    events: Iterable[Mark] = (),
    bases: Iterable[Somewhere] = (),
    width: float = 640,
    notes: bool = True,
    sources: Sequence[str] = (),
    tell: Callable[[str], str] = english,
) -> str:
    """Draw a map of risks.

    Takes   the ground; hotspots in order of rank; every assessed place (`heard`); places not
            assessed; events, newest or not; bases; `width` in units (text is 11 high); whether the
            disclaimer and the sources stand under it (`notes`), else the caller says them;
            `tell` says a sentence in the reader's language.
    Gives   SVG text with its title and description; real text; no script, nothing from outside.
            The hatch covers land with no assessed place within 50 km.

    >>> from shapely.geometry import box
    >>> from tutela.monitoring.ground import Land
    >>> island = Ground((Land("XXA", "Karuna", box(30, 5, 32, 7)),))
    >>> svg = draw_map(island, title="Karuna", description="One place.",
    ...                hotspots=[Hotspot(6, 31, 5, "Luma 80")], heard=[Spot(6, 31)])
    >>> "Luma 80" in svg and "No coverage" in svg and "endorsement" in svg
    True
    """
    heard, not_assessed, bases = list(heard), list(not_assessed), list(bases)
    sheet = Sheet.from_bounds(_bounds(ground, [*hotspots, *heard, *not_assessed, *bases]), width)
    room = Room(sheet.width, sheet.height)
    room.take(scale_box(sheet))
    events = list(events)
    room.events += [box_around(*sheet.xy(lat=e.lat, lon=e.lon), 4) for e in events]
    top = "".join(_markers(sheet, room, hotspots, not_assessed, bases))
    names = "".join(_country_names(sheet, room, ground, tell))
    parts = [
        *_land(sheet, ground, heard),
        *_marks(sheet, events),
        names,
        top,
        draw_scale(sheet),
    ]
    rows, below = _legend(sheet.width, sheet.height + 15, tell)
    if notes:
        names = join("; ", [ground.source, *sources])
        said = [say("Sources: {sources}.", sources=names), ground.disclaimer]
        lines = [line for text in said for line in _wrap(tell(text), sheet.width, 9)]
        rows += _small_print(lines, below + 2)
        below += 12 * len(lines)
    w, h, total = (_tenth(round(v * 10)) for v in (sheet.width, sheet.height, below))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" viewBox="0 0 {w} {total}" '
        f'width="{w}" height="{total}" font-size="11" '
        f"font-family={quoteattr(', '.join(design_tokens.FONTS) + ', sans-serif')}>"
        f"<title>{escape(plain(tell(title)))}</title>"
        f"<desc>{escape(plain(tell(description)))}</desc>"
        f'<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<path class="m-hatch" d="M-1 8L8-1M-1 1L1-1M6 8L8 6" stroke="#B4BEC6" '
        f'stroke-width="0.8" fill="none"/></pattern>'
        f'<clipPath id="frame"><rect width="{w}" height="{h}"/></clipPath></defs>'
        f'<g clip-path="url(#frame)"><rect class="m-sea" width="{w}" height="{h}" '
        f'fill="{design_tokens.LIGHT["water"]}" fill-opacity="0.5"/>{"".join(parts)}</g>'
        f'<rect class="m-frame" x="0.4" y="0.4" width="{_tenth(round(sheet.width * 10) - 8)}" '
        f'height="{_tenth(round(sheet.height * 10) - 8)}" fill="none" '
        f'stroke="{design_tokens.LIGHT["edge"]}" stroke-width="0.8"/>{rows}</svg>'
    )


def _bounds(ground: Ground, points: Sequence[Somewhere]) -> Box:
    shapes: list[BaseGeometry] = [land.shape for land in ground.countries]
    if not shapes:
        shapes = [shapely.geometry.Point(p.lon, p.lat) for p in points] or [
            shapely.box(-20, -35, 55, 38)
        ]
    west, south, east, north = shapely.total_bounds(shapely.GeometryCollection(shapes)).tolist()
    return west, south, east, north


def _land(sheet: Sheet, ground: Ground, heard: Sequence[Somewhere]) -> Iterator[str]:
    others = "".join(path(sheet.bring(x.shape)) for x in ground.neighbours)
    yield (
        f'<path class="m-neighbour" d="{others}" fill="{design_tokens.LIGHT["neighbour"]}" '
        f'stroke="#C5CDD4" stroke-width="0.7"/>'
    )
    ours = [sheet.bring(x.shape) for x in ground.countries]
    land = shapely.union_all(ours)
    yield f'<path class="m-land" d="{path(land)}" fill="{design_tokens.LIGHT["land"]}"/>'
    radius = HEARD_WITHIN_KM * sheet.units_per_km
    spots = [
        shapely.geometry.Point(sheet.xy(lat=p.lat, lon=p.lon)).buffer(radius, quad_segs=6)
        for p in heard
    ]
    silent = shapely.simplify(land.difference(shapely.union_all(spots)), 0.3)
    yield f'<path class="m-silent" d="{path(silent)}" fill="url(#hatch)"/>'
    rivers = "".join(path(sheet.bring(x)) for x in ground.rivers)
    lakes = "".join(path(sheet.bring(x)) for x in ground.lakes)
    yield (
        f'<path class="m-river" d="{rivers}" fill="none" stroke="{design_tokens.LIGHT["water"]}" '
        f'stroke-width="1.4" stroke-linejoin="round"/>'
        f'<path class="m-lake" d="{lakes}" fill="{design_tokens.LIGHT["water"]}"/>'
    )
    borders = shapely.union_all([shape.boundary for shape in ours])
    inner = shapely.union_all([sheet.bring(x).boundary for x in ground.areas])
    inner = shapely.line_merge(inner.difference(borders.buffer(1.2))) if ground.areas else inner
    disputed = "".join(path(sheet.bring(x)) for x in ground.disputed)
    yield (
        f'<path class="m-area" d="{path(inner)}" fill="none" stroke="#9AA6B0" '
        f'stroke-width="0.6" stroke-dasharray="2.5 2.5"/>'
        f'<path class="m-disputed" d="{disputed}" fill="none" '
        f'stroke="{design_tokens.LIGHT["edge"]}" '
        f'stroke-width="0.9" stroke-dasharray="1 2.2"/>'
        f'<path class="m-border" d="{path(shapely.line_merge(borders))}" fill="none" '
        f'stroke="{design_tokens.LIGHT["ink2"]}" stroke-width="1.3" stroke-dasharray="6 3.2"/>'
    )


_FADING = ((30, "0.95"), (60, "0.6"), (90, "0.36"))


def _marks(sheet: Sheet, events: Iterable[Mark]) -> Iterator[str]:
    crosses: dict[str, dict[str, None]] = {shade: {} for _, shade in _FADING}
    rings: dict[str, dict[str, None]] = {shade: {} for _, shade in _FADING}
    for event in events:
        x, y = sheet.xy(lat=event.lat, lon=event.lon)
        shade = next((s for days, s in _FADING if event.age_days < days), _FADING[-1][1])
        x10, y10 = round(x * 10), round(y * 10)
        if event.civilians:
            crosses[shade][f"M{_tenth(x10 - 30)} {_tenth(y10 - 30)}l6 6m-6 0l6-6"] = None
        if event.fighting:
            ring = f"M{_tenth(x10 - 35)} {_tenth(y10)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0"
            rings[shade][ring] = None
    for _, shade in reversed(_FADING):
        for name, paths in (("ring", rings[shade]), ("cross", crosses[shade])):
            if paths:
                yield (
                    f'<path class="m-event m-{name}" d="{"".join(paths)}" fill="none" '
                    f'stroke="{design_tokens.LIGHT["ink"]}" stroke-width="1.2" '
                    f'stroke-opacity="{shade}"/>'
                )


def _markers(
    sheet: Sheet,
    room: Room,
    hotspots: Sequence[Hotspot],
    not_assessed: Sequence[Somewhere],
    bases: Sequence[Somewhere],
) -> Iterator[str]:
    placed = []
    for spot in hotspots:
        x, y = sheet.xy(lat=spot.lat, lon=spot.lon)
        radius = design_tokens.LEVELS[spot.level - 1].radius + 1
        placed.append((spot, (x, y), room.settle(x, y, radius), radius))
    true = [sheet.xy(lat=base.lat, lon=base.lon) for base in bases]
    seen = [(x, y) for x, y in true if 0 <= x <= sheet.width and 0 <= y <= sheet.height]
    posts = [(at, room.settle(*at, _POST / 2), many) for at, many in gather_points(seen)]
    labels = [_place_label(room, spot.label, at, radius) for spot, _, at, radius in placed]
    for place in not_assessed:
        x, y = sheet.xy(lat=place.lat, lon=place.lon)
        if room.free(box_around(x, y, 6)):
            room.take(box_around(x, y, 6))
            yield design_tokens.marker(None, round(x, 1), round(y, 1), scale=0.8)
    leaders = [
        (a, b)
        for a, b in [*((t, a) for _, t, a, _ in placed), *((t, a) for t, a, _ in posts)]
        if apart(a, b) > 4
    ]
    yield from (draw_leader(a, b) for a, b in leaders)
    yield from (draw_base(*at, many) for _, at, many in posts)
    for spot, _, (x, y), _ in reversed(placed):
        yield design_tokens.marker(spot.level, round(x, 1), round(y, 1))
    yield (
        f'<g class="m-label" font-weight="700" fill="{design_tokens.LIGHT["ink"]}" '
        f'stroke="{design_tokens.LIGHT["surface"]}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{"".join(labels)}</g>'
    )


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def draw_leader(true: tuple[float, float], at: tuple[float, float]) -> str:
    (x, y), (u, v) = (tuple(round(n, 1) for n in p) for p in (true, at))
    ink = design_tokens.LIGHT["ink"]
    return (
        f'<path class="m-leader" d="M{x} {y}L{u} {v}" stroke="{ink}" stroke-width="1"/>'
        f'<circle class="m-true" cx="{x}" cy="{y}" r="1.8" fill="{ink}"/>'
    )


def gather_points(points: Sequence[tuple[float, float]]) -> list[tuple[tuple[float, float], int]]:
    """Points with how many each stands for: more than four on one spot become one."""
    left, gathered = list(points), []
    while left:
        crowds = [[p for p in left if apart(p, at) <= _POST] for at in left]
        crowd = max(crowds, key=len)
        if len(crowd) <= _POSTS_APART:
            break
        middle = (sum(x for x, _ in crowd) / len(crowd), sum(y for _, y in crowd) / len(crowd))
        gathered.append((middle, len(crowd)))
        for point in crowd:
            left.remove(point)
    return [*gathered, *((point, 1) for point in left)]


def draw_base(x: float, y: float, many: int = 1) -> str:
    x, y, accent = round(x, 1), round(y, 1), design_tokens.LIGHT["accent"]
    if many > 1:
        return (
            f'<g class="m-base"><rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" '
            f'fill="{design_tokens.LIGHT["surface"]}" stroke="{accent}" stroke-width="1.6"/>'
            f'<text x="{x}" y="{y + 3.2:.1f}" font-size="9" font-weight="700" '
            f'text-anchor="middle" fill="{accent}">{many}</text></g>'
        )
    return (
        f'<g class="m-base"><rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" '
        f'fill="{design_tokens.LIGHT["surface"]}" stroke="{accent}" stroke-width="1.6"/>'
        f'<path d="M{x} {y - 2.8:.1f}l3.2 5.6h-6.4z" fill="{accent}"/></g>'
    )


_AWAY = (0.0, 8.0, 16.0, 26.0, 38.0, 52.0)
_TRIES = (
    (0.0, True, True),
    *((away, False, True) for away in _AWAY),
    *((away, False, False) for away in _AWAY),
)
"""How far from its marker a label may stand, whether clear of events, whether clear of signs."""


def _place_label(room: Room, text: str, at: tuple[float, float], radius: float) -> str:
    """Write beside a marker where nothing else stands: right, left, then around and further out."""
    x, y = at
    size, reach = 11.0, radius + 3
    wide = text_width(text, size, bold=True)
    for away, of_events, of_signs in _TRIES:
        for dx, dy in (
            (1, 0),
            (-1, 0),
            (1, -0.8),
            (1, 0.8),
            (-1, -0.8),
            (-1, 0.8),
            (0, -1),
            (0, 1),
        ):
            px, py = x + dx * (reach + away), y + dy * (reach + away * (1 if dx == 0 else 0.8))
            left = px if dx > 0 else px - wide if dx < 0 else px - wide / 2
            box = (left, py - 6, left + wide, py + 6.5)
            if room.free(box, of_events=of_events) and (not of_signs or room.clear(box, at)):
                room.take(box)
                return _label(text, left, py, leader=(at, box) if away > 4 else None)
    left = min(
        max(x + reach, 2), room.width - wide - 2
    )  # no room at all: inside the frame at least
    return _label(text, left, min(max(y, 8), room.height - 8), leader=None)


def _label(
    text: str, left: float, middle: float, *, leader: tuple[tuple[float, float], Box] | None
) -> str:
    line = ""
    if leader:
        (x, y), (x0, y0, x1, y1) = leader
        u, v = min(max(x, x0), x1), min(max(y, y0), y1)
        line = (
            f'<path class="m-leader" d="M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}" '
            f'stroke="{design_tokens.LIGHT["ink"]}" stroke-width="0.7"/>'
        )
    said = plain(text)
    width = text_fit_attributes(said, 11, bold=True)
    return f'{line}<text x="{left:.1f}" y="{middle + 3.8:.1f}" {width}>{escape(said)}</text>'


def _country_names(
    sheet: Sheet, room: Room, ground: Ground, tell: Callable[[str], str]
) -> Iterator[str]:
    ours = {land.iso3 for land in ground.countries}
    frame = shapely.box(4, 4, sheet.width - 4, sheet.height - 4)
    for land in ground.neighbours:
        seen = sheet.bring(land.shape).intersection(frame)
        if land.iso3 in ours and len(ours) == 1:
            continue
        if seen.area < 0.01 * frame.area:
            continue
        name = plain(tell(term(land.name)))
        if at := _room_for_name(room, seen, text_width(name, 10)):
            yield (
                f'<text class="m-country" x="{at[0]:.1f}" y="{at[1] + 3.4:.1f}" font-size="10" '
                f'text-anchor="middle" fill="{design_tokens.LIGHT["ink3"]}" '
                f"{text_fit_attributes(name, 10)}>"
                f"{escape(name)}</text>"
            )


def _room_for_name(room: Room, seen: BaseGeometry, wide: float) -> tuple[float, float] | None:
    """Where a country's name stands within it: its broadest spot, else above or below that."""
    broadest = shapely.maximum_inscribed_circle(max(shapely.get_parts(seen), key=shapely.area))
    x, middle = broadest.coords[0]
    x = min(max(x, wide / 2 + 5), room.width - wide / 2 - 5)
    for y in (middle, *(middle + side * away for away in range(14, 113, 14) for side in (1, -1))):
        box = (x - wide / 2, y - 6, x + wide / 2, y + 6)
        if room.free(box) and seen.contains(shapely.box(*box)):
            room.take(box)
            return x, y
    return None


def _scale_km(sheet: Sheet) -> int:
    room = sheet.width * 0.22 / sheet.units_per_km
    steps = [m * 10**e for e in range(4) for m in (1, 2, 5)]
    return max((s for s in steps if s <= room), default=1)


def scale_box(sheet: Sheet) -> Box:
    return 6, sheet.height - 28, 20 + _scale_km(sheet) * sheet.units_per_km + 28, sheet.height - 4


def draw_scale(sheet: Sheet) -> str:
    km = _scale_km(sheet)
    x0, y, long = 12.0, sheet.height - 10, km * sheet.units_per_km
    ink = design_tokens.LIGHT["ink"]
    return (
        f'<g class="m-scale" fill="{ink}">'
        f'<path d="M{x0} {y - 5:.1f}v5h{long:.1f}v-5" '
        f'fill="none" stroke="{ink}" stroke-width="1.2"/>'
        f'<g class="m-label" font-size="10" stroke="{design_tokens.LIGHT["surface"]}" '
        f'stroke-width="2.5" '
        f'stroke-linejoin="round" paint-order="stroke"><text x="{x0 - 2}" y="{y - 8:.1f}">0</text>'
        f'<text x="{x0 + long:.1f}" y="{y - 8:.1f}" text-anchor="middle">{km} km</text></g></g>'
    )


def _legend(width: float, y: float, tell: Callable[[str], str]) -> tuple[str, float]:
    ink2 = design_tokens.LIGHT["ink2"]
    signs = [
        (design_tokens.marker(x.number, 0, 0, scale=0.75), term(x.label.capitalize()))
        for x in design_tokens.LEVELS
    ]
    signs = [*reversed(signs), (design_tokens.marker(None, 0, 0, scale=0.75), say("Not assessed"))]
    signs += [
        (
            f'<rect x="-6" y="-5.5" width="14" height="11" fill="url(#hatch)" '
            f'stroke="{design_tokens.LIGHT["edge"]}" stroke-width="0.7"/>',
            say("No coverage: not known is not safe"),
        ),
        (
            f'<path class="m-event" d="M-3-3l6 6m-6 0l6-6" stroke="{ink2}" stroke-width="1.3"/>',
            say("Against civilians"),
        ),
        (
            f'<circle class="m-event" r="3.5" fill="none" stroke="{ink2}" stroke-width="1.3"/>',
            say("Fighting"),
        ),
        (draw_base(0, 0), say("UN base")),
    ]
    placed, x = [], 10.0
    for sign, word in signs:
        said = escape(plain(tell(word)))
        wide = 12 + text_width(said, 10) + 11
        if x + wide - 12 > width and x > 10:
            x, y = 10.0, y + 19
        placed.append(
            f'<g transform="translate({x:.1f} {y:.1f})">{sign}'
            f'<text class="m-words" x="12" y="3.6" font-size="10" fill="{ink2}" '
            f"{text_fit_attributes(said, 10)}>"
            f"{said}</text></g>"
        )
        x += wide
    return f'<g class="m-legend">{"".join(placed)}</g>', y + 12


def _wrap(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in plain(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _small_print(lines: Sequence[str], y: float) -> str:
    spans = "".join(
        f'<text x="1" y="{y + 12 * n + 8:.1f}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    return f'<g class="m-words" font-size="9" fill="{design_tokens.LIGHT["ink3"]}">{spans}</g>'
