"""Triggers by which a database refuses what no verb does, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

Guard = tuple[str, str, str, str]
"""The name of a guard, before what it asks, of which table, when it refuses; always if empty."""

Elsewhere = Mapping[str, tuple[str, str]]
"""Conditions that look into another table, with the function that asks them on PostgreSQL, where a
condition of a trigger may not, and the row which that gives back."""


def create_guards(
    connection: BaseDatabaseWrapper,
    guards: Sequence[Guard],
    refusal: str,
    function: str,
    elsewhere: Elsewhere,
) -> None:
    """Put guards in place, as they are now.

    Takes   refusal, what the database says; function, the one that says it on PostgreSQL.
    """
    if connection.vendor == "sqlite":
        statements = _on_sqlite(guards, refusal)
    else:
        statements = _on_postgres(guards, refusal, function, elsewhere)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Take guards away: for emptying a test database, and for nothing else."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in {(guard[0], guard[2]) for guard in guards if guard[2] in tables}:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _on_sqlite(guards: Sequence[Guard], refusal: str) -> list[str]:
    return [
        statement
        for name, what, table, when in guards
        for statement in (
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
            f"{f'WHEN {when} ' if when else ''}BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        )
    ]


def _on_postgres(
    guards: Sequence[Guard], refusal: str, function: str, elsewhere: Elsewhere
) -> list[str]:
    conditions = {when for _name, _what, _table, when in guards}
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
        *(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {when} THEN RAISE EXCEPTION '{refusal}'; END IF; RETURN {row}; END $$"
            for when, (name, row) in elsewhere.items()
            if when in conditions
        ),
        *(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {what} ON {table} "
            f"FOR EACH {'STATEMENT' if what == 'TRUNCATE' else 'ROW'} "
            + (f"WHEN ({when}) " if when and when not in elsewhere else "")
            + f"EXECUTE FUNCTION {elsewhere.get(when, (function, ''))[0]}()"
            for name, what, table, when in guards
        ),
        # Else a session that calls itself a replica (session_replication_role) meets none of them.
        *(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
            for name, _what, table, _when in guards
        ),
    ]
