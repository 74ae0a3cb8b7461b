"""The triggers of plans as somebody may read them: a plan's page shows its own."""

from __future__ import annotations

from django.db.models import F, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.crisis.plans.models import ContingencyPlan, PlanTrigger
from tutela_web.crisis.plans.queries import all_plans


def triggers_for(standing: Standing) -> QuerySet[PlanTrigger]:
    """The triggers of plans this person may see, those that fired first."""
    seen = PlanTrigger.objects.filter(
        standing.sees_open("alerts"), plan__in=all_plans(standing).values("pk")
    )
    return seen.order_by(F("fired_at").desc(nulls_last=True), "entered_at", "pk").select_related(
        "plan__place", "area", "mission"
    )


def triggers_of(standing: Standing, plan: ContingencyPlan) -> list[PlanTrigger]:
    """The triggers of a plan in force."""
    return list(triggers_for(standing).filter(plan=plan, ended_on=None))
