"""Triggers that guard the audit on both databases: lines stay, and heads move to newer lines alone.

access_auditentry     no line is changed or written over; none is removed but of an archived month
access_audithead      begins at nothing, moves to a later line that is there, is never removed
access_auditarchive   goes on from the one before, ends at a line that is there and has a next one;
                      never removed, never changed but for its seal
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from tutela_web.base.tables.guards import Guard, create_guards, drop_guards

LINES, HEADS, ARCHIVES = "access_auditentry", "access_audithead", "access_auditarchive"
REFUSAL = "the audit is append-only"

BACKWARD = (
    "NEW.chain <> OLD.chain OR NEW.number < OLD.number "
    "OR (NEW.number = OLD.number AND NEW.hash <> OLD.hash) "
    f"OR (NEW.number > OLD.number AND NOT EXISTS (SELECT 1 FROM {LINES} "
    "WHERE chain = NEW.chain AND number = NEW.number AND hash = NEW.hash))"  # nosec B608 # names of tables of ours
)
"""A move of a head that no appended line explains; the seal of the same line may be renewed."""

UNARCHIVED = f"NOT EXISTS (SELECT 1 FROM {ARCHIVES} WHERE chain = OLD.chain AND OLD.number <= last)"  # nosec B608 # names of tables of ours
"""A line that lies in no archived month."""

UNFOUNDED = (
    f"NEW.first <> 1 + COALESCE((SELECT max(last) FROM {ARCHIVES} WHERE chain = NEW.chain), 0) "
    f"OR NOT EXISTS (SELECT 1 FROM {LINES} WHERE chain = NEW.chain AND number = NEW.last "
    f"AND hash = NEW.hash) OR NOT EXISTS (SELECT 1 FROM {LINES} WHERE chain = NEW.chain "
    "AND number = NEW.last + 1 AND before = NEW.hash)"  # nosec B608 # names of tables of ours
)
"""An archived month that does not go on from the one before, or does not end at a line that is
there and has a next one."""

REWRITTEN = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in "id chain year month first last until hash sha256 bytes made_at".split()  # noqa: SIM905
)
"""Another archived month; its seal may be renewed, as that of a head."""

GUARDS = (
    # name, before what, table, when
    ("audit_no_update", "UPDATE", LINES, ""),
    ("audit_no_delete", "DELETE", LINES, ""),
    ("audit_head_forward", "UPDATE", HEADS, BACKWARD),
    ("audit_head_no_delete", "DELETE", HEADS, ""),
    ("audit_head_from_nothing", "INSERT", HEADS, "NEW.number <> 0 OR NEW.hash <> ''"),
)
WITH_ARCHIVES = (
    # besides, or instead of one of the same name, where archived months are known: there was no
    # table of them before 0.2.0, nor is there after the first steps
    ("audit_no_delete", "DELETE", LINES, UNARCHIVED),
    ("audit_archive_founded", "INSERT", ARCHIVES, UNFOUNDED),
    ("audit_archive_no_update", "UPDATE", ARCHIVES, REWRITTEN),
    ("audit_archive_no_delete", "DELETE", ARCHIVES, ""),
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
    (
        "audit_archive_no_replace",
        "INSERT",
        ARCHIVES,
        f"EXISTS (SELECT 1 FROM {ARCHIVES} WHERE id = NEW.id "
        "OR (chain = NEW.chain AND year = NEW.year AND month = NEW.month))",  # nosec B608 # names of tables of ours
    ),
)
ON_POSTGRES = (
    ("audit_no_truncate", "TRUNCATE", LINES, ""),
    ("audit_head_no_truncate", "TRUNCATE", HEADS, ""),
    ("audit_archive_no_truncate", "TRUNCATE", ARCHIVES, ""),
)
LOOKING_ELSEWHERE = {
    # on PostgreSQL a condition of a trigger may not look into another table: a function does
    BACKWARD: ("audit_head_refuse", "NEW"),
    UNARCHIVED: ("audit_line_refuse", "OLD"),
    UNFOUNDED: ("audit_archive_refuse", "NEW"),
}


def create(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, as they are now."""
    create_guards(connection, _guards(connection), REFUSAL, "audit_refuse", LOOKING_ELSEWHERE)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for emptying a test database, and for nothing else."""
    drop_guards(connection, (*GUARDS, *WITH_ARCHIVES, *_guards_of_vendor(connection)))


def _guards(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards of the tables that are there, each name once."""
    tables = set(connection.introspection.table_names())
    named = {guard[0]: guard for guard in (*GUARDS, *_guards_of_vendor(connection))}
    if ARCHIVES in tables and _knows_months(connection):
        named |= {guard[0]: guard for guard in WITH_ARCHIVES}
    else:
        tables.discard(ARCHIVES)
    return [guard for guard in named.values() if guard[2] in tables]


def _guards_of_vendor(connection: BaseDatabaseWrapper) -> Sequence[Guard]:
    return ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRES


def _knows_months(connection: BaseDatabaseWrapper) -> bool:
    """Whether the step of an upgrade was taken since when months are archived and not years: in
    between nothing is put away."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, ARCHIVES)
    return "month" in {column.name for column in columns}
