"""Invented alerts of the demonstration, on invented places, in every state a board shows.

They begin anew each time the demonstration is prepared, for its clock begins anew. A base, units,
a contact and people to decide are invented with them; nothing enters a score or stands for anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, Unpack

from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet
from shapely.geometry import shape

from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.inputs import ReadinessInput
from tutela_web.capacity.models import Base, GroundLayer, NotAble, Unit
from tutela_web.capacity.reach.travel_verbs import add_ground
from tutela_web.capacity.units.verbs import keep_readiness
from tutela_web.crisis.decisions import verbs as crisis
from tutela_web.crisis.phases.verbs import note_step, open_phase
from tutela_web.crisis.plan_models import ContingencyPlan, PlacePhase, PlanInput
from tutela_web.crisis.plans.verbs import make_plan, record_exercise
from tutela_web.joc.models import LogEntry, ShiftHandover
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning import models
from tutela_web.warning.alerts.verbs import AlertReport, add_word, issue, raise_alert, record
from tutela_web.warning.inputs import AlertInput, ContactInput
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.network.verbs import add_contact, record_test, settle_owed

Who = Callable[[str], Standing]
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
def add(mission: Mission, area: DutyArea, who: Who) -> None:
    """Place what is invented on the map once, and begin the alerts anew.

    Takes   area, the field office's; who, the standing of an account by its last part.
    """
    stand(mission, area, who)
    begin(mission, who)


@transaction.atomic
def stand(mission: Mission, area: DutyArea, who: Who) -> None:
    """What stands from one day to the next: base, places, units, a contact, a plan and phases."""
    base = _base(mission, area, by=who("commander"))
    places = _places(mission, base, by=who("adviser"))
    luma = places["invented-luma"]
    _roads(base, places, by=who("commander"))
    units = _units(mission, base, by=who("commander"))
    _contact(mission, luma, by=who("office"))
    _plan(luma, units, by=who("office"))
    _phases(luma, by=who("office"))


@transaction.atomic
def begin(mission: Mission, who: Who) -> None:
    """The alerts of this morning, by the mission's clock; those of another day go."""
    _forget(mission)
    places = {p.code: p for p in Place.objects.filter(mission=mission, invented=True)}
    contact = models.NetworkContact.objects.filter(mission=mission, invented=True).first()
    _tell(mission, places, contact, who)


def _base(mission: Mission, area: DutyArea, *, by: Standing) -> Base:
    kept = Base.objects.filter(mission=mission, code="invented-acacia").first()
    if kept is not None:
        return kept
    middle = shape(area.boundary).representative_point()
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


def _units(mission: Mission, base: Base, *, by: Standing) -> list[Unit]:
    units = []
    for code, task, interpreter in (
        ("invented-u-1", "", True),
        ("invented-u-2", "gate of the camp", False),
    ):
        unit = Unit.objects.get(mission=mission, code=code)
        if unit.base_id is None:
            now = {
                "base": base,
                "area": base.area,
                "current_task": task,
                "interpreter": interpreter,
                "languages": ["en", "ar"],
                "women": 3,
            }
            unit = records.edit(unit, now, version=unit.version, by=by.person)
            ready: ReadinessInput = {
                "vehicles": 5,
                "night": True,
                "medevac": True,
                "invented": True,
            }
            keep_readiness(unit, ready, version=1, by=by)
        units.append(unit)
    return units


def _contact(mission: Mission, place: Place, *, by: Standing) -> models.NetworkContact:
    kept = models.NetworkContact.objects.filter(mission=mission, invented=True).first()
    if kept is not None:
        return kept
    fields: ContactInput = {
        "place": place,
        "function": "market women (invented)",
        "languages": ["ar"],
        "channels": ["sms", "call"],
        "prefers": "visit",
        "consent": True,
        "source_risk": "low",
        "introduced_by": "none here",
        "delay_minutes": 60,
    }
    contact = add_contact(fields, {"person": "Invented", "phone": "+000 555 0199"}, by=by)
    records.edit(contact, {"invented": True}, version=contact.version, by=by.person)
    contact.refresh_from_db()
    return record_test(contact, answered=True, by=by)


