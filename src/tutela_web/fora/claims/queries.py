"""Units beside each other: what protection tasked them with, and what other tasks claim of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tutela.crisis.decision_status import NO as NOT_GOING
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.models import Tasking
from tutela_web.fora.claims.models import Claim
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.mandate.queries import tasks_for

BACK = timedelta(days=30)


def claims_for(standing: Standing) -> QuerySet[Claim]:
    """The claims this person may see, of meetings and on units they may see; `task` is None where
    the task may not be seen."""
    rows = Claim.objects.filter(
        standing.sees_open("fora"),
        meeting__in=meetings_for(standing),
        unit__in=units_for(standing).order_by().values("pk"),
    )
    return rows.prefetch_related(Prefetch("task", queryset=tasks_for(standing)))


@dataclass
class UnitClaims:
    """A unit: its taskings about alerts that run, and the claims of other tasks."""

    unit: Unit
    taskings: list[Tasking] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def contested(self) -> bool:
        """Whether protection and another task want it at once."""
        return bool(self.taskings and self.claims)


def claims_on(standing: Standing, meeting: Meeting) -> list[UnitClaims]:
    """The units of a meeting's area that are tasked now or claimed, the contested first; those this
    person may see. Six queries."""
    units: dict[UUID, UnitClaims] = {}
    here: dict[str, Any] = {"area": meeting.area_id} if meeting.area_id else {}
    seen = {one.pk: one for one in units_for(standing).order_by("name")}
    since = clock.now(standing.mission) - BACK
    over = (*NOT_GOING, Tasking.State.RETURNED)
    tasked: QuerySet[Any] = taskings_for(standing)  # each says whether it is `nameless`
    running = tasked.exclude(state__in=over).exclude(nameless=True)
    for tasking in running.filter(entered_at__gte=since, unit__isnull=False, **here):
        if (unit := seen.get(tasking.unit_id)) is not None:
            units.setdefault(unit.pk, UnitClaims(unit)).taskings.append(tasking)
    for claim in claims_for(standing).filter(meeting=meeting).order_by("entered_at"):
        if claim.unit_id in seen:
            units.setdefault(claim.unit_id, UnitClaims(seen[claim.unit_id])).claims.append(claim)
    return sorted(units.values(), key=lambda one: (not one.contested, str(one.unit)))
