"""Open alerts on a map drawn by the server, with the bases, roads and villages around them.

Of many the most pressing are drawn one by one and the others in groups (docs/adr/0069): each group
says its number and the nearest harm in it, the map says how many they are, and an ongoing attack is
in none.

What is known only to a district or wider has no point: it is listed beside the map and not drawn.
Where a unit moves now is not known here: it is drawn at its base. The map holds what the reader may
see and nothing else; whether anything lies elsewhere it does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.distances import distance_km
from tutela.base.later import np
from tutela.base.messages import Sentence
from tutela.monitoring.ground import ground_of
from tutela.monitoring.map import Box, Hotspot, Sheet
from tutela.monitoring.operations import (
    AbleState,
    AlertMark,
    BaseMark,
    GroupMark,
    LimitMark,
    Operations,
    VillageMark,
    alert_sign,
    base_sign,
    draw_operations,
    frame_around,
    group_by_cell,
    group_sign,
)
from tutela.places.layers import land_of
from tutela.warning.clocks import LEVELS
from tutela.warning.states import OUTCOME
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.roads import roads_seen
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.look.translate import with_label
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.places.queries import places_for
from tutela_web.warning.board.rows import Light
from tutela_web.warning.board.running import lights_that_run
from tutela_web.warning.models import Alert, AlertLevel

WIDE, TALLEST = 420.0, 0.86
NEAR_KM = 25.0
"""How far off a point may be whose precision is "within 25 km"."""

BASE_KM = 120.0
"""The nearest base within so many kilometres of an alert stands on its map."""

VILLAGES = 16
VILLAGE = '<circle class="m-village" cx="14" cy="12" r="3"/>'
LIMIT = (
    '<path class="m-limit" d="M2 12h24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-dasharray="9 3 2 3"/>'
)
ROAD = '<path class="m-road-edge" d="M2 12h24"/><path class="m-road" d="M2 12h24"/>'


class Pin(NamedTuple):
    """What a map shows of an alert."""

    number: int
    level: str
    name: str
    latitude: float | None
    longitude: float | None
    precision: int | None
    known_at: datetime

    @classmethod
    def of(cls, alert: Light) -> Pin:
        """Of what the board sorts an alert by."""
        at = alert.latitude, alert.longitude, alert.precision
        known_at = alert.known_at or alert.entered_at
        name = alert.where
        if OUTCOME in alert.moments:  # the level it had is not what it is now
            name = ": ".join(filter(None, [name, _("the danger ended")]))
        return cls(alert.number, alert.level, name, *at, known_at)

    @property
    def drawn(self) -> bool:
        """Whether its point is close enough to be drawn."""
        close = (self.precision or PlacePrecision.EXACT) <= PlacePrecision.NEAR
        return close and self.latitude is not None and self.longitude is not None

    @property
    def near(self) -> bool:
        """Whether its point is known to within 25 km only."""
        return self.precision == PlacePrecision.NEAR

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude of one that is drawn."""
        return self.latitude or 0.0, self.longitude or 0.0


