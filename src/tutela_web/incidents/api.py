"""Incidents and imported events for programs: read, record, edit, verify."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Status
from pydantic import AfterValidator, WithJsonSchema

from tutela_web.access.api import Count, Edit, Given, Marking, Moment, Version, do_once
from tutela_web.access.audit import trail
from tutela_web.access.models import Precision
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.conduct.verbs import refuse_misconduct_told
from tutela_web.incidents.closed.harms import CLOSED, RECORDED
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.inputs import IncidentInput, incident_input
from tutela_web.incidents.lists.queries import (
    consents_told,
    direct_part_of,
    incidents_for,
    say_status,
)
from tutela_web.incidents.models import Danger, Event, Incident, Motive, Verification
from tutela_web.incidents.record import own, verbs
from tutela_web.places.finding import find_where
from tutela_web.places.queries import places_for
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.own.api import OwnIn, OwnOut
from tutela_web.records.pages import read_line
from tutela_web.records.paging import list_part

router = Router(tags=["incidents"])
as_incidents = ReadEndpoints(router, __name__, reads="incidents", form="api")
as_events = ReadEndpoints(router, __name__, reads="events")


def _civil(said: time) -> time:
    """A time of day as people there say it: it has no zone."""
    if said.tzinfo is not None:
        raise ValueError("a time of day of the place, without a zone")
    return said.replace(microsecond=0)


if TYPE_CHECKING:
    Harm = str
else:
    Harm = Literal[tuple(dict.fromkeys([*RECORDED, *(h for hs in CLOSED.values() for h in hs)]))]
"""A harm, or a sign that comes before harm, by its word: another word might be one of
a compartment, told on the open list."""

CLOCK = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}
Hour = Annotated[time, AfterValidator(_civil), WithJsonSchema(CLOCK)]


def _statuses(standing: Standing, incidents: list[UUID]) -> dict[UUID, str]:
    by_incident = direct_part_of(standing, incidents)
    return {pk: say_status(by_harm) for pk, by_harm in by_incident.items()}


class EnteredIncidentRequest(HttpRequest):
    """A request of somebody who was let in (`access.doors.enter`)."""

    standing: Standing


class IncidentContext(TypedDict):
    """What a schema is told of the answer it writes."""

    request: EnteredIncidentRequest


class IncidentOut(
    ColumnSchema,
    of=Incident,
    columns="id version number reference title harms event_from event_to event_precision "
    "known_at entered_at place_id place_said latitude longitude place_precision "
    "attribution motive killed killed_low killed_high civilians_killed injured abducted "
    "displaced verification grade classification summary",
):
    """An incident; null is not known, never zero. `consent`, the widest purpose all its sources
    agreed to ("public" or "partner"), else "mission only": it goes with what you take away.
    `civilian_status`, that of those harmed: presumed civilian, unless a finding you may read says
    otherwise."""

    event_from_time: Hour | None
    consent: str
    civilian_status: str
    own: OwnOut = None

    @staticmethod
    def resolve_civilian_status(incident: Incident, context: IncidentContext) -> str:
        known = getattr(incident, "civilian_status", None)
        return known or _statuses(context["request"].standing, [incident.pk])[incident.pk]

    @staticmethod
    def resolve_consent(incident: Incident) -> str:
        told = getattr(incident, "consent", None)
        return told or consents_told(incident.mission, [incident.pk])[incident.pk]

    @staticmethod
    def resolve_own(incident: Incident, context: IncidentContext) -> Any:
        if not hasattr(incident, "own"):  # of a list they are read all at once
            own.tell(context["request"].standing, [incident])
        return getattr(incident, "own", None)


class Fields(Given):
    """What may be written of an incident; partial is valid, and null is not known."""

    harms: list[Harm] = Field([], max_length=50)
    event_from: date | None = None
    event_from_time: Hour | None = None
    event_to: date | None = None
    event_precision: Precision = Precision.UNKNOWN
    known_at: Moment | None = None
    place_id: UUID | None = None
    place_said: str = Field("", max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    place_precision: int | None = Field(None, ge=1, le=7)
    motive: Motive = Motive.UNKNOWN
    killed: Count | None = None
    killed_low: Count | None = None
    killed_high: Count | None = None
    civilians_killed: Count | None = None
    injured: Count | None = None
    abducted: Count | None = None
    displaced: Count | None = None
    grade: str = Field("", pattern=r"^[A-F]?[1-6]?$")
    classification: Marking = 1
    summary: str = Field("", max_length=20_000)
    own: OwnIn = None


class IncidentIn(Fields):
    """What may be recorded: every field may be left out.

    danger  where harms of a compartment are among them: tell the open list of a hazard too.
    """

    id: UUID | None = None
    title: str = Field("", max_length=200)
    danger: Danger | None = None


class IncidentChanges(Fields):
    """Only the fields that changed."""

    title: str = Field("", min_length=1, max_length=200)


class Verify(Given):
    """A verification: which, and why."""

    version: Version
    to: Verification
    reason: str = Field(max_length=100)


class EventOut(
    ColumnSchema,
    of=Event,
    columns="source source_id source_version date_start date_end latitude longitude "
    "place_precision place violence harm side_a side_b deaths deaths_low deaths_high "
    "civilian_deaths",
):
    """An imported event of a public source."""

    id: UUID = Field(alias="handle")


def _fields(standing: Standing, given: dict[str, FieldValue]) -> IncidentInput:
    """The fields as the verbs take them: a place this person sees, and with it its area."""
    if "place_id" in given:
        pk = given.pop("place_id")
        place = get_object_or_404(places_for(standing), pk=pk) if pk else None
        given |= {"place": place} | ({"area": place.area} if place else {})
    elif (said := given.get("place_said")) and given.get("latitude") is None:
        where = find_where(standing, str(said))
        if where.place is not None:
            given = {"area": where.place.area, **given}
        given = {**where.fields(), **given}
    return incident_input(given)


@router.get("/missions/{code}/incidents", response=Listed[IncidentOut])
def incidents(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Incidents, the last entered first."""
    standing = enter(request, code, "incidents")
    listed = list_part(incidents_for(standing), "-entered_at", limit, after)
    consents = consents_told(standing.mission, [incident.pk for incident in listed["results"]])
    statuses = _statuses(standing, [incident.pk for incident in listed["results"]])
    for incident in listed["results"]:
        incident.consent, incident.civilian_status = consents[incident.pk], statuses[incident.pk]
    own.tell(standing, listed["results"])
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="incident",
        number=len(listed["results"]),
        form="api",
    )
    return listed