def _plan(place: Place, units: list[Unit], *, by: Standing) -> None:
    if ContingencyPlan.objects.filter(place=place).exists():
        return
    today = clock.today(by.mission)
    fields: PlanInput = {
        "radius_km": 12,
        "triggers": "armed men at the crossing\nthe market stands empty",
        "units": [str(unit.pk) for unit in units],
        "units_said": "First platoon to the crossing, second stays in reserve at the base",
        "shelter": "Inside the fence of the base, by the north gate",
        "shelter_for": 400,
        "evacuation": "On foot by the eastern track; meeting point at the two tamarinds",
        "stocks": "Water for 400 people for two days; no tarpaulins",
        "stocks_on": today - timedelta(days=40),
        "owner": "Head of field office",
        "humanitarian_role": "Partners register families and bring water from the second day",
        "humanitarian_agreed_on": today - timedelta(days=60),
        "valid_until": today + timedelta(days=120),
    }
    plan = make_plan(place, fields, by=by)
    record_exercise(
        plan,
        today - timedelta(days=75),
        "table",
        by=by,
        found="Nobody had the key of the north gate; now the guard has",
    )


def _phases(place: Place, *, by: Standing) -> None:
    if PlacePhase.objects.filter(place=place).exists():
        return
    today = clock.today(by.mission)
    open_phase(
        place,
        "prevention",
        by=by,
        trigger="cattle stolen at the dry river",
        reason="Young men of both sides carry rifles again",
        opened_on=today - timedelta(days=45),
    )
    open_phase(
        place,
        "pre-emption",
        by=by,
        trigger="threats to burn the village",
        reason="Three contacts told of the same date",
        normal_when="Four weeks without a threat, and the market open",
        opened_on=today - timedelta(days=6),
    )
    note_step(
        place,
        "prevention",
        "mediation",
        "elders of both sides met at the market",
        by=by,
        owner="Civil affairs",
        done_on=today - timedelta(days=30),
        result="They agreed on grazing until the rains",
    )
    note_step(
        place,
        "pre-emption",
        "pressure",
        "call to the county commissioner",
        by=by,
        owner="Head of field office",
        due_on=today + timedelta(days=1),
    )


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


def _tell(
    mission: Mission,
    places: dict[str, Place],
    contact: models.NetworkContact | None,
    who: Who,
) -> None:
    now, joc, office = clock.now(mission), who("joc"), who("office")

    def ago(**by: float) -> datetime:
        return now - timedelta(**by)

    def raised(
        place: str,
        level: str,
        act: str,
        at: datetime,
        /,
        channel: str = "call",
        words: str = "",
        contact: models.NetworkContact | None = None,
        **more: Unpack[AlertInput],
    ) -> models.Alert:
        word = AlertReport(channel, known_at=at, said={"words": words, "contact": contact})
        fields: AlertInput = {"place": places[place], "act": act, "known_at": at, **more}
        alert = raise_alert(fields, mission=mission, by=joc, level=level, word=word, invented=True)
        propose(alert, words)
        return alert

    over = raised(
        "invented-osila camp",
        "imminent",
        "men with torches gather at the fence",
        ago(days=3),
        who="unknown men",
        how_many=30,
        contact=contact,
    )
    record(over, "acknowledged", by=who("unit"), happened_at=ago(days=3, minutes=-9))
    crisis.decide(
        over,
        "act",
        by=who("unit"),
        authority="commands",
        decided_at=ago(days=3, minutes=-20),
        taken=["show_of_presence", "political_call"],
        reason="Ten minutes away",
        exposure_asked=True,
    )
    record(over, "arrived", by=who("unit"), happened_at=ago(days=3, minutes=-55))
    crisis.record_outcome(
        over,
        "deterred",
        by=who("unit"),
        happened_at=ago(days=3, minutes=-70),
        evidence="They left when the patrol stood at the gate",
        danger_ended="The patrol, by radio",
    )
    for owed in over.owed.all():
        owed.not_before = None
        owed.save()
        settle_owed(owed, "given", by=office, channel="visit", source_risk_checked=True)
    crisis.close(over, by=office)

    first = raised(
        "invented-luma",
        "imminent",
        "threat to burn the village before evening",
        ago(minutes=41),
        who="Group Kestrel (invented)",
        how_many=60,
        heading="west from the crossing",
        contact=contact,
        caller_safe=True,
        onset_from=now + timedelta(hours=3),
        onset_to=now + timedelta(hours=5),
        words="They say they come when the market is full.",
    )
    add_word(
        first,
        AlertReport("radio", known_at=ago(minutes=20), said={"words": "column seen at the ford"}),
        by=joc,
    )
    issue(first, by=joc)
    record(first, "acknowledged", by=who("unit"))
    raised(
        "invented-luma",
        "warning",
        "two traders say the young men are called together",
        ago(minutes=32),
        words="they come before the sun",
    )
    raised(
        "invented-tembel",
        "warning",
        "new checkpoint, goods taken",
        ago(minutes=55),
        caller_safe=False,
    )
    raised("invented-osila camp", "watch", "soldiers unpaid for two months", ago(days=1))
