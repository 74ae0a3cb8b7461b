"""The crisis reserve: compartment capacity. To who does not hold it, there is none to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tutela.deployment.allocation import ReserveLeft, reserve_left
from tutela.deployment.allocation import ReservePart as KnownPart
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import (
    UnitCommitment,
    UnitCommitments,
    bases_for,
    commitments_for,
    holds_readiness,
    units_for,
)
from tutela_web.deployment.allocation.models import CrisisReserve, ReservePart
from tutela_web.deployment.allocation.queries import KIND


def parts_for(standing: Standing) -> QuerySet[ReservePart]:
    """The parts of reserves this person may see: none without the compartment."""
    if not holds_readiness(standing):
        return ReservePart.objects.none()
    rows = ReservePart.objects.filter(standing.sees_open(KIND))
    return rows.order_by("what", "entered_at")


def reserves_for(standing: Standing) -> QuerySet[CrisisReserve]:
    """The reserves this person may see, with their parts: none without the compartment."""
    if not holds_readiness(standing):
        return CrisisReserve.objects.none()
    rows = CrisisReserve.objects.filter(standing.sees_open(KIND))
    parts = parts_for(standing).prefetch_related(
        Prefetch("unit", queryset=units_for(standing)),
        Prefetch("base", queryset=bases_for(standing)),
    )
    return rows.order_by("-starts", "name").prefetch_related(Prefetch("parts", queryset=parts))


@dataclass(frozen=True)
class ReservePartShown:
    """A part of a reserve, what its unit's page says it does, and the taskings that hold it."""

    part: ReservePart
    task: str
    taskings: Sequence[UnitCommitment]
    own: bool

    @property
    def committed(self) -> bool:
        """Whether something holds it today."""
        return bool(self.own or self.task or self.taskings)


@dataclass(frozen=True)
class ReserveShown:
    """A reserve, its parts, and what of it is left beside its floor."""

    reserve: CrisisReserve
    parts: Sequence[ReservePartShown]
    left: ReserveLeft


def reserves_shown(
    standing: Standing, reserves: Sequence[CrisisReserve] | None = None
) -> list[ReserveShown]:
    """The reserves that stand today, or those given, with what holds their parts. A few queries,
    for any number.

    A part counts as committed by its own words, by what the page of its unit says it does now, and
    by taskings about alerts.
    """
    if reserves is None:
        reserves = [reserve for reserve in reserves_for(standing) if reserve.holds(standing.on)]
    units = {
        part.unit.pk: part.unit for reserve in reserves for part in reserve.parts.all() if part.unit
    }
    commitments = commitments_for(standing, list(units.values())) if units else {}
    return [_show_reserve(standing, reserve, commitments) for reserve in reserves]


def _show_reserve(
    standing: Standing, reserve: CrisisReserve, commitments: UnitCommitments
) -> ReserveShown:
    parts = [_show_part(standing, part, commitments) for part in reserve.parts.all()]
    known = (KnownPart(part.part.size, part.committed) for part in parts)
    return ReserveShown(reserve, parts, reserve_left(known, reserve.floor))


def _show_part(
    standing: Standing, part: ReservePart, commitments: Mapping[UUID, list[UnitCommitment]]
) -> ReservePartShown:
    unit: Unit | None = part.unit
    task = unit.current_task if unit else ""
    taskings = commitments.get(unit.pk, []) if unit else []
    return ReservePartShown(part, task, taskings, part.is_held(standing.on))


def reserves_below(standing: Standing) -> list[ReserveShown]:
    """The reserves that stand today and are below their floor; none to who does not hold the
    compartment."""
    if not holds_readiness(standing):
        return []
    below = [shown for shown in reserves_shown(standing) if shown.left.below]
    reserves_read(standing, [shown.reserve for shown in below])
    return below


def reserves_read(standing: Standing, reserves: Sequence[CrisisReserve]) -> None:
    """Reserves were read: one line in the audit, with their number."""
    if reserves:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="crisisreserve",
            number=len(reserves),
        )
