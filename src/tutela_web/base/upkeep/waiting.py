"""The one home of waiting: a part sleeps until something was written, or until its next moment.

Whatever was written anywhere wakes whoever waits. SQLite tells it by a number of the connection
(`PRAGMA data_version`), which is looked at each second and costs microseconds; PostgreSQL tells it
on a line of its own, outside the pool. Wakes may be lost: whoever waits says until when at the
latest, by the clock on the wall, and never sleeps longer than `LONGEST_SECONDS`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from tutela_web.base.clock import real_now
from tutela_web.base.postgresql.written import CHANNEL
from tutela_web.base.upkeep.rounds_lock import open_line

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

LONGEST_SECONDS = 30.0
AGAIN_SECONDS = 5.0
"""A line to PostgreSQL that broke is opened again after so long; meanwhile all is looked at."""


class Woken(Enum):
    """Why somebody woke."""

    WRITTEN = "something was written"
    DUE = "the moment has come"
    LONGEST = "nobody said anything for as long as anybody sleeps"
    STOPPED = "it is told to stop"


class WriteWatch:
    """Whether anything was written to the main database since it was last looked at, by anybody
    else than this thread. A look that cannot tell says yes."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._version = -1
        self._line: psycopg.Connection[Any] | None = None
        self._open_again_at = 0.0

    def look(self) -> bool:
        """Whether anything was; to be asked before what was written is read, not after."""
        return (
            self._read_notices() if connection.vendor == "postgresql" else self._compare_versions()
        )

    def close(self) -> None:
        """Let go of the line, if there is one."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _compare_versions(self) -> bool:
        connection.ensure_connection()
        handle = connection.connection
        version = int(handle.execute("PRAGMA data_version").fetchone()[0])
        same = handle is self._handle and version == self._version
        self._handle, self._version = handle, version
        return not same

    def _read_notices(self) -> bool:
        try:
            if self._line is None:
                if time.monotonic() < self._open_again_at:
                    return True
                self._open_again_at = time.monotonic() + AGAIN_SECONDS
                self._line = open_line(f"tutela waits {settings.MACHINE}")
                self._line.execute(f"LISTEN {CHANNEL}")
                return True  # nobody knows what was said before
            # What this thread wrote itself it knows; told it again it would never rest.
            own = connection.connection.info.backend_pid if connection.connection else 0
            return any([note.pid != own for note in self._line.notifies(timeout=0)])  # read all
        except psycopg.OperationalError:
            log.error("who waits looks each second: the line to the database broke")
            self.close()
            return True


def wait(
    watch: WriteWatch,
    until: datetime,
    *,
    sleep: Callable[[float], bool | None],
    wanted: Callable[[], bool],
    look_seconds: float,
) -> Woken:
    """Sleep until something was written, or the moment has come.

    Takes   until, in real time; sleep, which may end sooner where one is told to stop; wanted,
            whether to go on at all.
    """
    latest = real_now() + timedelta(seconds=LONGEST_SECONDS)
    # By the clock that nobody sets too: one set back would make the sleep an hour longer.
    latest_monotonic = time.monotonic() + LONGEST_SECONDS
    while wanted():
        if watch.look():
            return Woken.WRITTEN
        now = real_now()
        if now >= latest or time.monotonic() >= latest_monotonic:
            return Woken.LONGEST
        if now >= until:
            return Woken.DUE
        sleep(max(0.0, min(look_seconds, (min(until, latest) - now).total_seconds())))
    return Woken.STOPPED
