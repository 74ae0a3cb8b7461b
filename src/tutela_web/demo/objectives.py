"""Invented objectives, what they answer, and the chain from the mandate to a tasking: whole in one
place, broken in others."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Tasking
from tutela_web.mandate.models import MandatedTask
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.kind_verbs import ObjectiveInput, set_objective
from tutela_web.programme.objectives.models import ChainLink, Objective
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.objectives.verbs import join, match_plan
from tutela_web.records.kind_verbs import create_record

Aim = tuple[ObjectiveInput, tuple[str, ...], tuple[str, ...]]
AIMS: tuple[Aim, ...] = (
    (
        {
            "words": "Families around Luma fetch water and go to market unharmed",
            "term": "immediate",
            "tiers": [2],
            "aim": "the talks on grazing before the rains",
            "end_state": "Eight weeks without an attack on the path, and the market open",
        },
        ("physical_protection", "presence"),
        ("M-001", "M-005"),
    ),
    (
        {
            "words": "Herders and farmers settle grazing without arms",
            "term": "medium",
            "tiers": [1, 2],
            "aim": "the accord on land of the two counties",
            "end_state": "An agreed season, kept for a year",
        },
        ("political_process", "reconciliation"),
        ("M-002",),
    ),
    (
        {
            "words": "The county police and courts answer for those who attack people",
            "term": "longer",
            "tiers": [3],
            "aim": "the reform of justice",
            "end_state": "Every killing has a file",
        },
        ("security_sector",),
        (),
    ),
)
"""Objectives with the kinds of tasks they answer and the lines that serve them. The third answers
no risk and no line serves it, and two lines serve none: breaks to be found."""


@transaction.atomic
def add(mission: Mission, who: Callable[[str], Standing]) -> None:
    """Set them once, after the mandate and the matrix; join the tasking of the newest alerts anew.

    Takes   who, the standing of an account by its last part.
    """
    by = who("adviser")
    lines = {one.code: one for one in MatrixLine.objects.filter(mission=mission, invented=True)}
    if not lines:
        return
    if not Objective.objects.filter(mission=mission).exists():
        _set(mission, lines, by)
    tasking = Tasking.objects.filter(alert__mission=mission, alert__invented=True).first()
    patrol = lines["M-001"]
    if tasking and not ChainLink.objects.filter(line=patrol, tasking=tasking).exists():
        join(patrol, "tasking", tasking.pk, by=by)


def _set(mission: Mission, lines: dict[str, MatrixLine], by: Standing) -> None:
    tasks = [
        task
        for task in MandatedTask.objects.filter(mission=mission, state="confirmed")
        if task.holds(by.on)
    ]
    for fields, kinds, served in AIMS:
        answers = [task for task in tasks if task.kind in kinds]
        named = {lines[code].risk for code in served if code in lines}
        risks = {risk for risk in named if risk is not None}
        wanted: ObjectiveInput = {**fields, "tasks": answers, "risks": risks}
        aim = set_objective(wanted, by=by, invented=True)
        for code in served:
            if code in lines:
                join(lines[code], "objective", aim.pk, by=by)
    county = {
        "kind": "host",
        "title": "Peace plan of the county of Luma (invented)",
        "whose": "County commissioner",
        "fits": "Both name the path to the water point; the county sends no police there.",
    }
    plan = create_record(LINKED_PLAN, county, by=by, invented=True)
    water = Objective.objects.filter(mission=mission).order_by("number").first()
    match_plan(
        plan, {"theirs": "Water points open all day", "objective": water, "fit": "shared"}, by=by
    )
    match_plan(plan, {"theirs": "Arms handed in before the harvest", "fit": "unmatched"}, by=by)
