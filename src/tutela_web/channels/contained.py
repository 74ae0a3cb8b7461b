"""What is sent in an exercise leaves nothing: it is kept in the ledger, and read in the exercise.

The one guard of all that leaves for outside: mails, texts, pushes, webhooks, what is asked of
servers of forms, the public feed. Each asks here before it opens a connection or answers the world.
Which missions are exercises is for the room of missions to say (`EXERCISES`).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet

from tutela_web.base.clock import real_now
from tutela_web.channels.models import Message

EXERCISES: list[Callable[[], QuerySet]] = []
"""The keys of the missions that are exercises, as a query."""


def is_contained(mission_id: UUID | None) -> bool:
    """Whether nothing of this mission may leave. One query."""
    if mission_id is None:
        return False
    return any(exercises().filter(pk=mission_id).exists() for exercises in EXERCISES)


def keep(due: QuerySet[Message]) -> int:
    """Of messages that would leave now, keep those of exercises; gives how many. One query.

    They are never sent: no round takes them up, and who lets go on what was held back leaves them.
    """
    number = 0
    for exercises in EXERCISES:
        number += due.filter(mission_id__in=exercises().values("pk")).update(
            state=Message.State.KEPT, fault=Message.Fault.EXERCISE, tried_at=real_now()
        )
    return number
