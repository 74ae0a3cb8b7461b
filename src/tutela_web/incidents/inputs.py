"""What the verbs of incidents take: declared once for the form, the API and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TypedDict

from tutela_web.access.models import DutyArea
from tutela_web.actors.models import Actor
from tutela_web.base.values import FieldValue, typed_input
from tutela_web.places.models import Place


class IncidentInput(TypedDict, total=False):
    """The fields of an incident that people and programs write, any of them."""

    title: str
    summary: str
    harms: list[str]
    place: Place | None
    place_said: str
    place_precision: int | None
    latitude: float | None
    longitude: float | None
    event_from: date | None
    event_from_time: time | None
    event_to: date | None
    event_to_time: time | None
    event_precision: str
    known_at: datetime | None
    perpetrator: Actor | None
    other_perpetrators: list[str]
    attribution: str
    motive: str
    killed_low: int | None
    killed: int | None
    killed_high: int | None
    civilians_killed: int | None
    injured: int | None
    abducted: int | None
    displaced: int | None
    prior_warning: bool | None
    grade: str
    classification: int
    language: str
    area: DutyArea | None


EDITABLE = tuple(IncidentInput.__annotations__)
"""The names of these fields, in the order of a history."""


class ClosedInput(IncidentInput, total=False):
    """The fields of a record of a compartment: an incident's, and how its office classes it."""

    grave: list[str]
    forms_of_violence: list[str]


CLASSED = ("grave", "forms_of_violence")
"""How the office of a compartment classes a record: grave violations, forms of sexual violence."""


def incident_input(values: Mapping[str, FieldValue]) -> IncidentInput:
    """The values of a form or of a request, both of which have looked at their types.

    Raises  TypeError for a field an incident has not.
    """
    return typed_input(IncidentInput, values, "an incident")
