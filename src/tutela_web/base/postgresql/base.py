"""Django's PostgreSQL, whose transactions write at their end what holds all others up, and whose
pool is emptied where the server cut one of its lines.

The pool's own check is not enough: it looks at one line after the other and rests between them,
twice as long each time. After a restart, which cuts all of them, whoever came next was answered
that the database is away, until each line had cost somebody a page.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from tutela_web.base.postgresql.written import TELL
from tutela_web.base.upkeep.last_writes import LastWrites


class PostgresConnection(LastWrites, base.DatabaseWrapper):
    """A connection that writes last what was given to `write_last`, and tells who waits that
    something was written."""

    def get_new_connection(self, conn_params: dict[str, str | int | bool | None]) -> Any:
        line = super().get_new_connection(conn_params)
        pool = self.pool
        if pool is None:
            return line
        try:
            ConnectionPool.check_connection(line)
        except psycopg.OperationalError:
            pool.putconn(line)
            pool.drain()  # those that lie in it were cut with it
            line = super().get_new_connection(conn_params)
        return line

    _told = 0

    def count_written(self) -> int:
        return self._told

    def _tell_who_waits(self) -> None:
        if self.alias == DEFAULT_DB_ALIAS:
            with self.wrap_database_errors:
                self._told += self.connection.execute(TELL).rowcount

    def _begin_reading(self) -> None:
        if all(not block._from_testcase for block in self.atomic_blocks):  # type: ignore[attr-defined]
            with self.wrap_database_errors:
                self.connection.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                )


DatabaseWrapper = PostgresConnection
"""By the name that Django asks for."""
