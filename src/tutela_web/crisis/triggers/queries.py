"""Triggers of plans as they are read: with the plan, at its place, on its owner's first page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.crisis.plans.models import ContingencyPlan, PlanTrigger
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.crisis.plans.trigger_queries import triggers_for
from tutela_web.risk.models import Risk

ACT = "keep_plans"

STANDS_FIRED = Q(fired_at__isnull=False) & (Q(answered_at=None) | Q(answered_at__lt=F("fired_at")))
"""Those that fired and that nobody answered since."""


def fired_triggers(standing: Standing) -> QuerySet[PlanTrigger]:
    """Those that fired, of plans in use, and that nobody answered."""
    return triggers_for(standing).filter(
        STANDS_FIRED, ended_on=None, plan__in=seen_plans(standing).values("pk")
    )


def fired_at_place(standing: Standing, place: UUID) -> list[PlanTrigger]:
    """Those of the plans of a place that fired and that nobody answered."""
    if not standing.reads("alerts"):
        return []
    return list(fired_triggers(standing).filter(plan__place=place))


def fired_beside_risk(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """What a risk's page says of triggers that fired at its place; nothing where none did."""
    rows = fired_at_place(standing, risk.place_id)
    return {"fired": rows} if rows else None


def fired_for_owner(standing: Standing) -> list[PlanTrigger]:
    """Those of plans whose owner this person is: by the title of a post they hold; of plans whose
    owner is no post of the mission, whoever keeps plans there."""
    if not standing.reads("alerts"):
        return []
    fired = list(fired_triggers(standing))
    if not fired:
        return []
    held = posts_held(standing)
    own = set(Post.objects.filter(pk__in=held).values_list("title", flat=True))
    every = set(Post.objects.filter(mission=standing.mission).values_list("title", flat=True))
    return [one for one in fired if _is_owner(standing, one.plan, own, every)]


def _is_owner(
    standing: Standing, plan: ContingencyPlan, own: Iterable[str], every: Iterable[str]
) -> bool:
    if plan.owner in every:
        return plan.owner in own
    return standing.may(ACT, area=plan.area_id)
