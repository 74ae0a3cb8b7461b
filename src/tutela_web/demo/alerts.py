"""The invented places of the demonstration on the map, and its alerts, which begin anew whenever it
is prepared, for its clock begins anew.

Nothing of it enters a score or stands for anybody.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet

from tutela.base.later import shapely
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Base, GroundLayer, NotAble
from tutela_web.capacity.reach.travel_verbs import add_ground
from tutela_web.demo.player import Who, play
from tutela_web.joc.models import LogEntry, ShiftHandover
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning import models

M = TypeVar("M", bound=Model)
SPREAD = {
    "invented-luma": (0.21, 0.05),
    "invented-tembel": (-0.04, 0.12),
    "invented-osila camp": (0.03, -0.04),
}
"""Where the invented places lie: degrees of longitude and latitude from the invented base."""

ROADS = {"invented-osila camp": "gravel", "invented-luma": "dirt", "invented-tembel": "dirt"}
"""The class of the road from the invented base to each."""

BEND_DEGREES = 0.012


@transaction.atomic
def stand(mission: Mission, area: DutyArea, who: Who) -> None:
    """What stands from one day to the next, once: base, places, units, a contact, a plan, phases.

    Takes   area, the field office's; who, the standing of an account by its last part.
    """
    base = _base(mission, area, by=who("commander"))
    places = _places(mission, base, by=who("adviser"))
    _roads(base, places, by=who("commander"))
    for chapter in ("units", "plan", "phases"):
        play(chapter, mission, who, base=base)


@transaction.atomic
def begin(mission: Mission, who: Who) -> None:
    """The alerts of this morning, by the mission's clock; those of another day go."""
    _forget(mission)
    play("alerts", mission, who)


def _base(mission: Mission, area: DutyArea, *, by: Standing) -> Base:
    kept = Base.objects.filter(mission=mission, code="invented-acacia").first()
    if kept is not None:
        return kept
    middle = shapely.geometry.shape(area.boundary).representative_point()
    base = Base(
        code="invented-acacia",
        name="TOB Acacia (invented)",
        kind="tob",
        troops=120,
        latitude=round(middle.y, 4),
        longitude=round(middle.x, 4),
        place_precision=1,
        area=area,
        duty_number="+000 555 0100",
        source="invented",
        classification=0,
        invented=True,
    )
    return records.create(base, mission=mission, by=by.person)


def _places(mission: Mission, base: Base, *, by: Standing) -> dict[str, Place]:
    places = {p.code: p for p in Place.objects.filter(mission=mission, invented=True)}
    for code, (east, north) in SPREAD.items():
        place = places.get(code)
        if place is not None and place.latitude is None:
            where = {
                "latitude": round((base.latitude or 0) + north, 4),
                "longitude": round((base.longitude or 0) + east, 4),
                "place_precision": 1,
                "area": base.area,
                "directions": "east of the dry river, past the two tamarinds",
            }
            places[code] = records.edit(place, where, version=place.version, by=by.person)
    return places


def _roads(base: Base, places: dict[str, Place], *, by: Standing) -> None:
    """Roads between what is invented, so that how long it takes is known: gravel to the camp, dirt
    to the villages, each with a bend."""
    if GroundLayer.objects.filter(mission=by.mission, invented=True).exists():
        return
    features = []
    for code, kind in ROADS.items():
        place = places[code]
        start, end = (base.longitude, base.latitude), (place.longitude, place.latitude)
        if None in (*start, *end):
            continue
        bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + BEND_DEGREES)  # type: ignore[operator]
        line = {"type": "LineString", "coordinates": [start, bend, end]}
        features.append({"type": "Feature", "properties": {"class": kind}, "geometry": line})
    text = json.dumps({"type": "FeatureCollection", "features": features})
    add_ground(text, name="Roads round Acacia (invented)", source="invented", by=by, invented=True)


def _forget(mission: Mission) -> None:
    """Remove the invented alerts of the last time, and what a visitor raised, logged or handed over
    that lies ahead of the clock since it begins anew; with each all that hangs on it."""
    now = clock.now(mission)
    _remove(LogEntry.objects.filter(mission=mission, at__gt=now))
    _remove(ShiftHandover.objects.filter(mission=mission, given_at__gt=now))
    ours = models.Alert.objects.filter(mission=mission)
    over = ours.filter(Q(invented=True) | Q(known_at__gt=now))
    NotAble.objects.filter(unit__mission=mission, unit__invented=True).delete()
    models.Alert.objects.filter(merged_into__in=over).update(merged_into=None)
    _remove(over)


def _remove(rows: QuerySet[M]) -> None:
    """Remove rows, those that hold to them first."""
    while True:
        try:
            rows.delete()
        except ProtectedError as held:
            by_model: dict[type[Model], list[Any]] = {}
            for row in held.protected_objects:
                by_model.setdefault(type(row), []).append(row.pk)
            for model, keys in by_model.items():
                _remove(model._default_manager.filter(pk__in=keys))
        else:
            return