@dataclass(frozen=True)
class Group:
    """Alerts that lie close together and are drawn as one sign, the most pressing first."""

    pins: Sequence[Pin]

    @property
    def level(self) -> str:
        """The nearest harm among them."""
        return max((pin.level for pin in self.pins), key=LEVELS.index)

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude of the sign: the middle of them."""
        lats, lons = zip(*(pin.at for pin in self.pins), strict=True)
        return sum(lats) / len(lats), sum(lons) / len(lons)

    @property
    def mark(self) -> GroupMark:
        """As it is drawn."""
        return GroupMark(*self.at, self.level, len(self.pins))


@dataclass(frozen=True)
class AlertMap:
    """A map, and what its table and words say of it.

    with_units whether it says what the units at a base can do
    left_out   alerts known only to a district or wider, or with no point
    outside    bases that were asked for and lie beyond its edges
    alone      the alerts that are drawn one by one; groups, those that are not
    """

    svg: SafeString
    left_out: int
    villages: Sequence[Place] = ()
    roads_known: bool = False
    outside: int = 0
    disclaimer: Sentence | str = ""
    with_alerts: bool = True
    with_units: bool = False
    with_limits: bool = False
    alone: Sequence[Pin] = ()
    groups: Sequence[Group] = ()

    @property
    def grouped(self) -> int:
        """How many alerts are drawn in groups."""
        return sum(len(group.pins) for group in self.groups)

    @property
    def oldest(self) -> datetime | None:
        """When the mission knew of the first of those in groups."""
        return min((pin.known_at for group in self.groups for pin in group.pins), default=None)

    @property
    def keys(self) -> list[tuple[SafeString, str]]:
        """Its signs, drawn, and what each means."""
        signs = [(base_sign(14, 12), _("Base"))] if not self.with_units else _able_signs()
        if self.with_alerts:
            words = _("Open alert: the more bars, the nearer harm is")
            signs.insert(0, (alert_sign(14, 12, "imminent"), words))
        if self.groups:
            words = _("Several alerts: how many, and the nearest harm among them")
            signs.insert(1, (group_sign(14, 12, "warning", 9), words))
        if self.villages:
            signs.append((VILLAGE, _("Town or village")))
        if self.with_limits:
            signs.append((LIMIT, _("Limit set by the Council, with its number in the table")))
        if self.roads_known:
            signs.append((ROAD, _("Road")))
        return [_key(sign, words) for sign, words in signs]


@dataclass(frozen=True)
class OpenAlerts:
    """The open alerts of a page: what its table lists, and what its map draws.

    listed   the most pressing; `total` counts all, `more` those that are not listed
    """

    listed: Sequence[Alert]
    pins: Sequence[Pin]

    @property
    def total(self) -> int:
        return len(self.pins)

    @property
    def more(self) -> int:
        return self.total - len(self.listed)

    @property
    def oldest(self) -> datetime | None:
        """When the mission knew of the first of those that are not listed."""
        return min((pin.known_at for pin in self.pins[len(self.listed) :]), default=None)


DRAWN = 50
"""So many alerts are drawn one by one, and every ongoing attack; where more run, the others stand
in groups."""

LISTED = 12
"""So many alerts stand on a page about something else; the board has them all."""


def open_on_page(standing: Standing, wanted: Q | None = None) -> OpenAlerts | None:
    """The open alerts that a page about a place or an area lists and draws; None for who reads no
    alerts, who is told nothing of them. A query more than `lights_that_run`."""
    if not standing.reads("alerts"):
        return None
    running = lights_that_run(standing, wanted)
    return OpenAlerts(running.first(LISTED), [Pin.of(one) for one in running.lights])


def shows(pins: Sequence[Pin]) -> str:
    """What a page says of the alerts its map holds when it asks again. Keyed, because addresses are
    logged."""
    drawn = [pin.number for pin in pins if pin.drawn]
    told = repr((sorted(pins), sorted(drawn[:DRAWN]) if len(drawn) > DRAWN else []))
    return salted_hmac("tutela.alert map", told, algorithm="sha256").hexdigest()[:12]


def draw_alerts(
    standing: Standing,
    pins: Sequence[Pin],
    *,
    hotspots: Sequence[Hotspot] = (),
    limits: Sequence[LimitMark] = (),
    clip: str = "ops",
) -> AlertMap:
    """The map of some open alerts and what lies around them.

    Takes   pins, the most pressing first; hotspots, of the same reader; limits the
            Council set, with their numbers; clip, an id of its own.
    Gives   a map of the country where none has a point. Three queries, however many alerts; four
            where the roads changed.
    """
    drawn = [pin for pin in pins if pin.drawn]
    bases = _bases(standing)
    frame = _frame(standing, drawn, bases, hotspots)
    if frame is None:
        return AlertMap(SafeString(""), len(pins) - len(drawn))
    marks = [BaseMark(b.latitude or 0, b.longitude or 0, b.name[:26]) for b in bases]
    title = _title(pins) if standing.reads("alerts") else _("Map")
    framed = draw_frame(
        standing,
        frame,
        pins,
        bases=marks,
        hotspots=hotspots,
        limits=limits,
        clip=clip,
        title=title,
    )
    return replace(framed, outside=0)


def draw_frame(
    standing: Standing,
    frame: Box,
    pins: Sequence[Pin],
    *,
    title: str,
    bases: Sequence[BaseMark] = (),
    hotspots: Sequence[Hotspot] = (),
    lines: Sequence[tuple[BaseMark, AlertMark, str]] = (),
    limits: Sequence[LimitMark] = (),
    chosen: int = 0,
    clip: str = "ops",
) -> AlertMap:
    """The map within a frame: what `draw_alerts` draws, of bases and lines the caller has. Two
    queries; three where the roads changed.

    Takes   chosen, the number of the alert the page is about.
    """
    drawn = [pin for pin in pins if pin.drawn]
    sheet = Sheet.from_bounds(frame, WIDE, tallest=TALLEST)
    edges = _edges(sheet)
    roads = roads_seen(standing, edges)
    alone, groups = split_pins(sheet, drawn)
    alerts = alert_marks(alone, chosen, every=not groups)
    named = {pin.at for pin in drawn} | {(spot.lat, spot.lon) for spot in hotspots}
    around = _villages(standing, edges) if named else []  # an alert without a point has none
    villages = [place for place in around if (place.latitude, place.longitude) not in named]
    shown = Operations(
        alerts,
        bases,
        [VillageMark(v.latitude or 0, v.longitude or 0, v.name) for v in villages],
        hotspots,
        roads,
        lines,
        limits,
        [group.mark for group in groups],
    )
    iso3 = standing.mission.iso3
    svg = draw_operations(sheet, shown, iso3=iso3, title=title, clip=clip)
    west, south, east, north = edges
    inside = sum(west <= b.lon <= east and south <= b.lat <= north for b in bases)
    return AlertMap(
        mark_safe(svg),  # nosec B703 # numbers of ours, and words the drawing escapes
        len(pins) - len(drawn),
        villages,
        bool(roads),
        len(bases) - inside,
        ground_of(iso3).disclaimer,
        standing.reads("alerts"),
        any(base.able for base in bases),
        bool(limits),
        alone,
        groups,
    )


def split_pins(sheet: Sheet, pins: Sequence[Pin]) -> tuple[Sequence[Pin], list[Group]]:
    """Which alerts a sheet draws one by one, and the others in groups of those close together.

    Takes   pins that are drawn, the most pressing first.
    """
    others = [pin for pin in pins[DRAWN:] if pin.level != AlertLevel.ONGOING]
    if not others:
        return pins, []
    alone = [*pins[:DRAWN], *(pin for pin in pins[DRAWN:] if pin.level == AlertLevel.ONGOING)]
    cells = group_by_cell(sheet, [pin.at for pin in others])
    return alone, [Group([others[number] for number in cell]) for cell in cells]


def alert_marks(pins: Sequence[Pin], chosen: int = 0, *, every: bool = True) -> list[AlertMark]:
    """Alerts as they are drawn: named by their place, and with their number where that is not
    enough.

    Takes   every, whether each is named whatever room there is; else those of the table beside, and
            every ongoing attack.
    """
    said = Counter(pin.name for pin in pins)
    return [
        AlertMark(
            *pin.at,
            pin.level,
            pin.name[:26] if pin.name and said[pin.name] == 1 else _name_with_number(pin),
            NEAR_KM if pin.near else 0.0,
            pin.number == chosen,
            every or n < LISTED or pin.level == AlertLevel.ONGOING,
        )
        for n, pin in enumerate(pins)
    ]


def _name_with_number(pin: Pin) -> str:
    return f"{pin.name[:18]} AL-{pin.number:04}".strip()


def _title(pins: Sequence[Pin]) -> str:
    """The map in words: how many alerts, and where."""
    said = ngettext("%(n)s open alert", "%(n)s open alerts", len(pins)) % {"n": len(pins)}
    names = list(dict.fromkeys(pin.name for pin in pins if pin.drawn and pin.name))
    names = [*names[:DRAWN], "…"] if len(names) > DRAWN else names
    return with_label(said, ", ".join(names)) if names else said


def _bases(standing: Standing) -> list[Base]:
    if not standing.reads("bases"):
        return []
    today = standing_on(clock.today(standing.mission))
    rows = bases_for(standing).filter(today, retired=False, latitude__isnull=False)
    return list(rows.only("name", "latitude", "longitude").order_by("name", "pk"))


def _frame(
    standing: Standing, pins: Sequence[Pin], bases: Sequence[Base], hotspots: Sequence[Hotspot]
) -> Box | None:
    """The edges of the map: the alerts, the hotspots, and the nearest base of each alert; without
    any the country; None where its land is not known either."""
    points = [pin.at for pin in pins] + [(spot.lat, spot.lon) for spot in hotspots]
    if points:
        return frame_around([*points, *_nearest(pins, bases)])
    land = land_of(standing.mission.iso3)
    if land is not None:
        west, south, east, north = land.bounds
        return west, south, east, north
    return frame_around([(b.latitude or 0, b.longitude or 0) for b in bases]) if bases else None


def _nearest(pins: Sequence[Pin], bases: Sequence[Base]) -> set[tuple[float, float]]:
    """The point of the nearest base of each alert, where one is near enough."""
    if not bases:
        return set()
    stands = [(b.latitude or 0.0, b.longitude or 0.0) for b in bases]
    lats, lons = np.array(stands).T
    froms = np.array(sorted({pin.at for pin in pins})).reshape(-1, 2)
    km = distance_km(froms[:, :1], froms[:, 1:], lats, lons)
    nearest, far = km.argmin(axis=1), km.min(axis=1)
    return {stands[at] for at in nearest[far <= BASE_KM].tolist()}


def _edges(sheet: Sheet) -> Box:
    """West, south, east and north of what a sheet shows."""
    east, south = sheet.west + sheet.width / sheet.across, sheet.north - sheet.height / sheet.down
    return sheet.west, south, east, sheet.north


def _villages(standing: Standing, box: Box) -> list[Place]:
    """The places within a box that are named first: towns and sites, then the most people."""
    if not standing.reads("places"):
        return []
    west, south, east, north = box
    known = When(kind__in=(Place.Kind.TOWN, Place.Kind.SITE), then=Value(0))
    rows = places_for(standing).filter(
        retired=False, latitude__range=(south, north), longitude__range=(west, east)
    )
    rows = rows.order_by(
        Case(known, default=Value(1)), F("population").desc(nulls_last=True), "name", "pk"
    )
    return list(rows.defer("other_names", "folded")[:VILLAGES])


def _able_signs() -> list[tuple[str, str]]:
    """The signs of bases where their units were asked for."""
    states: Mapping[AbleState, str] = {
        "able": _("base with an able unit"),
        "unable": _("no unit there is able"),
        "open": _("whether one is able is not known"),
    }
    return [(base_sign(14, 12, state), words) for state, words in states.items()]


def _key(sign: str, words: str) -> tuple[SafeString, str]:
    drawn = f'<svg class="map ops" viewBox="0 0 28 24" aria-hidden="true">{sign}</svg>'
    return mark_safe(drawn), words  # nosec B703 # a sign of ours
