"""What the verbs of places take: declared once for the form, the API, files and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from tutela_web.access.models import DutyArea
from tutela_web.places.models import Place


class PlaceInput(TypedDict, total=False):
    """The fields of a place that people, programs and files write, any of them.

    area, area_id  the duty area set by hand, as a record or by its id; None leaves it to the
                   boundaries
    """

    code: str
    name: str
    kind: str
    town: Place | None
    latitude: float | None
    longitude: float | None
    place_precision: int | None
    adm1: str
    adm2: str
    pcode: str
    area: DutyArea | None
    area_id: UUID | None
    population: int | None
    population_on: date | None
    phone_coverage: bool | None
    reachable: bool | None
    directions: str
    source: str
    retired: bool
    other_names: list[Mapping[str, str]]
    classification: int
    compartment: str
    language: str
    known_at: datetime | None
    invented: bool
