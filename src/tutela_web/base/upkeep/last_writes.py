"""What a transaction writes last, just before it is kept, whoever asked for it in its midst.

A row that all who write need, as the head of the audit's chain is, would else be held from then on
until the end, while other rows are still waited for: two who hold what the other waits for end in
a deadlock, and everybody queues for as long as the slowest. Here it is held for a moment, after
all else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from tutela_web.base.tables import reading
from tutela_web.base.upkeep import faults, versions

T = TypeVar("T")
V = TypeVar("V")
C = TypeVar("C")


def write_last(keep: Callable[[list[T]], None], *given: T, using: str = DEFAULT_DB_ALIAS) -> None:
    """Do something with what is given, together with what others give to the same, at the end of
    the transaction at hand; at once where there is none. Nothing of it if the transaction fails,
    nor of what was given under a savepoint that was taken back.
    """
    connections[using].write_last(keep, given)  # type: ignore[attr-defined]  # see LastWrites


def _changed_nothing(sql: str, rows: int) -> bool:
    """Whether a statement that might have written found no row to write to.

    Takes   rows, how many it wrote to; -1 where nobody says.
    """
    # SQLite counts the rows of RETURNING as they are fetched.
    return rows == 0 and "RETURNING" not in sql


class LastWrites(BaseDatabaseWrapper):
    """A connection that keeps in mind what is to be written last."""

    kept = lost = 0
    """How many transactions were kept, and how many gave way to others at their end."""

    is_by_itself = False
    """Whether the transaction at hand is that of one statement alone, which nobody began: it is
    no one of those that were kept."""

    reads_only = False
    """Whether all that is read now is read at one moment, and nothing is written meanwhile."""

    _last: list[tuple[set[str | None], Callable[[list[Any]], None], Sequence[Any]]]
    _written: set[str]
    _ending = False

    def __init__(self, settings_dict: dict[str, T], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self._written, self._has_versions = set(), False
        self.execute_wrappers.append(self._watch_statement)

    def _watch_statement(
        self, execute: Callable[..., T], sql: str, values: V, many: bool, context: C
    ) -> T:
        """Tell who records what is read, and raise the versions of what is written: in the
        transaction that writes it, where there is none in one of its own."""
        written = reading.tables_written(str(sql))
        if not written:
            reading.note_statement(self.alias, str(sql), values)
            return execute(sql, values, many, context)
        reading.make_unrepeatable()
        by_itself = self.autocommit and not self.in_atomic_block and self.alias == DEFAULT_DB_ALIAS
        # Some of what names no table refuses to run in a transaction; nor has a connection that
        # somebody made beside the platform's own one to give.
        whole = by_itself and written != {reading.ALL_TABLES} and connections[self.alias] is self
        if self.vendor == "sqlite" and "RETURNING" in str(sql):
            whole = False  # kept once its rows are fetched, and with it what is written until then
        self.is_by_itself = whole
        try:
            with transaction.atomic(using=self.alias) if whole else nullcontext():
                result = execute(sql, values, many, context)
                rows = getattr(result, "rowcount", -1)
                if reading.ALL_TABLES in written or not _changed_nothing(str(sql), rows):
                    self.note_written(*written)
        finally:
            self.is_by_itself = False
        return result

    def note_written(self, *tables: str) -> None:
        """Raise the versions of these tables with the transaction at hand (`versions.py`): for
        what is written past the cursors of Django, too."""
        if self.alias != DEFAULT_DB_ALIAS:
            return
        self._written.update(tables)
        if not self._ends_later() and not self._ending:
            self._raise_versions()

    def _raise_versions(self) -> None:
        """The last that a transaction does: rows that all who write need are held for a moment."""
        tables, self._written = sorted(self._written), set()
        if not tables:
            return
        if reading.ALL_TABLES in tables:
            self._has_versions = False  # they may have been made just now, or taken away
        self._has_versions = self._has_versions or versions.has_table(self)
        if self._has_versions:
            versions.raise_versions(self, tables)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """See `base/upkeep/moment.py`."""
        self.ensure_connection()
        if self.reads_only or self._ends_later():  # a verb reads in the transaction it writes in
            yield
            return
        # A test's own transaction is one moment by itself.
        moment = nullcontext() if self.in_atomic_block else transaction.atomic(using=self.alias)
        self.reads_only = True
        try:
            with moment:
                self._begin_reading()
                yield
        finally:
            self.reads_only = False
            self._end_reading()
            if self._last:
                with transaction.atomic(using=self.alias, savepoint=False):
                    self._write_all()

    def _begin_reading(self) -> None:
        """Let the transaction that has begun see one moment, and refuse whatever writes."""

    def count_written(self) -> int:
        """A number that changes when something is written by this connection."""
        return self.kept

    def _tell_who_waits(self) -> None:
        """Have it told, if the transaction is kept, that something was written; where the database
        itself tells it, nothing."""

    def _end_reading(self) -> None:
        """Let the connection write again."""

    def write_last(self, keep: Callable[[list[T]], None], rows: Sequence[T]) -> None:
        """See `write_last` of this module."""
        reading.make_unrepeatable()
        if self.reads_only or self._ends_later():
            self._last.append((set(self.savepoint_ids), keep, rows))
        else:
            keep(list(rows))

    def connect(self) -> None:
        self._last, self._written, self._has_versions = [], set(), False
        super().connect()

    def commit(self) -> None:
        if self.reads_only:
            super().commit()
            return
        self.in_atomic_block = True  # for what is written now
        try:
            self._end_writing()
            self._tell_who_waits()
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
        self.kept += not self.is_by_itself

    def rollback(self) -> None:
        if not self.reads_only:  # who opened a record has opened it, whatever failed after
            self._last = []
        self._written = set()
        super().rollback()

    def savepoint_commit(self, sid: str) -> None:
        tests_own = self.atomic_blocks and not self._ends_later()
        if tests_own and not self.reads_only:
            self._end_writing()
            self.kept += 1
        super().savepoint_commit(sid)

    def savepoint_rollback(self, sid: str) -> None:
        self._last = [one for one in self._last if sid not in one[0]]
        if not self._ends_later():
            self._written = set()
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

    def _end_writing(self) -> None:
        """What was given, and the versions of all that was written, each version once."""
        self._ending = True
        try:
            self._write_all()
        finally:
            self._ending = False
        self._raise_versions()

    def _write_all(self) -> None:
        together: dict[Callable[[list[Any]], None], list[Any]] = {}
        for _sids, keep, rows in self._last:
            together.setdefault(keep, []).extend(rows)
        self._last = []
        for keep, all_rows in together.items():
            keep(all_rows)
