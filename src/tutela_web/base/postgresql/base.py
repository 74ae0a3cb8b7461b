"""Django's PostgreSQL, whose transactions write at their end what holds all others up."""

from __future__ import annotations

from django.db.backends.postgresql import base

from tutela_web.base.upkeep.last_writes import LastWrites


class PostgresConnection(LastWrites, base.DatabaseWrapper):
    """A connection that writes last what was given to `write_last`."""


DatabaseWrapper = PostgresConnection
"""By the name that Django asks for."""