as_incidents.add_record(
    "incidents",
    "incident",
    IncidentOut,
    incidents_for,
    about="One incident; reading one that is confidential is a line in the audit.",
)


@router.post("/missions/{code}/incidents", response={201: IncidentOut, 200: IncidentOut, 204: None})
def record(request: HttpRequest, code: str, body: IncidentIn) -> Any:
    """Record an incident. Send an id of your own, or an Idempotency-Key, to send again safely.

    204: some of it belongs to a compartment and all of it is kept there. What the open list may say
    of it is generalised and waits for the office of the compartment.
    """
    standing = enter(request, code, "incidents")
    refuse_misconduct_told([*body.dict().values(), *(body.own or {}).values()], asks=True)
    fields = _fields(standing, body.dict(exclude={"id", "danger", "own"}))
    own_values = body.own or ({} if own.fields_for(standing) else None)

    def do() -> tuple[str, Any]:
        recorded = verbs.record_incident(
            fields, by=standing, id=body.id, danger=body.danger or "", own=own_values
        )
        return ("incident", recorded.incident.pk) if recorded.incident else ("closed", "")

    kind, pk, new = do_once(request, standing.person, do)
    if kind == "closed":
        return Status(204, None)
    kept = get_object_or_404(Incident, pk=pk, mission=standing.mission)
    return Status(201 if new else 200, kept)


@router.patch("/missions/{code}/incidents/{uuid:pk}", response=IncidentOut)
def edit(request: HttpRequest, code: str, pk: UUID, body: Edit[IncidentChanges]) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, "incidents")
    incident = get_object_or_404(incidents_for(standing), pk=pk)
    said = body.changes.dict(exclude_unset=True)
    own_values = said.pop("own", None)
    refuse_misconduct_told([*said.values(), *(own_values or {}).values()], asks=True)
    changes = _fields(standing, said)
    return verbs.edit_incident(
        incident, changes, version=body.version, by=standing, reason=body.reason, own=own_values
    )


@router.post("/missions/{code}/incidents/{uuid:pk}/verification", response=IncidentOut)
def verify(request: HttpRequest, code: str, pk: UUID, body: Verify) -> Any:
    """Set the verification: only by the office whose it is."""
    standing = enter(request, code, "incidents")
    found = get_object_or_404(incidents_for(standing), pk=pk)
    return verbs.set_verification(
        found, body.to, version=body.version, by=standing, reason=body.reason
    )


as_events.add_list(
    "events",
    EventOut,
    events_for,
    order="-date_end",
    about="Imported events in force, the last ended first.",
)


@router.get("/missions/{code}/events/{uuid:pk}", response=EventOut)
def event(request: HttpRequest, code: str, pk: UUID) -> Event:
    """One imported event; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "events")
    found = get_object_or_404(events_for(standing), pk=Event.key_of_handle(pk))
    read_line(standing, found, form="api")
    return found
