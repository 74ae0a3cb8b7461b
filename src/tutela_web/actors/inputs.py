"""What the verbs of actors take: declared once for the form, the API, files and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from tutela_web.access.models import DutyArea
from tutela_web.actors.models import Actor


class ActorInput(TypedDict, total=False):
    """The fields of an actor that people, programs and files write, any of them.

    part_of, part_of_id  the actor it belongs to, as a record or by its id
    """

    code: str
    name: str
    type: str
    other_names: list[Mapping[str, str]]
    part_of: Actor | None
    part_of_id: UUID | None
    active_from: date | None
    active_to: date | None
    engagement_channel: str
    told_of_obligations: date | None
    note: str
    retired: bool
    classification: int
    compartment: str
    language: str
    known_at: datetime | None
    invented: bool


class ActorNoteInput(TypedDict, total=False):
    """What is assessed of an actor, and the actor it is assessed of."""

    actor: Actor
    about: str
    says: str
    evidence: str
    certainty: str
    assessed_on: date
    area: DutyArea | None
    ended_on: date | None
    classification: int
    compartment: str


class ActorLinkInput(TypedDict, total=False):
    """How an actor stands to another."""

    actor: Actor
    kind: str
    other: Actor
    why: str
    evidence: str
    certainty: str
    starts: date | None
    ended_on: date | None
    classification: int
    compartment: str
