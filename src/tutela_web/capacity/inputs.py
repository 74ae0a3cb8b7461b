"""What the verbs of bases and units take: declared once for forms, the API, files and the verbs."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from tutela_web.access.models import DutyArea
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.readiness_models import Contributor


class BaseInput(TypedDict, total=False):
    """The fields of a base that people, programs and files write, any of them.

    area, area_id  the duty area, as a record or by its id; None leaves it to the boundaries
    """

    code: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    place_precision: int | None
    area: DutyArea | None
    area_id: UUID | None
    troops: int | None
    opened: date | None
    closed: date | None
    duty_number: str
    source: str
    civilian_staff: bool | None
    retired: bool
    classification: int
    known_at: datetime | None
    invented: bool


class UnitInput(TypedDict, total=False):
    """The fields of a unit that people, programs and files write, any of them.

    base, base_id  the base it is of, as a record or by its id
    """

    code: str
    name: str
    kind: str
    base: Base | None
    base_id: UUID | None
    able: bool | None
    current_task: str
    languages: list[str]
    interpreter: bool | None
    women: int | None
    men: int | None
    roe_read_back: date | None
    contributor: Contributor | None
    contributor_id: UUID | None
    police: bool | None
    retired: bool
    classification: int
    known_at: datetime | None
    invented: bool


class ReadinessInput(TypedDict, total=False):
    """What is recorded of the readiness of a unit: compartment capacity."""

    vehicles: int | None
    night: bool | None
    air: bool | None
    medevac: bool | None
    reach_km: float | None
    notice_minutes: int | None
    poc_trained: date | None
    caveats: str
    known_at: datetime | None
    invented: bool


class CaveatInput(TypedDict, total=False):
    """What is recorded of a caveat, and the unit it is of."""

    unit: Unit
    kind: str
    status: str
    wording: str
    source: str
    declared_on: date | None
    starts: date | None
    ends: date | None
    no_night: bool
    most_km: float | None
    medevac_km: float | None
    asks: bool
    no_tasks: list[str]
    compartment: str


class SupportInput(TypedDict, total=False):
    """What is recorded of the support of a base that its rules ask, and the base."""

    base: Base
    as_of: date
    stock: str
    stock_seen_on: date | None
    funds: int | None
    currency: str
    enablers: str
    enablers_keep: str
    communications: str
    communications_keep: str
    living: str
    living_keep: str


class DenialInput(TypedDict, total=False):
    """What is recorded of a denied movement, and the unit that was denied it."""

    unit: Unit
    event_from: date
    event_precision: str
    kind: str
    authority: str
    where: str
    told: str
    hours_lost: float | None
    alert_number: int | None
    raised_on: date | None
    raised_with: str
    answer: str


class GuidanceInput(TypedDict, total=False):
    """An edition of guidance, as it is issued."""

    kind: str
    title: str
    edition: str
    language: str
    words: str
    examples: str
    issued_on: date | None
    classification: int
    invented: bool
