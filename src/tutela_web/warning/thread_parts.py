"""What a thread is made of: which alert was joined to which, and what of it somebody may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Joining(NamedTuple):
    """That an alert was joined to another: to which, when, and which one the thread is read from.

    at   None where it was joined before that was kept
    """

    root: UUID
    into: UUID
    at: datetime | None


class ReadPart(NamedTuple):
    """The part of a thread that is read by somebody who may not read the alert it is read from.

    head   the highest alert of the thread that they may read: to them the thread is read from it
    root   the alert it is read from in truth: for verbs alone, never shown
    under  the others of the thread they may read, each as if it had been joined to the head
    ended  how and when the thread ended, if it did: that ended these alerts too
    """

    head: UUID
    root: UUID
    under: Mapping[UUID, Joining]
    ended: tuple[str, datetime] | None = None

    @property
    def alerts(self) -> list[UUID]:
        """Every alert of the part, the head first."""
        return [self.head, *self.under]
