"""Where a threat is, and the bases of those who could come: a small map beside the table of units.

Marks as on the map of listeners. A place known only to a district or wider has no point and is not
drawn; one known to within 25 kilometres is a ring of that width, never a dot. Where a unit moves
now is not known here: it is drawn at its base.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from tutela.monitoring.map import Sheet
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach import Able
from tutela_web.places.models import PlacePrecision
from tutela_web.warning.models import Alert

WIDE, TALLEST = 640.0, 0.42
NEAR_KM = 25.0
"""How far off a point may be whose precision is "within 25 km"."""

KM_BARS = (1, 2, 5, 10, 20, 50, 100, 200)

NAME_WIDE, NAME_HIGH = 170.0, 14.0
"""About the room a name takes: where one stands already, the table tells the next."""


@dataclass(frozen=True)
class Stand:
    """A base and its units, fastest first."""

    base: Base
    units: Sequence[Able]

    @property
    def able(self) -> bool | None:
        """Whether one of them is able; not known unless all are known not to be."""
        said = {one.able for one in self.units}
        return True if True in said else None if None in said else False

    @property
    def first(self) -> Able:
        """The fastest that is able, or else the fastest."""
        return next((one for one in self.units if one.able), self.units[0])

    def in_words(self) -> str:
        """The base, its first unit and how long that needs, as the table has them."""
        word = {True: _("able"), False: _("not able"), None: _("not known")}[self.able]
        return f"{self.base.name}: {word}, {self.first.duration or _('way not known')}"


@dataclass(frozen=True)
class DecisionMap:
    """The map, empty where the place has no point; and how many units stand nowhere known."""

    svg: SafeString
    left_out: int


def draw(alert: Alert, units: Sequence[Able], shapes: Iterable[BaseGeometry]) -> DecisionMap:
    """The map of a decision.

    Takes   units, fastest first, as the table shows them; shapes, the duty areas' boundaries.
    Gives   an SVG of WIDE points. No query.
    """
    lat, lon = alert.latitude, alert.longitude
    stands = _stands(units)
    left_out = len(units) - sum(len(one.units) for one in stands)
    rough = (alert.place_precision or PlacePrecision.EXACT) > PlacePrecision.NEAR
    if lat is None or lon is None or rough:
        return DecisionMap(SafeString(""), left_out)
    points = [
        (lat, lon),
        *((float(s.base.latitude or 0), float(s.base.longitude or 0)) for s in stands),
    ]
    lats, lons = zip(*points, strict=True)
    bounds = (min(lons) - 0.1, min(lats) - 0.1, max(lons) + 0.1, max(lats) + 0.1)
    sheet = Sheet.from_bounds(bounds, WIDE, tallest=TALLEST)
    named: list[tuple[float, float]] = []
    marks = [(_threat(alert, sheet, named),), *((_stand(one, sheet, named),) for one in stands)]
    said = "; ".join(
        [_("The place, and the bases of the units"), *(one.in_words() for one in stands)]
    )
    return DecisionMap(
        format_html(
            '<svg class="cover" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">'
            "{}{}{}</svg>",
            round(WIDE),
            round(sheet.height),
            said,
            _areas(sheet, shapes),
            _scale(sheet),
            format_html_join("", "{}", marks),
        ),
        left_out,
    )


def _stands(units: Sequence[Able]) -> list[Stand]:
    """The bases with a point, in the order of their fastest unit."""
    by_base: dict[Any, list[Able]] = {}
    for one in units:
        if one.base and one.base.latitude is not None and one.base.longitude is not None:
            by_base.setdefault(one.base.pk, []).append(one)
    return [Stand(of[0].base, of) for of in by_base.values() if of[0].base]


def _areas(sheet: Sheet, shapes: Iterable[BaseGeometry]) -> SafeString:
    lines = []
    for shape in shapes:
        brought = sheet.bring(shape)
        for part in getattr(brought, "geoms", [brought]):
            if part.geom_type == "Polygon" and not part.is_empty:
                points = " ".join(f"{x:.1f},{y:.1f}" for x, y, *_z in part.exterior.coords)
                lines.append((points,))
    return format_html_join("", '<polygon class="land" points="{}"/>', lines)


def _scale(sheet: Sheet) -> SafeString:
    """A bar of a round number of kilometres, at most a quarter of the map."""
    km = max((km for km in KM_BARS if km * sheet.units_per_km <= WIDE / 4), default=KM_BARS[0])
    end, y = 12 + km * sheet.units_per_km, sheet.height - 12
    return format_html(
        '<path class="scale" d="M12 {}v5H{}v-5"/><text x="16" y="{}">{} km</text>',
        f"{y - 5:.1f}",
        f"{end:.1f}",
        f"{y - 6:.1f}",
        km,
    )


def _threat(alert: Alert, sheet: Sheet, named: list[tuple[float, float]]) -> SafeString:
    x, y = sheet.xy(lat=alert.latitude, lon=alert.longitude)  # type: ignore[arg-type]
    near = alert.place_precision == PlacePrecision.NEAR
    radius = max(NEAR_KM * sheet.units_per_km, 10) if near else 10
    named.append((x, y))
    name = alert.place.name if alert.place else alert.place_said
    return format_html(
        '<circle class="feared deaf" cx="{}" cy="{}" r="{}"/>{}',
        f"{x:.1f}",
        f"{y:.1f}",
        f"{radius:.1f}",
        _name(name[:24], x, y, 13),
    )


def _name(name: str, x: float, y: float, off: float) -> SafeString:
    """Words beside a mark, on the side where there is room."""
    left = x > WIDE - NAME_WIDE
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        f"{x - off if left else x + off:.1f}",
        f"{y + 4:.1f}",
        "end" if left else "start",
        name,
    )


def _stand(stand: Stand, sheet: Sheet, named: list[tuple[float, float]]) -> SafeString:
    x, y = sheet.xy(lat=float(stand.base.latitude or 0), lon=float(stand.base.longitude or 0))
    free = all(abs(x - a) > NAME_WIDE or abs(y - b) > NAME_HIGH for a, b in named)
    name = f"{stand.base.name[:28]} {stand.first.duration}".strip() if free else ""
    if name:
        named.append((x, y))
    if stand.able:
        mark = format_html('<circle class="heard" cx="{}" cy="{}" r="5"/>', f"{x:.1f}", f"{y:.1f}")
    elif stand.able is False:
        mark = format_html(
            '<g class="silent"><circle cx="{}" cy="{}" r="6"/><path d="M{} {}l7 7m0-7l-7 7"/></g>',
            f"{x:.1f}",
            f"{y:.1f}",
            f"{x - 3.5:.1f}",
            f"{y - 3.5:.1f}",
        )
    else:
        mark = format_html('<circle class="deaf" cx="{}" cy="{}" r="4"/>', f"{x:.1f}", f"{y:.1f}")
    return format_html("{}{}", mark, _name(name, x, y, 9))
