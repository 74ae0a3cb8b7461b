"""Triggers that guard the audit on both databases: lines stay, and heads move to newer lines alone.

access_auditentry   no line is changed, removed or written over
access_audithead    begins at nothing, moves to a later line that is there, is never removed
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

LINES, HEADS = "access_auditentry", "access_audithead"
REFUSAL = "the audit is append-only"

BACKWARD = (
    "NEW.chain <> OLD.chain OR NEW.number < OLD.number "
    "OR (NEW.number = OLD.number AND NEW.hash <> OLD.hash) "
    f"OR (NEW.number > OLD.number AND NOT EXISTS (SELECT 1 FROM {LINES} "
    "WHERE chain = NEW.chain AND number = NEW.number AND hash = NEW.hash))"  # nosec B608 # names of tables of ours
)
"""A move of a head that no appended line explains; the seal of the same line may be renewed."""

GUARDS = (
    # name, before what, table, when
    ("audit_no_update", "UPDATE", LINES, ""),
    ("audit_no_delete", "DELETE", LINES, ""),
    ("audit_head_forward", "UPDATE", HEADS, BACKWARD),
    ("audit_head_no_delete", "DELETE", HEADS, ""),
    ("audit_head_from_nothing", "INSERT", HEADS, "NEW.number <> 0 OR NEW.hash <> ''"),
)
ON_SQLITE = (
    # REPLACE removes the row it meets without asking what guards against removal
    (
        "audit_no_replace",
        "INSERT",
        LINES,
        f"EXISTS (SELECT 1 FROM {LINES} WHERE id = NEW.id "
        "OR (chain = NEW.chain AND number = NEW.number))",  # nosec B608 # names of tables of ours
    ),
    (
        "audit_head_no_replace",
        "INSERT",
        HEADS,
        f"EXISTS (SELECT 1 FROM {HEADS} WHERE chain = NEW.chain)",  # nosec B608 # names of tables of ours
    ),
)
ON_POSTGRES = (
    ("audit_no_truncate", "TRUNCATE", LINES, ""),
    ("audit_head_no_truncate", "TRUNCATE", HEADS, ""),
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; nothing happens if they are there already."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for emptying a test database, and for nothing else."""
    with connection.cursor() as cursor:
        for name, _what, table, _when in _guards(connection.vendor):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _guards(vendor: str) -> tuple[tuple[str, str, str, str], ...]:
    return GUARDS + (ON_SQLITE if vendor == "sqlite" else ON_POSTGRES)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {table} "
            f"{f'WHEN {when} ' if when else ''}BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, what, table, when in _guards(vendor)
        ]
    # A condition of a trigger may not look into another table: the function does.
    return [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE OR REPLACE FUNCTION audit_head_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {BACKWARD} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {what} ON {table} "
            f"FOR EACH {'STATEMENT' if what == 'TRUNCATE' else 'ROW'} "
            + (f"WHEN ({when}) " if when and when != BACKWARD else "")
            + f"EXECUTE FUNCTION {'audit_head_refuse' if when == BACKWARD else 'audit_refuse'}()"
            for name, what, table, when in _guards(vendor)
        ),
        # Else a session that calls itself a replica (session_replication_role) meets none of them.
        *(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
            for name, _what, table, _when in _guards(vendor)
        ),
    ]
