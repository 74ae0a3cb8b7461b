"""Triggers that forbid changing or deleting a line of the audit, on both databases."""

from __future__ import annotations

from typing import Any

TABLE = "access_auditentry"
REFUSAL = "the audit is append-only"


def create(connection: Any) -> None:
    """Put the triggers in place; nothing happens if they are there already."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the triggers away: for emptying a test database, and for nothing else."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}{on}")


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS audit_no_{what} BEFORE {what.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for what in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER audit_no_{what} BEFORE {what.upper()} ON {TABLE} "
            f"FOR EACH {'STATEMENT' if what == 'truncate' else 'ROW'} "
            "EXECUTE FUNCTION audit_refuse()"
            for what in ("update", "delete", "truncate")
        ),
    ]
