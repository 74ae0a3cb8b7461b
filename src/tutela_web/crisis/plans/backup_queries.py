"""The backup of plans as somebody may read it: a plan's page shows its own."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.capacity.reach.queries import minutes_said
from tutela_web.crisis.plans.models import ContingencyPlan, PlanBackup
from tutela_web.crisis.plans.queries import all_plans


def backups_for(standing: Standing) -> QuerySet[PlanBackup]:
    """The backup of plans this person may see, the soonest first; of unknown time last."""
    seen = PlanBackup.objects.filter(
        standing.sees_open("alerts"), plan__in=all_plans(standing).order_by().values("pk")
    )
    rows = seen.order_by(F("minutes").asc(nulls_last=True), "entered_at", "pk")
    return rows.select_related("plan__place", "area", "mission")


def backups_of(standing: Standing, plan: ContingencyPlan) -> list[PlanBackup]:
    """What a plan counts on today."""
    holds = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    return list(backups_for(standing).filter(holds, plan=plan))


def time_said(backup: PlanBackup) -> str | None:
    """How long it takes, in hours and minutes; None where nobody said."""
    return None if backup.minutes is None else minutes_said(backup.minutes)
