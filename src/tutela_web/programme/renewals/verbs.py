"""How objectives and lines come to rest on the task that took another's place."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from tutela_web.access.policy import Standing
from tutela_web.programme.objectives.models import ChainLink
from tutela_web.programme.objectives.verbs import join, part


@transaction.atomic
def rest_on_successors(links: Iterable[ChainLink], *, by: Standing) -> list[ChainLink]:
    """Let what rests on tasks that ended rest on those that took their place; a link to a task
    nothing took the place of stays, to be looked at.

    Gives   the links to the new tasks.
    Raises  Denied; Conflict.
    """
    moved = []
    for link in links:
        holder = link.line or link.objective
        after = link.task.superseded_by_id if link.task else None
        if holder is None or after is None:
            continue
        end = "line" if link.line_id else "objective"
        there = ChainLink.objects.filter(**{end: holder}, task=after, ended_on=None).exists()
        part(link, version=link.version, by=by)
        if not there:
            moved.append(join(holder, "task", after, by=by))
    return moved
