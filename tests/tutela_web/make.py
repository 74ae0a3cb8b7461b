"""Factories: one function a model, valid by default, invented throughout."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tutela_web.access.models import (
    CompartmentGrant,
    DutyArea,
    Holding,
    Mission,
    Person,
    Post,
    RoleGrant,
)
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.base.models import Batch
from tutela_web.capacity.models import Base
from tutela_web.channels import gateway_verbs
from tutela_web.channels.models import Gateway
from tutela_web.incidents.models import ClosedIncident, Event, Incident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.warning.models import NetworkContact

SINCE = date(2018, 1, 1)
TODAY = date(2018, 12, 31)
_numbers = count(1)


def mission(code: str = "luma", **fields: Any) -> Mission:
    """A mission whose clock stands in the morning of 31 December 2018."""
    shift = datetime(2018, 12, 31, 6, 0, tzinfo=UTC) - datetime.now(UTC)
    fields = {
        "name": f"Mission in {code.title()}",
        "iso3": "SSD",
        "time_zone": "Africa/Juba",
        "clock_shift": timedelta(seconds=int(shift.total_seconds())),
    } | fields
    return Mission.objects.create(code=code, **fields)


def area(mission: Mission, code: str, **fields: Any) -> DutyArea:
    return DutyArea.objects.create(
        mission=mission, code=code, **({"name": f"Field Office {code.title()}"} | fields)
    )


def unsaved_person(username: str, **fields: Any) -> Person:
    fields = {"needs_second_factor": False, "name": username.replace("_", " ").title()} | fields
    made = Person(username=username, **fields)
    made.set_unusable_password()
    return made


def person(username: str, **fields: Any) -> Person:
    made = unsaved_person(username, **fields)
    made.save()
    return made


def unsaved_post(mission: Mission, role: str, **fields: Any) -> Post:
    return Post(mission=mission, role=role, **({"title": role.replace("_", " ")} | fields))


def post(
    mission: Mission,
    role: str,
    holder: Person | None = None,
    *,
    area: DutyArea | None = None,
    **fields: Any,
) -> Post:
    made = unsaved_post(mission, role, area=area, **fields)
    made.save()
    if holder:
        Holding.objects.create(post=made, person=holder, starts=SINCE)
    return made


def role(mission: Mission, role: str, person: Person, *areas: DutyArea) -> RoleGrant:
    made = RoleGrant.objects.create(mission=mission, role=role, person=person, starts=SINCE)
    made.areas.set(areas)
    return made


def grant(mission: Mission, person: Person, compartment: str, by: Person) -> CompartmentGrant:
    return CompartmentGrant.objects.create(
        mission=mission,
        person=person,
        compartment=compartment,
        reason="named grant",
        starts=SINCE,
        given_by=by,
    )


def place(
    mission: Mission, name: str = "Luma", *, by: Person | None = None, **fields: Any
) -> Place:
    fields = {
        "code": f"{name.lower()}-{next(_numbers)}",
        "latitude": 7.1,
        "longitude": 30.2,
        "place_precision": 1,
        "classification": 0,
    } | fields
    return records.create(Place(name=name, **fields), mission=mission, by=by)


def actor(
    mission: Mission, name: str = "Group Kestrel", *, by: Person | None = None, **fields: Any
) -> Actor:
    fields = {
        "code": f"actor-{next(_numbers)}",
        "type": "armed_group",
        "classification": 0,
    } | fields
    return records.create(Actor(name=name, **fields), mission=mission, by=by)


def base(
    mission: Mission, name: str = "TOB Acacia", *, by: Person | None = None, **fields: Any
) -> Base:
    fields = {
        "code": f"base-{next(_numbers)}",
        "kind": "tob",
        "latitude": 7.2,
        "longitude": 30.3,
        "classification": 0,
    } | fields
    return records.create(Base(name=name, **fields), mission=mission, by=by)


def incident(
    mission: Mission,
    title: str = "Cattle camp attacked",
    *,
    by: Person | None = None,
    **fields: Any,
) -> Incident:
    number = next(_numbers)
    fields = {
        "number": number,
        "harms": ["killing"],
        "event_from": TODAY - timedelta(days=3),
        "event_precision": "day",
        "killed": 4,
        "classification": 1,
    } | fields
    return records.create(Incident(title=title, **fields), mission=mission, by=by)


def closed_incident(
    mission: Mission,
    compartment: str,
    title: str = "Attack near the water point",
    *,
    by: Person | None = None,
    **fields: Any,
) -> ClosedIncident:
    fields = {"number": next(_numbers), "event_from": TODAY, "classification": 2} | fields
    made = ClosedIncident(title=title, compartment=compartment, **fields)
    return records.create(made, mission=mission, by=by)


SCORED: dict[str, Any] = {
    "actor": "Group Heron",
    "harm": "killing",
    "intent": 4,
    "capability": 4,
    "vulnerability": 4,
    "risk": 80,
    "risk_low": 70,
    "risk_high": 90,
    "band": 3,
    "gravity": 4,
    "priority": 3,
}
"""What a risk is and how it scores, suggested or adopted."""


def forecast(mission: Mission, **fields: Any) -> ImportedForecast:
    """A forecast of VIEWS for this month, of the country."""
    values: dict[str, Any] = {
        "publisher": "views",
        "unit": "country",
        "issued_on": TODAY - timedelta(days=40),
        "first_month": TODAY.replace(day=1),
        "last_month": TODAY.replace(day=1),
        "licence": "CC BY 4.0",
        "citation": "VIEWS",
        "classification": 0,
    }
    made = records.create(ImportedForecast(**values | fields), mission=mission, by=None)
    made.values.create(key=mission.iso3, name="Luma", month=TODAY.replace(day=1), probability=0.4)
    return made


def suggestion(mission: Mission, place: Place, **fields: Any) -> SuggestedRisk:
    """The one risk an assessment of today suggests."""
    made = Assessment.objects.create(
        mission=mission,
        on=TODAY,
        made_at=clock.now(mission),
        events=1,
        published_at=clock.real_now(),
    )
    values = {
        **SCORED,
        "rank": 1,
        "order": 1,
        "confidence": 1,
    }
    return SuggestedRisk.objects.create(assessment=made, place=place, **(values | fields))


def risk(mission: Mission, place: Place, *, by: Person, **fields: Any) -> Risk:
    """An adopted line of the register."""
    values = {
        **SCORED,
        "status": "adopted",
        "classification": 0,
    }
    made = Risk(place=place, area=place.area, **values | fields)
    return records.create(made, mission=mission, by=by)


def batch(mission: Mission, by: Person, *, published: bool = True, **fields: Any) -> Batch:
    at = datetime(2018, 12, 1, tzinfo=UTC)
    fields = {"kind": "events", "file_name": "events.csv"} | fields
    if published:
        shown = {"published_at": at, "published_by_id": by.pk, "has_open_rows": True}
        fields = {"state": "published"} | shown | fields
    return Batch.objects.create(mission_id=mission.pk, uploaded_by_id=by.pk, **fields)


def event(mission: Mission, batch: Batch, **fields: Any) -> Event:
    day = TODAY - timedelta(days=9)
    fields = {
        "source": "ucdp",
        "source_id": str(next(_numbers)),
        "grain": "event",
        "date_start": day,
        "date_end": day,
        "date_precision": 1,
        "year": day.year,
        "latitude": 7.1,
        "longitude": 30.2,
        "place_precision": 1,
        "place": "Luma",
        "country": "South Sudan",
        "iso3": "SSD",
        "violence": "one-sided",
        "harm": "killing",
        "side_a": ["Group Kestrel"],
        "side_b": [],
        "deaths": 3,
        "deaths_low": 3,
        "deaths_high": 5,
        "civilian_deaths": 3,
    } | fields
    return Event.objects.create(mission=mission, first_batch=batch, **fields)


def contact(mission: Mission, *, by: Person | None = None, **fields: Any) -> NetworkContact:
    """A contact of the community alert network, without anybody behind it."""
    fields = {
        "subject": new_id(),
        "pseudonym": f"C-{next(_numbers):04}",
        "consent": True,
        "source_risk": "low",
        "introduced_by": "none here",
        "languages": ["en"],
        "classification": 1,
    } | fields
    return records.create(NetworkContact(**fields), mission=mission, by=by)


def gateway(
    mission: Mission, kind: str = "kannel", *, by: Person | None = None, **given: Any
) -> Gateway:
    """A gateway; its secret, which the row keeps only as a hash, on the factory's answer."""
    if kind == "twilio":
        given = {"password": "auth" * 8} | given
    made, secret = gateway_verbs.make(
        mission.pk,
        kind,
        gateway_verbs.GatewaySettings(kind.title(), **given),
        by_id=by.pk if by else new_id(),
    )
    made.secret = secret or given["password"]  # type: ignore[attr-defined]
    return made
