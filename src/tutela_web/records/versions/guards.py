"""Triggers that keep versions as they were written, on both databases.

A version is changed or removed only while a rewriting of its record is open, which is in the same
transaction: a rewriting that stays open names a row that is never there, and the database refuses
to commit that. Rewritings stay, and are closed once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from tutela_web.base.tables.guards import Guard, create_guards, drop_guards
from tutela_web.records.versions.models import EVERY_TABLE, Rewriting

REFUSAL = "versions of records are append-only"
VERSION_TABLES = sorted(row._meta.db_table for row in EVERY_TABLE)
REWRITINGS = Rewriting._meta.db_table

CLOSED = (
    f"NOT EXISTS (SELECT 1 FROM {REWRITINGS} "  # nosec B608 # names of tables of ours
    "WHERE record = OLD.record AND kind = OLD.kind AND open_id IS NOT NULL)"
)
MOVED = " OR ".join(
    (CLOSED, *(f"NEW.{name} <> OLD.{name}" for name in ("record", "kind", "number", "act")))
)
"""A change of a version that no open rewriting allows, or that makes it one of another record."""

REOPENED = (
    "OLD.open_id IS NULL OR NEW.open_id IS NOT NULL OR NEW.record <> OLD.record "
    "OR NEW.kind <> OLD.kind OR NEW.why <> OLD.why OR NEW.made_at <> OLD.made_at"
)
"""A change of a rewriting that is not its closing."""

LOOKING_ELSEWHERE = {CLOSED: ("version_refuse_removal", "OLD"), MOVED: ("version_refuse", "NEW")}


def _guards(connection: BaseDatabaseWrapper) -> Sequence[Guard]:
    """The guards of the tables that are there: a release of before had none of these."""
    there = set(connection.introspection.table_names())
    return [guard for guard in _all_guards(connection.vendor) if guard[2] in there]


def _all_guards(vendor: str) -> Sequence[Guard]:
    guards = [
        ("rewriting_closed_once", "UPDATE", REWRITINGS, REOPENED),
        ("rewriting_no_delete", "DELETE", REWRITINGS, ""),
    ]
    for table in VERSION_TABLES:
        guards += [
            (f"{table}_no_update", "UPDATE", table, MOVED),
            (f"{table}_no_delete", "DELETE", table, CLOSED),
        ]
        if vendor == "sqlite":  # REPLACE removes the row it meets without asking
            there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # nosec B608 # a name of ours
            guards.append((f"{table}_no_replace", "INSERT", table, there))
        else:
            guards.append((f"{table}_no_truncate", "TRUNCATE", table, ""))
    return guards


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place."""
    guards = _guards(connection)
    create_guards(connection, guards, REFUSAL, "version_refuse_always", LOOKING_ELSEWHERE)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for emptying a test database, and for nothing else."""
    drop_guards(connection, _guards(connection))
