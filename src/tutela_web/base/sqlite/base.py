"""Django's SQLite, in which transactions of all threads and processes queue for the one writer.

SQLite's own waiting is no queue: whoever looks at the right moment goes first, and who looks too
early sleeps for up to a tenth of a second. In a night of many messages some wait for half a minute
that way. Here a transaction first takes its turn: within a process in the order they came, between
processes by a lock on a file, which the system lets go when a process dies.

A connection to the main database is kept from one request, round or job of a thread to the next
(docs/adr/0096): its first statement reads the names of five thousand tables and indexes, which
took longer than many a page. What is kept is looked at before it serves again, and opened anew
where it would not read what stands in the file now, or not as fast.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakSet

from django.db.backends.sqlite3 import base
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

from tutela_web.base.upkeep.last_writes import LastWrites

LOOKS_EACH_SECONDS = 0.002
MOST_PLANS = 2**31
"""The file's own number (`PRAGMA user_version`) is one of 32 bits with a sign."""

_turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
_making = threading.Lock()
_opened: WeakSet[DatabaseWrapper] = WeakSet()
"""Those that may have a file open in this process, whichever thread is theirs."""
_left_behind: list[sqlite3.Connection] = []
"""In a forked child: what its parent has open. To close it here would be to close it there."""


class OpenedAs(NamedTuple):
    """What a connection was opened on: the file itself, whatever it is called now, and the
    number of times its planner has learned the sizes of tables."""

    device: int
    inode: int
    plans: int


class DatabaseWrapper(LastWrites, base.DatabaseWrapper):
    """A connection that takes its turn before it begins, and gives it up at the end."""

    _turn: tuple[threading.Lock, int] | None = None
    _opened_as: OpenedAs | None = None

    def get_new_connection(self, conn_params: dict[str, str | float | bool | None]) -> Any:
        self._cursors: WeakSet[base.SQLiteCursorWrapper] = WeakSet()
        if self.is_in_memory_db():
            return super().get_new_connection(conn_params)
        # A file SQLite makes itself others may read; its -wal and -shm take after it. What
        # is refused here is refused again below, and told there.
        with suppress(OSError):
            make_absent_file(self.settings_dict["NAME"])
        file = self._find_file()  # before it is opened: what takes its place meanwhile is another
        with _making:
            _opened.add(self)
        made = super().get_new_connection(conn_params)
        self._opened_as = file and OpenedAs(*file, _count_plans(made))
        return made

    def create_cursor(self, name: str | None = None) -> base.SQLiteCursorWrapper:
        cursor: base.SQLiteCursorWrapper = super().create_cursor(name)
        self._cursors.add(cursor)
        return cursor

    def count_written(self) -> int:
        return 0 if self.connection is None else int(self.connection.total_changes)

    def close_if_unusable_or_obsolete(self) -> None:
        """Close what may not serve the next request, round or job: a connection that met a fault,
        has an unfinished transaction, or was opened on another file or by older plans."""
        failed = self.errors_occurred
        super().close_if_unusable_or_obsolete()
        if self.connection is None or self.in_atomic_block:
            return
        # A result that nobody read to its end, or let go of, would hold all that is read next at
        # the moment it was asked for.
        for cursor in list(self._cursors):
            cursor.close()
        if failed or self.connection.in_transaction or self._is_obsolete():
            self.close()

    def _is_obsolete(self) -> bool:
        """Whether the file was replaced, or its planner learned anew, since this was opened."""
        if self.is_in_memory_db():
            return False
        file = self._find_file()
        try:
            return file is None or self._opened_as != OpenedAs(*file, _count_plans(self.connection))
        except sqlite3.Error:
            return True

    def _find_file(self) -> tuple[int, int] | None:
        """Device and inode of the file that has the database's name now; None where none has."""
        try:
            status = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _start_transaction_under_autocommit(self) -> None:
        if self.reads_only:  # waits for nobody, and sees what stood when it asked first
            self.cursor().execute("BEGIN DEFERRED")
            return
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _begin_reading(self) -> None:
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA query_only = ON")

    def _end_reading(self) -> None:
        if self.connection is not None:
            with self.wrap_database_errors:
                self.connection.execute("PRAGMA query_only = OFF")

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        """Wait for the turn, as long as the connection would wait for the database."""
        if self.is_in_memory_db() or self._turn is not None:
            return
        name = str(self.settings_dict["NAME"])
        ends = time.monotonic() + self.settings_dict["OPTIONS"].get("timeout", 5)
        here = _turns[name]
        if not here.acquire(timeout=ends - time.monotonic()):
            raise OperationalError("database is locked")
        try:
            among_all = _take_lock(f"{name}-turn", ends)
        except BaseException:
            here.release()
            raise
        self._turn = here, among_all

    def _end_turn(self) -> None:
        if self._turn is not None:
            (here, among_all), self._turn = self._turn, None
            os.close(among_all)
            here.release()


def _count_plans(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def raise_planning_stamp(cursor: CursorWrapper) -> None:
    """Have every kept connection opened anew before it serves again: its plans were made before
    the sizes of tables were learned, and SQLite itself looks at these only as it opens a file.
    """
    cursor.execute("PRAGMA user_version")
    plans = (cursor.fetchone()[0] + 1) % MOST_PLANS
    cursor.execute(f"PRAGMA user_version = {plans:d}")


# --- forks: SQLite forbids that a child touches what its parent has open


def _close_before_fork() -> None:
    _making.acquire()
    for opened in list(_opened):
        mine = opened._thread_ident == threading.get_ident()  # type: ignore[attr-defined]
        if mine and not opened.in_atomic_block:
            opened.close()


def _leave_to_parent() -> None:
    """In the child: forget, without closing it, whatever of the parent's is still open."""
    for opened in list(_opened):
        if opened.connection is not None:
            _left_behind.append(opened.connection)
            opened.connection = None
    _turns.clear()
    _making.release()


os.register_at_fork(
    before=_close_before_fork,
    after_in_parent=_making.release,
    after_in_child=_leave_to_parent,
)


def make_absent_file(path: str | Path) -> None:
    """Make the file of a database, closed to other accounts, where there is none; one that is
    there is never opened.

    Whatever closes a file, even one it only looked at, takes from its whole process the locks by
    which SQLite knows that others are there (https://sqlite.org/howtocorrupt.html, 2.2). The next
    process to close its connection believes itself the last and deletes the write-ahead log under
    those who write: what they were told is saved is gone, and pages of the two are mixed.

    Raises  OSError where the file cannot be made.
    """
    with _making:  # no thread connects between making the file and closing it
        try:
            file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return
        os.close(file)


def _take_lock(path: str, ends: float) -> int:
    """The file locked by this process, open as long as the lock is held."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            if time.monotonic() > ends:
                os.close(file)
                raise OperationalError("database is locked") from held
            time.sleep(LOOKS_EACH_SECONDS)
        else:
            return file
