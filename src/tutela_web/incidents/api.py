"""Incidents and imported events for programs: read, record, edit, verify."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from tutela_web.access import audit
from tutela_web.access.api import once
from tutela_web.access.doors import enter
from tutela_web.access.models import Person
from tutela_web.access.paging import Listed, listed
from tutela_web.access.policy import Standing
from tutela_web.incidents import verbs
from tutela_web.incidents.event_queries import events_for
from tutela_web.incidents.models import Event, Incident, Verification
from tutela_web.incidents.queries import incidents_for
from tutela_web.places.queries import places_for

router = Router(tags=["incidents"])
COUNT = Field(None, ge=0, le=1_000_000)


class IncidentOut(Schema):
    """An incident; null is not known, never zero."""

    id: UUID
    version: int
    number: int
    title: str
    harms: list[str]
    event_from: date | None
    event_from_time: time | None
    event_to: date | None
    event_precision: str
    known_at: datetime | None
    entered_at: datetime
    place_id: UUID | None
    place_said: str
    latitude: float | None
    longitude: float | None
    place_precision: int | None
    attribution: str
    killed: int | None
    killed_low: int | None
    killed_high: int | None
    civilians_killed: int | None
    injured: int | None
    abducted: int | None
    displaced: int | None
    verification: str
    grade: str
    classification: int
    summary: str


class IncidentIn(Schema):
    """What may be recorded: everything but the title may be left out; partial is valid."""

    id: UUID | None = None
    title: str = Field(max_length=200)
    harms: list[str] = []
    event_from: date | None = None
    event_from_time: time | None = None
    event_to: date | None = None
    event_precision: str = "unknown"
    known_at: datetime | None = None
    place_id: UUID | None = None
    place_said: str = Field("", max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    place_precision: int | None = Field(None, ge=1, le=7)
    killed: int | None = COUNT
    killed_low: int | None = COUNT
    killed_high: int | None = COUNT
    civilians_killed: int | None = COUNT
    injured: int | None = COUNT
    abducted: int | None = COUNT
    displaced: int | None = COUNT
    grade: str = Field("", max_length=2)
    classification: int = Field(1, ge=0, le=2)
    summary: str = ""


class Changes(Schema):
    """An edit: the version it began from, and only the fields that changed."""

    version: int
    reason: str = ""
    changes: dict[str, Any]


class Verify(Schema):
    """A verification: which, and why."""

    version: int
    to: Verification
    reason: str


class EventOut(Schema):
    """An imported event of a public source."""

    id: int
    source: str
    source_id: str
    source_version: str | None
    date_start: date | None
    date_end: date | None
    latitude: float | None
    longitude: float | None
    place_precision: int | None
    place: str | None
    violence: str | None
    harm: str | None
    side_a: list[str] | None
    side_b: list[str] | None
    deaths: int | None
    deaths_low: int | None
    deaths_high: int | None
    civilian_deaths: int | None


def _person(standing: Standing) -> Person:
    return standing.person


@router.get("/missions/{code}/incidents", response=Listed[IncidentOut])
def incidents(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Incidents, the last entered first."""
    standing = enter(request, code, "incidents")
    found = listed(incidents_for(standing), "-entered_at", limit, after)
    audit.record("export", mission=standing.mission, by=standing.person, kind="incident",
                 number=len(found["results"]), form="api")  # fmt: skip
    return found


@router.get("/missions/{code}/incidents/{uuid:pk}", response=IncidentOut)
def incident(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One incident; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "incidents")
    found = get_object_or_404(incidents_for(standing), pk=pk)
    if found.classification:
        audit.record("read", mission=standing.mission, by=standing.person, kind="incident",
                     subject=pk, form="api")  # fmt: skip
    return found


@router.post("/missions/{code}/incidents", response={201: IncidentOut, 200: IncidentOut})
def record(request: HttpRequest, code: str, given: IncidentIn) -> Any:
    """Record an incident. Send an id of your own, or an Idempotency-Key, to send again safely."""
    standing = enter(request, code, "incidents")
    fields = given.dict(exclude={"id", "place_id"})
    if given.place_id:
        place = get_object_or_404(places_for(standing), pk=given.place_id)
        fields |= {"place": place, "area": place.area}

    def do() -> tuple[str, Any]:
        made = verbs.record_incident(fields, by=standing, id=given.id)
        return ("incident", made.incident.pk) if made.incident else ("closed", "")

    _kind, pk, new = once(request, _person(standing), do)
    kept = get_object_or_404(Incident, pk=pk, mission=standing.mission)
    return Status(201 if new else 200, kept)


@router.patch("/missions/{code}/incidents/{uuid:pk}", response=IncidentOut)
def edit(request: HttpRequest, code: str, pk: UUID, given: Changes) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, "incidents")
    found = get_object_or_404(incidents_for(standing), pk=pk)
    wanted = IncidentIn.model_validate({"title": found.title} | given.changes)
    fields = wanted.dict(include=set(given.changes) - {"id", "place_id"})
    return verbs.edit_incident(found, fields, version=given.version, by=standing,
                               reason=given.reason)  # fmt: skip


@router.post("/missions/{code}/incidents/{uuid:pk}/verification", response=IncidentOut)
def verify(request: HttpRequest, code: str, pk: UUID, given: Verify) -> Any:
    """Set the verification: only by the office whose it is."""
    standing = enter(request, code, "incidents")
    found = get_object_or_404(incidents_for(standing), pk=pk)
    return verbs.set_verification(found, given.to, version=given.version, by=standing,
                                  reason=given.reason)  # fmt: skip


@router.get("/missions/{code}/events", response=Listed[EventOut])
def events(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Imported events in force, the last ended first."""
    standing = enter(request, code, "events")
    return listed(events_for(standing), "-date_end", limit, after)


@router.get("/missions/{code}/events/{int:pk}", response=EventOut)
def event(request: HttpRequest, code: str, pk: int) -> Event:
    """One imported event."""
    return get_object_or_404(events_for(enter(request, code, "events")), pk=pk)
