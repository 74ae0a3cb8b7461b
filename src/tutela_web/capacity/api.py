"""Bases and units for programs: the lists, one, make, edit, retire.

Readiness and caveats belong to the compartment capacity: to who does not hold it, their addresses
are not there. Each read is a line in the audit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router

from tutela_web.access.api import (
    Count,
    Edit,
    Given,
    Retirement,
    area_called,
    made_once,
    without_hidden,
)
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.guidance.scenario_kind import SCENARIO_ANSWER
from tutela_web.capacity.inputs import ReadinessInput
from tutela_web.capacity.kinds.base_kind import BASE
from tutela_web.capacity.kinds.unit_kind import UNIT
from tutela_web.capacity.models import Base, Caveat, Unit, UnitReadiness
from tutela_web.capacity.readiness.kinds import (
    CHECK,
    CONTRIBUTOR,
    DISPATCH,
    LINE,
    PROMISE,
    REQUIREMENT,
)
from tutela_web.capacity.support.kind import SUPPORT
from tutela_web.capacity.training.kinds import COURSE, LEADER, ROLE, SESSION
from tutela_web.capacity.units import verbs
from tutela_web.capacity.units.queries import (
    bases_for,
    found_bases,
    found_units,
    holds_readiness,
    readiness_of,
    units_for,
    with_area,
    with_base,
)
from tutela_web.capacity.units.verbs import KIND
from tutela_web.records.endpoints.kind_api import (
    add_endpoints,
    create_given,
    read_changed,
    schema_changes,
    schema_in,
    schema_out,
    tell_own_of,
    tell_own_on,
)
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema, key_of
from tutela_web.records.kind_verbs import edit_record
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["bases and units"])
as_bases = ReadEndpoints(router, __name__, reads=KIND)
Kind = Base.Kind


class BaseOut(schema_out(BASE, without=("area",), own=True)):  # type: ignore[misc]
    """A base as the mission has it; null is not known. `closed` is the first day without it."""

    area: str | None

    @staticmethod
    def resolve_area(base: Base) -> str | None:
        return base.area.code if base.area else None


class BaseIn(schema_in(BASE, without=("area", "retired"), own=True)):  # type: ignore[misc]
    """What may be written. `area` is a duty area's code; left out, the boundaries say."""

    area: str | None = Field(None, max_length=40)


class BaseChanges(
    schema_changes(BASE, without=("area", "retired"), own=True)  # type: ignore[misc]
):
    """Only the fields that changed."""

    area: str | None = Field(None, max_length=40)


class UnitOut(schema_out(UNIT, own=True)):  # type: ignore[misc]
    """A unit: able or not, never why; null is not known. `base_id` is null too where the base may
    not be seen."""

    area: str | None

    @staticmethod
    def resolve_area(unit: Unit) -> str | None:
        return unit.area.code if unit.area else None

    resolve_base_id = staticmethod(key_of("base"))


Languages = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=50)
]


class UnitIn(schema_in(UNIT, without=("retired", "languages"), own=True)):  # type: ignore[misc]
    """What may be written; a unit lies in the area of its base."""

    languages: Languages = []


class UnitChanges(
    schema_changes(UNIT, without=("retired", "languages"), own=True)  # type: ignore[misc]
):
    """Only the fields that changed."""

    languages: Languages = []


# --- bases


def _bases(standing: Standing) -> QuerySet[Base]:
    return with_area(bases_for(standing))


def _with_area_id(standing: Standing, fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """The fields as the verbs take them; the schema has looked at the types."""
    if "area" in fields:
        area = fields.pop("area")
        fields["area_id"] = area_called(standing, str(area)) if area else None
    return fields


@router.get("/missions/{code}/bases", response=Listed[BaseOut])
def bases(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    kind: Kind | None = None,
    when: Literal["open", "closed", "all"] = "open",
    retired: bool = False,
) -> Any:
    """Bases, by code: those that stand today, unless `when` says otherwise."""
    standing = enter(request, code, KIND)
    asked = {"kind": kind or "", "when": when, "retired": "1" if retired else ""}
    listed = list_part(found_bases(standing, asked), "code", limit, after, standing=standing)
    tell_own_of(BASE, standing, listed["results"])
    return listed


as_bases.add_record(
    "bases",
    "base",
    BaseOut,
    _bases,
    about="One base; reading one that is confidential is a line in the audit.",
    tell=tell_own_on(BASE),
)


@router.post("/missions/{code}/bases", response={201: BaseOut, 200: BaseOut})
def make_base(request: HttpRequest, code: str, body: BaseIn) -> Any:
    """Make a base. Send an Idempotency-Key to send again safely."""
    standing = enter(request, code, KIND)

    def make() -> Base:
        values = _with_area_id(standing, body.dict(exclude_unset=True))
        base: Base = create_given(BASE, values, by=standing)
        return base

    made = made_once(request, standing.person, "base", make, _bases(standing))
    tell_own_of(BASE, standing, [made.value])
    return made


@router.patch("/missions/{code}/bases/{uuid:pk}", response=BaseOut)
def edit_base(request: HttpRequest, code: str, pk: UUID, body: Edit[BaseChanges]) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, KIND)
    base = get_object_or_404(_bases(standing), pk=pk)
    changes = _with_area_id(standing, body.changes.dict(exclude_unset=True))
    edit_record(BASE, base, changes, version=body.version, by=standing, reason=body.reason)
    return read_changed(BASE, _bases(standing), pk, by=standing)


