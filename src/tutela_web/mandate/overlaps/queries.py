"""Where mandated tasks and those of UN entities overlap: of one kind, both in force."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Division, EntityTask, MandatedTask
from tutela_web.mandate.queries import KIND, task_list


def entity_tasks_for(standing: Standing) -> QuerySet[EntityTask]:
    """The tasks of UN entities this person may see."""
    return EntityTask.objects.filter(standing.sees_open(KIND)).select_related("mission")


@dataclass(frozen=True)
class Overlap:
    """A mandated task and an entity's, and what was last said of how they are shared out."""

    task: MandatedTask
    theirs: EntityTask
    division: Division | None

    @property
    def open(self) -> bool:
        """Whether no division is agreed."""
        return self.division is None or not self.division.agreed


def overlaps(standing: Standing) -> list[Overlap]:
    """Every overlap, those without an agreed division first. Three queries."""
    held = [one for one, holds in task_list(standing, {}) if holds and one.kind]
    lasts = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    theirs = list(entity_tasks_for(standing).filter(lasts))
    said = Division.objects.filter(standing.sees_open(KIND)).select_related("said_by")
    latest = {(one.task_id, one.entity_task_id): one for one in said}
    rows = [
        Overlap(task, one, latest.get((task.pk, one.pk)))
        for task in held
        for one in theirs
        if one.kind == task.kind
    ]
    return sorted(rows, key=lambda row: not row.open)
