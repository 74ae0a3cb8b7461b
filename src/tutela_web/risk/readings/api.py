"""Joint readings for programs: the kinds beside them, and what each party wrote once it is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from tutela_web.access.api import Given
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.pages import read_line
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT
from tutela_web.risk.readings.models import JointReading, PartyLine, ReadingParty
from tutela_web.risk.readings.queries import AskedParty, joint_readings_for, readings_shown
from tutela_web.risk.readings.verbs import (
    MOST_WORDS,
    ReadingInput,
    decline_reading,
    write_reading,
)

PartyName = Literal["human_rights", "humanitarian", "jmac", "force", "police", "community"]

router = Router(tags=["risks"])
add_endpoints(router, JOINT_READING, "risks/joint-readings", order="-opens_at", writes=True)
add_endpoints(router, HEARD_VIEW, "risks/heard-views", order="-heard_on", writes=True)
add_endpoints(router, SITUATION_INPUT, "risks/inputs", order="-on", writes=True)


class LineTold(Schema):
    """What a party read of a place. No probability: those are told without whose they are."""

    place_id: UUID
    trend: Literal["up", "same", "down"]
    harm: str
    reason: str


class PartyTold(Schema):
    """A party of a joint reading: how far it is; what it wrote is null while the reading is blind,
    and of one that did not answer."""

    party: PartyName
    post_id: UUID | None
    state: Literal["", "awaited", "answered", "declined"]
    at: datetime | None
    after_opening: bool
    lines: list[LineTold] | None
    dissent: str | None


class LineGiven(Given):
    """What a party reads of a place."""

    place_id: UUID
    trend: Literal["up", "same", "down"]
    harm: str = ""
    reason: str = Field(min_length=1, max_length=MOST_WORDS)
    chance: int | None = Field(None, ge=0, le=100)


class ReadingGiven(Given):
    """A party's reading."""

    lines: list[LineGiven] = Field([], max_length=50)
    dissent: str = Field("", max_length=MOST_WORDS)


def _tell_party(party: AskedParty) -> dict[str, Any]:
    lines = None
    if party.told is not None:
        lines = [
            {
                "place_id": line["place"],
                **{name: line[name] for name in ("trend", "harm", "reason")},
            }
            for line in party.told.lines
        ]
    return {
        "party": party.party.value,
        "post_id": party.post.pk if party.post else None,
        "state": party.state,
        "at": party.at,
        "after_opening": party.late,
        "lines": lines,
        "dissent": party.told.dissent if party.told is not None else None,
    }


def _find_reading(request: HttpRequest, code: str, pk: UUID) -> tuple[Standing, JointReading]:
    standing = enter(request, code, "risks")
    reading = get_object_or_404(joint_readings_for(standing), pk=pk)
    read_line(standing, reading)
    return standing, reading


@router.get("/missions/{code}/risks/joint-readings/{uuid:pk}/parties", response=list[PartyTold])
def parties(request: HttpRequest, code: str, pk: UUID) -> Any:
    """Who was asked, how far each is, and what each wrote once the reading is open for all."""
    return [_tell_party(reading) for reading in readings_shown(*_find_reading(request, code, pk))]


@router.post(
    "/missions/{code}/risks/joint-readings/{uuid:pk}/parties/{party}", response=list[PartyTold]
)
def read_for_party(
    request: HttpRequest, code: str, pk: UUID, party: PartyName, body: ReadingGiven
) -> Any:
    """Write what one's own party reads; the last of those asked opens it for all."""
    standing, reading = _find_reading(request, code, pk)
    lines = [
        PartyLine(
            place=str(line.place_id),
            trend=line.trend,
            harm=line.harm,
            reason=line.reason,
            chance=line.chance,
        )
        for line in body.lines
    ]
    given = ReadingInput(lines=lines, dissent=body.dissent)
    write_reading(reading, ReadingParty(party), given, by=standing)
    reading.refresh_from_db()
    return [_tell_party(one) for one in readings_shown(standing, reading)]


@router.post(
    "/missions/{code}/risks/joint-readings/{uuid:pk}/parties/{party}/decline",
    response=list[PartyTold],
)
def decline_for_party(request: HttpRequest, code: str, pk: UUID, party: PartyName) -> Any:
    """Decline to read for one's party: it needs no reason and blocks nothing."""
    standing, reading = _find_reading(request, code, pk)
    decline_reading(reading, ReadingParty(party), by=standing)
    reading.refresh_from_db()
    return [_tell_party(one) for one in readings_shown(standing, reading)]
