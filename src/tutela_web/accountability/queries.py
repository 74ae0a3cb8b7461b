"""How the register, its steps, findings, commanders and action plans are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet

from tutela.base.disclosure import cells_to_show
from tutela.base.later import np
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.accountability.models import (
    ActionPlan,
    ActionPlanStep,
    CommandLink,
    HostInvestigation,
    InvestigationStep,
    JusticeHelp,
    JusticeWork,
    StatusFinding,
    Violation,
    ViolationStep,
)
from tutela_web.incidents.lists.queries import FINDINGS

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


def investigations_for(standing: Standing) -> QuerySet[HostInvestigation]:
    """The host's investigations of violations this person may see, with their steps."""
    seen = HostInvestigation.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="violation__")
    )
    rows = seen.select_related("mission", "violation").prefetch_related("steps")
    return rows.order_by("opened_on", "entered_at")


def investigation_steps_for(standing: Standing) -> QuerySet[InvestigationStep]:
    """The steps of investigations this person may see."""
    seen = InvestigationStep.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="investigation__violation__")
    )
    return seen.select_related("mission", "investigation")


def help_for(standing: Standing) -> QuerySet[JusticeHelp]:
    """Help towards justice with its numbers: for those who keep the register, of their cases."""
    if not standing.may(KEEP):
        return JusticeHelp.objects.none()
    return _help_seen(standing)


def _help_seen(standing: Standing) -> QuerySet[JusticeHelp]:
    seen = JusticeHelp.objects.filter(
        standing.sees_open(KIND), standing.sees_open(KIND, at="violation__")
    )
    return seen.select_related("mission", "violation")


@dataclass(frozen=True)
class HelpTold:
    """Help towards justice as a violation tells it.

    offices  what was offered, how it was answered and by which office, once each
    counts   an answer in words, and its numbers in the order of JusticeHelp.COUNTED; None where
             fewer than five are hidden
    """

    offices: list[tuple[str, str, str]]
    counts: list[tuple[str, list[int | None]]]


def help_on(standing: Standing, violation: Violation) -> HelpTold:
    """Help towards justice on a violation this person may see. One query."""
    rows = list(_help_seen(standing).filter(violation=violation))
    counts = np.array(
        [
            [
                sum(getattr(row, name) or 0 for row in rows if row.answer == answer)
                for name in JusticeHelp.COUNTED
            ]
            for answer in JusticeHelp.Answer
        ],
        dtype=np.int64,
    )
    shown = cells_to_show(counts, totals=False)
    return HelpTold(
        offices=sorted(
            {
                (str(row.get_kind_display()), str(row.get_answer_display()), row.office)
                for row in rows
            }
        ),
        counts=[
            (
                str(answer.label),
                [
                    int(count) if is_shown else None
                    for count, is_shown in zip(counts[row], shown[row], strict=True)
                ],
            )
            for row, answer in enumerate(JusticeHelp.Answer)
        ]
        if rows
        else [],
    )


def justice_work_for(standing: Standing) -> QuerySet[JusticeWork]:
    """Transitional justice this person may see, by area, what stands still first."""
    seen = JusticeWork.objects.filter(standing.sees_open(KIND))
    return seen.select_related("mission", "area").order_by("area__name", "name", "pk")


def direct_part_in(standing: Standing, incidents: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Of incidents by harm: of how many a finding on a violation this person may see says that they
    took a direct part in hostilities. One query, none for who reads no violations."""
    if not standing.reads(KIND):
        return {}
    rows = findings_for(standing).filter(violation__incident__in=list(incidents)).order_by()
    persons_by_harm: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pk, harm, persons in rows.values_list("violation__incident", "violation__harm", "persons"):
        persons_by_harm[pk][harm] += persons
    return {pk: dict(by_harm) for pk, by_harm in persons_by_harm.items()}


def connect() -> None:
    """Tell the room of incidents, which lies below, of whom a finding says otherwise."""
    FINDINGS[:] = [direct_part_in]
