"""Whose turn the rounds are: of all machines one process goes them, by a lock of PostgreSQL.

The lock belongs to a connection that does nothing else. It is gone when that process ends, however
it ends; where its machine is cut off, once the server has found its line dead. On SQLite there is
one machine, and every process goes its rounds.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    import psycopg

ROUNDS = (0x7475746C, 1)
"""The two numbers of the lock; PostgreSQL keeps it apart for each database."""

DEAD_LINE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""A machine that is cut off is taken for dead after 25 seconds."""

log = logging.getLogger(__name__)


class TurnOfRounds:
    """The turn of this process to go the rounds; asked before each of them."""

    def __init__(self) -> None:
        self._line: psycopg.Connection[Any] | None = None

    def is_ours(self) -> bool:
        """Whether this process goes the rounds now: it holds the lock, or takes it as it is free.

        Where the database does not answer nobody's turn is told.
        """
        if connection.vendor != "postgresql":
            return True
        import psycopg  # an install on SQLite has no use for it

        try:
            if self._line is not None:
                self._line.execute("SELECT 1")  # a lock lives as long as its line
                return True
            line = open_line(f"tutela rounds {settings.MACHINE}")
            taken = line.execute("SELECT pg_try_advisory_lock(%s, %s)", ROUNDS).fetchone()
        except psycopg.OperationalError:
            log.error("the turn of the rounds waits: the database is away")
            self.give_back()
            return False
        if taken is None or not taken[0]:
            line.close()
            return False
        self._line = line
        return True

    def give_back(self) -> None:
        """Let another process go the rounds: at once, not once the server sees the line's end."""
        if self._line is not None:
            import psycopg

            with suppress(psycopg.OperationalError):  # a line that broke holds nothing
                self._line.execute("SELECT pg_advisory_unlock(%s, %s)", ROUNDS)
            self._line.close()
            self._line = None


@dataclass(frozen=True)
class Holder:
    """The machine that goes the rounds, and since when its process has held the turn."""

    machine: str
    since: datetime


def holder() -> Holder | None:
    """Who goes the rounds now; None where nobody does, or the database knows no such turn."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # as it is now, within a transaction too
        cursor.execute(
            "SELECT a.application_name, a.backend_start FROM pg_locks l"
            " JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            ROUNDS,
        )
        session = cursor.fetchone()
    return Holder(session[0].removeprefix("tutela rounds "), session[1]) if session else None


def open_line(name: str) -> psycopg.Connection[Any]:
    """A connection of its own to the main database, beside Django's, under a name that the
    server's list of sessions shows."""
    import psycopg

    return psycopg.connect(**line_parameters(name), autocommit=True)


def line_parameters(name: str) -> dict[str, Any]:
    """How such a connection is opened."""
    of = connection.settings_dict
    said = {
        "dbname": of["NAME"],
        "user": of["USER"],
        "password": of["PASSWORD"],
        "host": of["HOST"],
        "port": of["PORT"],
    }
    of_address = {key: value for key, value in of["OPTIONS"].items() if key.startswith("ssl")}
    return (
        {key: value for key, value in said.items() if value}
        | of_address
        | {
            "application_name": name[:60],
            "connect_timeout": 5,
            "options": DEAD_LINE,
        }
    )
