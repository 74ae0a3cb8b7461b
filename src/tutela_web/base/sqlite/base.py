"""Django's SQLite, in which transactions of all threads and processes queue for the one writer.

SQLite's own waiting is no queue: whoever looks at the right moment goes first, and who looks too
early sleeps for up to a tenth of a second. In a night of many messages some wait for half a minute
that way. Here a transaction first takes its turn: within a process in the order they came, between
processes by a lock on a file, which the system lets go when a process dies.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from tutela_web.base.upkeep.last_writes import LastWrites

LOOKS_EACH_SECONDS = 0.002

_turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
_making = threading.Lock()


class DatabaseWrapper(LastWrites, base.DatabaseWrapper):
    """A connection that takes its turn before it begins, and gives it up at the end."""

    _turn: tuple[threading.Lock, int] | None = None

    def get_new_connection(self, conn_params: dict[str, str | float | bool | None]) -> Any:
        if not self.is_in_memory_db():
            # A file SQLite makes itself others may read; its -wal and -shm take after it. What
            # is refused here is refused again below, and told there.
            with suppress(OSError):
                make_absent_file(self.settings_dict["NAME"])
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

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
