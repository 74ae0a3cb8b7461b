"""What a transaction writes last, just before it is kept, whoever asked for it in its midst.

A row that all who write need, as the head of the audit's chain is, would else be held from then on
until the end, while other rows are still waited for: two who hold what the other waits for end in
a deadlock, and everybody queues for as long as the slowest. Here it is held for a moment, after
all else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from tutela_web.base.upkeep import faults

T = TypeVar("T")


def write_last(keep: Callable[[list[T]], None], *given: T, using: str = DEFAULT_DB_ALIAS) -> None:
    """Do something with what is given, together with what others give to the same, at the end of
    the transaction at hand; at once where there is none. Nothing of it if the transaction fails,
    nor of what was given under a savepoint that was taken back.
    """
    connections[using].write_last(keep, given)  # type: ignore[attr-defined]  # see LastWrites


class LastWrites(BaseDatabaseWrapper):
    """A connection that keeps in mind what is to be written last."""

    kept = lost = 0
    """How many transactions were kept, and how many gave way to others at their end."""

    _last: list[tuple[set[str | None], Callable[[list[Any]], None], Sequence[Any]]]

    def write_last(self, keep: Callable[[list[T]], None], rows: Sequence[T]) -> None:
        """See `write_last` of this module."""
        if self._ends_later():
            self._last.append((set(self.savepoint_ids), keep, rows))
        else:
            keep(list(rows))

    def connect(self) -> None:
        self._last = []
        super().connect()

    def commit(self) -> None:
        self.in_atomic_block = True  # for what is written now
        try:
            self._write_all()
        except BaseException:
            self.in_atomic_block = False
            self.rollback()
            raise
        self.in_atomic_block = False
        try:
            super().commit()
        except OperationalError as error:
            self.lost += faults.lost_a_race(error)
            raise
        self.kept += 1

    def rollback(self) -> None:
        self._last = []
        super().rollback()

    def savepoint_commit(self, sid: str) -> None:
        if self.atomic_blocks and not self._ends_later():  # the transaction is a test's
            self._write_all()
            self.kept += 1
        super().savepoint_commit(sid)

    def savepoint_rollback(self, sid: str) -> None:
        self._last = [one for one in self._last if sid not in one[0]]
        super().savepoint_rollback(sid)

    def _ends_later(self) -> bool:
        """Whether a transaction is at hand whose end is heard of. Of those within a test's own,
        which is never kept, the end is that of their savepoint."""
        ours = [
            block
            for block in self.atomic_blocks
            if not block._from_testcase  # type: ignore[attr-defined]  # the stubs leave it out
        ]
        if len(ours) == len(self.atomic_blocks):
            return bool(ours)
        return any(block.savepoint for block in ours)

    def _write_all(self) -> None:
        together: dict[Callable[[list[Any]], None], list[Any]] = {}
        for _sids, keep, rows in self._last:
            together.setdefault(keep, []).extend(rows)
        self._last = []
        for keep, all_rows in together.items():
            keep(all_rows)