@router.post("/missions/{code}/bases/{uuid:pk}/retirement", response=BaseOut)
def retire_base(request: HttpRequest, code: str, pk: UUID, body: Retirement) -> Any:
    """Take a base that was recorded by mistake off the lists, or bring it back."""
    standing = enter(request, code, KIND)
    base = get_object_or_404(_bases(standing), pk=pk)
    verbs.edit_base(
        base, {"retired": body.retired}, version=body.version, by=standing, reason=body.reason
    )
    return read_changed(BASE, _bases(standing), pk, by=standing)


# --- units


def _units(standing: Standing) -> QuerySet[Unit]:
    return with_base(standing, with_area(units_for(standing)))


def _require_seen_base(standing: Standing, fields: dict[str, FieldValue]) -> None:
    """Refuse a base this person may not see; the schema has looked at the types."""
    if fields.get("base_id"):
        get_object_or_404(bases_for(standing), pk=fields["base_id"])


@router.get("/missions/{code}/units", response=Listed[UnitOut])
def units(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    able: Literal["yes", "no", "unknown"] | None = None,
    retired: bool = False,
) -> Any:
    """Units, by code."""
    standing = enter(request, code, KIND)
    asked = {"able": able or "", "retired": "1" if retired else ""}
    rows = with_base(standing, found_units(standing, asked))
    listed = list_part(rows, "code", limit, after, standing=standing)
    tell_own_of(UNIT, standing, listed["results"])
    return listed


as_bases.add_record(
    "units",
    "unit",
    UnitOut,
    _units,
    about="One unit; reading one that is confidential is a line in the audit.",
    tell=tell_own_on(UNIT),
)


@router.post("/missions/{code}/units", response={201: UnitOut, 200: UnitOut})
def make_unit(request: HttpRequest, code: str, body: UnitIn) -> Any:
    """Make a unit. Send an Idempotency-Key to send again safely."""
    standing = enter(request, code, KIND)

    def make() -> Unit:
        values = body.dict(exclude_unset=True)
        _require_seen_base(standing, values)
        unit: Unit = create_given(UNIT, values, by=standing)
        return unit

    made = made_once(request, standing.person, "unit", make, _units(standing))
    tell_own_of(UNIT, standing, [made.value])
    return made


@router.patch("/missions/{code}/units/{uuid:pk}", response=UnitOut)
def edit_unit(request: HttpRequest, code: str, pk: UUID, body: Edit[UnitChanges]) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, KIND)
    unit = get_object_or_404(_units(standing), pk=pk)
    sent = body.changes.dict(exclude_unset=True)
    _require_seen_base(standing, sent)
    changes = without_hidden(sent, "base_id", unit.base)
    edit_record(UNIT, unit, changes, version=body.version, by=standing, reason=body.reason)
    return read_changed(UNIT, _units(standing), pk, by=standing)


@router.post("/missions/{code}/units/{uuid:pk}/retirement", response=UnitOut)
def retire_unit(request: HttpRequest, code: str, pk: UUID, body: Retirement) -> Any:
    """Take a unit that went home, or was recorded by mistake, off the lists, or bring it back."""
    standing = enter(request, code, KIND)
    unit = get_object_or_404(units_for(standing), pk=pk)
    verbs.edit_unit(
        unit, {"retired": body.retired}, version=body.version, by=standing, reason=body.reason
    )
    return read_changed(UNIT, _units(standing), pk, by=standing)


# --- compartment capacity

Km = Annotated[float, Field(ge=0, le=5000)]


class ReadinessOut(
    ColumnSchema,
    of=UnitReadiness,
    columns="id version unit_id notice_minutes vehicles night air medevac reach_km poc_trained",
):
    """Compartment capacity: what a unit can do; null is not known."""

    notes: str

    @staticmethod
    def resolve_notes(ready: UnitReadiness) -> str:
        return ready.caveats


class ReadinessIn(Given):
    """Only what is given is changed."""

    vehicles: Count | None = None
    night: bool | None = None
    air: bool | None = None
    medevac: bool | None = None
    reach_km: Km | None = None
    notice_minutes: int | None = Field(None, ge=0, le=20160)
    poc_trained: date | None = None
    notes: str = Field("", max_length=5000)


