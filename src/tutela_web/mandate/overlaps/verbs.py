"""How tasks of UN entities end, and overlaps with the mission's are shared out."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.mandate.models import Division, EntityTask, MandatedTask
from tutela_web.mandate.overlaps.queries import entity_tasks_for
from tutela_web.mandate.queries import ACT
from tutela_web.records import verbs as records


@transaction.atomic
def end_entity_task(task: EntityTask, *, version: int, by: Standing) -> EntityTask:
    """An entity has this task no longer from today on.

    Raises  Denied; Conflict.
    """
    by.require(ACT, of=task)
    return records.edit(
        task,
        {"ended_on": clock.today(by.mission)},
        version=version,
        by=by.person,
        seen=entity_tasks_for(by),
    )


@transaction.atomic
def divide(
    task: MandatedTask, theirs: EntityTask, *, by: Standing, agreed: str = "", question: str = ""
) -> Division:
    """Record how two overlapping tasks are shared out, or what is still open.

    Raises  Denied; BadParameter without words, with both, or for tasks that do not overlap.
    """
    by.require(ACT, of=task)
    if bool(agreed.strip()) == bool(question.strip()):
        raise BadParameter(
            say("an overlap needs an agreed division or an open question"),
            next=say("write one of the two"),
        )
    if task.kind != theirs.kind or task.mission_id != theirs.mission_id:
        raise BadParameter(say("these tasks do not overlap"), next=say("choose one of the list"))
    division = Division(
        task=task,
        entity_task=theirs,
        agreed=agreed.strip(),
        question=question.strip(),
        said_by=post_acting(by, ACT),
        said_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
    )
    return records.create(division, mission=by.mission, by=by.person)
