"""What of the programme rests on mandated tasks that a renewal ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import Renewal, Succeeded, tasks_for
from tutela_web.programme.fields import ACT, LINE_ACT
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.naming import Called, call
from tutela_web.programme.objectives.models import ChainLink, Objective
from tutela_web.programme.objectives.queries import links_for


@dataclass(frozen=True)
class Resting:
    """What rests on a task: the link, how its objective or line is called, whether this person may
    move it."""

    link: ChainLink
    called: Called
    may_move: bool


@dataclass(frozen=True)
class RenewedTask:
    """A task on which somebody decides, with what rests on it."""

    succeeded: Succeeded
    resting: list[Resting]


@dataclass(frozen=True)
class Left:
    """A task that ended, the one that took its place, and what rests on the old one still."""

    task: MandatedTask
    resting: list[Resting]


def resting_on(standing: Standing, tasks: Collection[UUID]) -> dict[UUID, list[Resting]]:
    """What rests on mandated tasks, by task, as far as this person may see it. One query."""
    rows = links_for(standing).filter(task__in=tasks, ended_on=None)
    held: dict[UUID, list[Resting]] = {}
    for link in rows.select_related("objective", "line", "task").order_by("entered_at"):
        end = link.line or link.objective
        if end is None or link.task_id is None:
            continue
        end.mission = standing.mission
        held.setdefault(link.task_id, []).append(Resting(link, call(end), may_move(standing, end)))
    return held


def may_move(standing: Standing, end: Objective | MatrixLine) -> bool:
    """Whether this person keeps the links of an objective or a line."""
    if isinstance(end, MatrixLine):
        return standing.may(LINE_ACT, area=end.area_id)
    return standing.may(ACT)


def renewed_tasks(standing: Standing, renewal: Renewal) -> list[RenewedTask]:
    """The tasks of the old resolution that wait for a decision, with what rests on each."""
    resting = resting_on(standing, [one.task.pk for one in renewal.waiting])
    return [RenewedTask(one, resting.get(one.task.pk, [])) for one in renewal.waiting]


def left_on_ended(standing: Standing, old: Resolution) -> list[Left]:
    """The ended tasks of a resolution on which something rests still. Two queries."""
    rows = tasks_for(standing).filter(
        paragraph__resolution=old, until__isnull=False, state=MandatedTask.State.CONFIRMED
    )
    ended = list(
        rows.select_related(
            "paragraph__resolution", "superseded_by__paragraph__resolution", "mission"
        ).order_by("paragraph__order", "pk")
    )
    resting = resting_on(standing, [one.pk for one in ended])
    return [Left(one, resting[one.pk]) for one in ended if one.pk in resting]