CaveatOut: Any = schema_out(CAVEAT, own=True)
CaveatIn: Any = schema_in(CAVEAT, own=True)
CaveatChanges: Any = schema_changes(CAVEAT, own=True)


def _held_unit(request: HttpRequest, code: str, pk: UUID) -> tuple[Standing, Unit]:
    standing = enter(request, code, KIND)
    if not holds_readiness(standing):
        raise Http404
    return standing, get_object_or_404(units_for(standing), pk=pk)


@router.get("/missions/{code}/units/{uuid:pk}/readiness", response=ReadinessOut)
def readiness(request: HttpRequest, code: str, pk: UUID) -> Any:
    """The readiness of a unit, for who holds the compartment capacity."""
    ready = readiness_of(*_held_unit(request, code, pk))
    if ready is None:
        raise Http404
    return ready


@router.patch("/missions/{code}/units/{uuid:pk}/readiness", response=ReadinessOut)
def keep_readiness(request: HttpRequest, code: str, pk: UUID, body: Edit[ReadinessIn]) -> Any:
    """Record or change the readiness of a unit; where none is recorded yet, send version 1."""
    standing, held_unit = _held_unit(request, code, pk)
    values = body.changes.dict(exclude_unset=True)
    if "notes" in values:
        values["caveats"] = values.pop("notes")
    return verbs.keep_readiness(
        held_unit,
        cast(ReadinessInput, values),
        version=body.version,
        by=standing,
        reason=body.reason,
    )


@router.get("/missions/{code}/caveats", response=Listed[CaveatOut])
def caveats(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    unit: UUID | None = None,
    status: Caveat.Status | None = None,
) -> Any:
    """Caveats, the newest last, for who holds the compartment capacity."""
    standing = enter(request, code, KIND)
    if not holds_readiness(standing):
        raise Http404
    rows = caveats_for(standing)
    rows = rows.filter(unit=unit) if unit else rows
    rows = rows.filter(status=status) if status else rows
    listed = list_part(rows, "entered_at", limit, after, standing=standing)
    tell_own_of(CAVEAT, standing, listed["results"])
    return listed


as_bases.add_record(
    "caveats",
    "caveat",
    CaveatOut,
    caveats_for,
    about="One caveat; the read is a line in the audit.",
    tell=tell_own_on(CAVEAT),
)


@router.post("/missions/{code}/units/{uuid:pk}/caveats", response={201: CaveatOut, 200: CaveatOut})
def make_caveat(request: HttpRequest, code: str, pk: UUID, body: CaveatIn) -> Any:
    """Record a caveat of a unit. Send an Idempotency-Key to send again safely."""
    standing, held_unit = _held_unit(request, code, pk)

    def make() -> Caveat:
        values = body.dict(exclude_unset=True)
        caveat: Caveat = create_given(CAVEAT, values, beside=held_unit, by=standing)
        return caveat

    made = made_once(request, standing.person, "caveat", make, caveats_for(standing))
    tell_own_of(CAVEAT, standing, [made.value])
    return made


@router.patch("/missions/{code}/caveats/{uuid:pk}", response=CaveatOut)
def change_caveat(request: HttpRequest, code: str, pk: UUID, body: Edit[CaveatChanges]) -> Any:
    """Change, contest or lift a caveat; 409 where somebody changed the same fields meanwhile."""
    standing = enter(request, code, KIND)
    caveat = get_object_or_404(caveats_for(standing), pk=pk)
    changes = body.changes.dict(exclude_unset=True)
    changed = edit_record(
        CAVEAT, caveat, changes, version=body.version, by=standing, reason=body.reason
    )
    tell_own_of(CAVEAT, standing, [changed])
    return changed


add_endpoints(router, SCENARIO_ANSWER, "scenario-answers", order="-answered_on")
add_endpoints(router, SUPPORT, "base-supports", order="-as_of")
# --- what is required of units, checks and training

add_endpoints(router, CONTRIBUTOR, "contributors", order="name")
add_endpoints(router, REQUIREMENT, "unit-requirements", order="-written_on")
add_endpoints(router, LINE, "requirement-lines", order="-entered_at")
add_endpoints(router, DISPATCH, "requirement-dispatches", order="-sent_on")
add_endpoints(router, PROMISE, "contributor-agreements", order="-entered_at")
add_endpoints(router, CHECK, "unit-checks", order="-checked_on")
add_endpoints(router, SESSION, "unit-trainings", order="-on")
add_endpoints(router, COURSE, "unit-courses", order="-set_on")
add_endpoints(router, LEADER, "leader-trainings", order="-entered_at")
add_endpoints(router, ROLE, "police-roles", order="-entered_at")
