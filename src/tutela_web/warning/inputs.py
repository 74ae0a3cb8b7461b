"""What the verbs of warning take: declared once for the form, the API, gateways and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TypedDict
from uuid import UUID

from tutela_web.access.models import DutyArea, Post
from tutela_web.actors.models import Actor
from tutela_web.base.values import FieldValue, JsonValue, field_values, typed_input
from tutela_web.places.models import Place
from tutela_web.risk.models import Risk
from tutela_web.warning.models import NetworkContact


class AlertInput(TypedDict, total=False):
    """The fields of an alert that people and programs write, any of them."""

    act: str
    who: str
    actor: Actor | None
    whom: str
    how_many: int | None
    affected: int | None
    number_said: int | None
    heading: str
    how_known: str
    caller_safe: bool | None
    onset_from: datetime | None
    onset_to: datetime | None
    grade: str
    note: str
    place: Place | None
    place_said: str
    place_precision: int | None
    latitude: float | None
    longitude: float | None
    area: DutyArea | None
    event_from: date | None
    event_from_time: time | None
    event_to: date | None
    event_to_time: time | None
    event_precision: str
    known_at: datetime | None
    classification: int
    language: str


EDITABLE = tuple(AlertInput.__annotations__)
"""The names of these fields, in the order of a history."""

WHERE = frozenset({"place", "place_said", "place_precision", "latitude", "longitude", "area"})
"""Those that say where."""


class AlertOriginInput(TypedDict, total=False):
    """What an alert came of."""

    tripwire: str
    evidence: list[str]
    risk: Risk | None
    invented: bool


class WordInput(TypedDict, total=False):
    """What a report may say beside its channel and its place."""

    words: str
    sealed: UUID | None
    contact: NetworkContact | None
    message: UUID | None
    act: str
    first_hand: bool | None
    caller_safe: bool | None
    nothing_seen: bool
    grade: str
    complete: bool


WORDS = tuple(WordInput.__annotations__)


class ContactInput(TypedDict, total=False):
    """The fields of a contact of the network; who it is comes apart and is sealed."""

    place: Place | None
    place_said: str
    area: DutyArea | None
    function: str
    languages: list[str]
    channels: list[str]
    prefers: str
    safe_hours: str
    delay_minutes: int
    source_risk: str
    source_risk_on: date | None
    consent: bool | None
    introduced_by: str
    test_days: int
    classification: int


class ListeningInput(TypedDict, total=False):
    """What somebody wants to hear of: from which level, by which way, and when not."""

    name: str
    polygon: Mapping[str, JsonValue] | None
    level_from: str
    mail: bool
    post: Post | None
    quiet_from: time | None
    quiet_to: time | None
    digest: str
    digest_at: time | None
    hold_ongoing: bool


def alert_input(values: Mapping[str, FieldValue]) -> AlertInput:
    """The values of a form, a request or a record, all of which have looked at their types.

    Raises  TypeError for a field an alert has not.
    """
    return typed_input(AlertInput, values, "an alert")


def where_said(fields: AlertInput) -> AlertInput:
    """Those of the fields that say where."""
    return alert_input({n: value for n, value in field_values(fields).items() if n in WHERE})


def contact_input(values: Mapping[str, FieldValue]) -> ContactInput:
    """The values of a form, which has looked at their types.

    Raises  TypeError for a field a contact has not.
    """
    return typed_input(ContactInput, values, "a contact")


def listening_input(values: Mapping[str, FieldValue]) -> ListeningInput:
    """The values of a form, which has looked at their types.

    Raises  TypeError for a field a listening has not.
    """
    return typed_input(ListeningInput, values, "a listening")
