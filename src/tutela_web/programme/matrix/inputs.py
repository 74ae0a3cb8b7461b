"""What the verbs of the matrix take: declared once for the form, the sheet and the verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict
from uuid import UUID

from tutela_web.access.models import DutyArea
from tutela_web.base.values import FieldValue, typed_input
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import SupportWord
from tutela_web.risk.models import Risk
from tutela_web.safeguards.violence_asked import AnsweredInput


class LineInput(AnsweredInput, total=False):
    """Any fields of a line; a sheet names risk and place by their keys."""

    code: str
    risk: Risk | None
    risk_id: UUID | None
    for_area: DutyArea | None
    for_area_id: UUID | None
    harms: Sequence[str]
    actors: Sequence[str]
    threat: str
    serves: Sequence[str]
    activity: str
    measure: str
    lead: str
    part: str
    support: Sequence[str]
    confirmed: Sequence[str]
    confirmed_by: dict[str, SupportWord]
    joint: bool | None
    for_host: str
    tiers: Sequence[int]
    phase: str
    place: Place | None
    place_id: UUID | None
    place_said: str
    starts: date | None
    ends: date | None
    resources: str
    indicator: str
    status: str
    came_of: str
    classification: int
    area: DutyArea | None
    invented: bool
    accepted_on: date | None
    accepted_by: str


class SupportWordInput(TypedDict, total=False):
    """Which supporting actor confirmed, by whose word (an office), on which day; without whose,
    who acts speaks for it."""

    who: str
    said_by: str
    on: date | None


def line_input(values: Mapping[str, FieldValue]) -> LineInput:
    """The values of a form or a sheet, both of which have looked at their types.

    Raises  TypeError for a field a line has not.
    """
    return typed_input(LineInput, values, "a line")
