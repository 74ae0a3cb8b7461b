"""How the register, its steps, findings, commanders and action plans are read."""

from __future__ import annotations

from typing import TypedDict

from django.db.models import QuerySet

from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.accountability.models import (
    ActionPlan,
    ActionPlanStep,
    CommandLink,
    StatusFinding,
    Violation,
    ViolationStep,
)

KIND = "violations"
"""The kind of record by which the policy reads all of this."""

KEEP = "keep_violations"
FIND = "find_status"
PLAN = "keep_action_plans"
TENS = 10
"""What is told outside the compartment is rounded down to it."""


def violations_for(standing: Standing) -> QuerySet[Violation]:
    """The violations and abuses this person may see, the latest first."""
    seen = Violation.objects.filter(standing.sees_open(KIND))
    return seen.select_related("mission").order_by("-on", "-entered_at")


def steps_for(standing: Standing) -> QuerySet[ViolationStep]:
    """The steps towards an answer of violations this person may see."""
    seen = ViolationStep.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="violation__")
    )
    return seen.select_related("mission", "violation")


def findings_for(standing: Standing) -> QuerySet[StatusFinding]:
    """The findings on violations this person may see."""
    seen = StatusFinding.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="violation__")
    )
    return seen.select_related("mission", "violation").order_by("-since")


def holds_due_diligence(standing: Standing) -> bool:
    """Whether this person reads who commanded."""
    return Compartment.HRDDP in standing.compartments


def commanders_for(standing: Standing) -> QuerySet[CommandLink]:
    """Who commanded, of violations this person may see: for holders of the compartment alone."""
    if not holds_due_diligence(standing):
        return CommandLink.objects.none()
    seen = CommandLink.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="violation__")
    )
    return seen.defer("name").select_related("mission", "violation").order_by("-entered_at")


def of_same_unit(standing: Standing, violation: Violation) -> QuerySet[Violation]:
    """Other violations of the same unit, or of the same actor where no unit is named."""
    others = violations_for(standing).exclude(pk=violation.pk)
    if violation.unit_name:
        return others.filter(unit_name__iexact=violation.unit_name)
    if violation.actor_id:
        return others.filter(actor=violation.actor_id)
    return others.none()


def plans_for(standing: Standing) -> QuerySet[ActionPlan]:
    """The action plans this person may see, the latest first."""
    seen = ActionPlan.objects.filter(standing.sees_open(KIND))
    return seen.select_related("mission", "actor").order_by("-signed_on", "-entered_at")


def plan_steps_for(standing: Standing) -> QuerySet[ActionPlanStep]:
    """The steps of plans this person may see; a release of children is told in its compartment."""
    seen = ActionPlanStep.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="plan__")
    )
    return seen.select_related("mission", "plan").order_by("due", "entered_at")


class ReleasedChildren(TypedDict):
    """How many children were released under a plan, as one reader is told."""

    number: int | None
    rounded: bool


def released_under(standing: Standing, plan: ActionPlan) -> ReleasedChildren:
    """How many children a party released, as verified.

    Who holds the compartment reads the number. Others are told full tens only: no two looks at it
    tell of one child, nor of fewer than five.
    """
    rows = ActionPlanStep.objects.filter(
        plan=plan, kind=ActionPlanStep.Kind.RELEASE, verdict="verified"
    )
    total = sum(
        (girls or 0) + (boys or 0)
        for girls, boys in rows.values_list("released_girls", "released_boys")
    )
    if Compartment.MRM in standing.compartments:
        return {"number": total, "rounded": False}
    return {"number": total // TENS * TENS or None, "rounded": True}
