"""How an objective is set, by its kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, cast

from django.db import transaction

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.mandate.models import MandatedTask
from tutela_web.programme.objectives.kind import OBJECTIVE
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.verbs import join
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk


class ObjectiveInput(TypedDict, total=False):
    """A new objective; `tasks` and `risks` are the records it answers from the first."""

    words: str
    term: str
    tiers: list[int]
    aim: str
    end_state: str
    ended_on: date | None
    classification: int
    area: DutyArea | None
    tasks: Iterable[MandatedTask]
    risks: Iterable[Risk]


@transaction.atomic
def set_objective(fields: ObjectiveInput, *, by: Standing, invented: bool = False) -> Objective:
    """Set an objective under the next number; a number is never given twice.

    Raises  as create_record; as `join`.
    """
    answered = [("task", task.pk) for task in fields.get("tasks") or ()]
    answered += [("risk", risk.pk) for risk in fields.get("risks") or ()]
    values = cast(dict[str, FieldValue], fields)
    own = {name: value for name, value in values.items() if name not in ("tasks", "risks")}
    objective: Objective = create_record(OBJECTIVE, own, by=by, invented=invented)
    for name, pk in answered:
        join(objective, name, pk, by=by)
    return objective
