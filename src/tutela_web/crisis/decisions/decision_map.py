"""Where a threat is, and the bases of those who could come: a map beside the table of units.

Roads, villages and other open alerts lie around. A place known only to a district or wider has no
point and is not drawn; one known to within 25 kilometres is a ring of that width. Where a unit
moves now is not known here: it is drawn at its base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.base.distances import bearing
from tutela.monitoring.operations import AbleState, BaseMark, frame_around
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.queries import Able
from tutela_web.places.ground import direction, km_from, within_box
from tutela_web.places.models import Place
from tutela_web.warning.board.alert_map import AlertMap, Pin, alert_marks, draw_frame
from tutela_web.warning.board.queries import light_of
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert

LEAST_KM = 60.0
"""The least width and height of the ground that is shown."""

BASES_KM, ABLE_KM = 120.0, 200.0
"""Bases so near widen the map, and the fastest with a unit that is able if it is within the second;
of others the map says how many lie outside."""

BASES = 4
"""So many bases, the fastest first, may widen the map."""


@dataclass(frozen=True)
class Stand:
    """A base and its units, fastest first."""

    base: Base
    units: Sequence[Able]

    @property
    def able(self) -> bool | None:
        """Whether one of them is able; not known unless all are known not to be."""
        said = {unit.able for unit in self.units}
        return True if True in said else None if None in said else False

    @property
    def first(self) -> Able:
        """The first that is able, or else the first."""
        return next((unit for unit in self.units if unit.able), self.units[0])

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return float(self.base.latitude or 0), float(self.base.longitude or 0)

    @property
    def mark(self) -> BaseMark:
        """As it is drawn: its name, and how long its first unit needs."""
        states: dict[bool | None, AbleState] = {True: "able", False: "unable", None: "open"}
        apart = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"
        said = [apart % part for part in (self.base.name[:26], self.first.arrival_said) if part]
        return BaseMark(*self.at, " ".join(said), states[self.able])

    def in_words(self) -> str:
        """The base, its first unit and how long that needs, as the table has them."""
        word = {True: _("able"), False: _("not able"), None: _("not known")}[self.able]
        return f"{self.base.name}: {word}, {self.first.arrival_said or _('way not known')}"


@dataclass(frozen=True)
class VillageNear:
    """A place on the map: how far from the threat, and in which direction."""

    place: Place
    km: float
    direction: Words


@dataclass(frozen=True)
class DecisionMap:
    """The map, empty where the place has no point; what its table lists; and how many units stand
    nowhere known."""

    map: AlertMap
    villages: Sequence[VillageNear]
    left_out: int


def draw(standing: Standing, alert: Alert, units: Sequence[Able]) -> DecisionMap:
    """The map of a decision.

    Takes   units, fastest first, as the table shows them.
    Gives   the map and its places, nearest first. Three queries, and as many as `alerts_that_run`.
    """
    pin, stands = Pin.of(light_of(alert)), _stands(units)
    left_out = len(units) - sum(len(stand.units) for stand in stands)
    if not pin.drawn:
        return DecisionMap(AlertMap(SafeString(""), 1), (), left_out)
    shown = [pin, *_other_pins(standing, alert)]
    frame = frame_around([pin.at, *(one.at for one in _framing(stands))], least_km=LEAST_KM)
    told = [_("The place, and the bases of the units"), *(stand.in_words() for stand in stands)]
    drawn = draw_frame(
        standing,
        frame,
        shown,
        bases=[stand.mark for stand in stands],
        lines=_line(pin, stands),
        title="; ".join(told),
        chosen=pin.number,
    )
    return DecisionMap(drawn, _villages(alert, drawn.villages), left_out)


def _other_pins(standing: Standing, alert: Alert) -> list[Pin]:
    """The other open alerts around, that this person reads."""
    others = alerts_that_run(standing, within_box(alert, ABLE_KM))
    pins = [Pin.of(light_of(one)) for one in others if one.pk != alert.pk]
    return [pin for pin in pins if pin.drawn]


def _framing(stands: Sequence[Stand]) -> list[Stand]:
    """The bases that the map reaches out to: those around, and the fastest with an able unit."""
    able = next((stand for stand in stands if stand.able), None)
    near = [
        stand
        for stand in stands
        if stand.first.km is not None and stand.first.km <= (ABLE_KM if stand is able else BASES_KM)
    ]
    return near[:BASES]


def _line(pin: Pin, stands: Sequence[Stand]) -> list[tuple[BaseMark, Any, str]]:
    """From the first base with an able unit to the threat: how far in a straight line."""
    first = next((stand for stand in stands if stand.able and stand.first.km is not None), None)
    if first is None:
        return []
    return [
        (first.mark, alert_marks([pin])[0], _("%(km)s km") % {"km": round(first.first.km or 0)})
    ]


def _stands(units: Sequence[Able]) -> list[Stand]:
    """The bases with a point, in the order of their fastest unit."""
    by_base: dict[Any, list[Able]] = {}
    for unit in units:
        if unit.base and unit.base.latitude is not None and unit.base.longitude is not None:
            by_base.setdefault(unit.base.pk, []).append(unit)
    return [Stand(of[0].base, of) for of in by_base.values() if of[0].base]


def _villages(alert: Alert, places: Sequence[Place]) -> list[VillageNear]:
    here = alert.latitude or 0.0, alert.longitude or 0.0
    near = [
        VillageNear(place, km, direction(bearing(*here, place.latitude, place.longitude)))
        for place, km in zip(places, km_from(alert, places), strict=True)
        if km is not None and place.latitude is not None and place.longitude is not None
    ]
    return sorted(near, key=lambda one: one.km)
