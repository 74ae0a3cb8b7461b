"""How large tables are, as the database's planner thinks: a wrong guess costs a second a page.

Asked for after each job, which may have brought a quarter of a million rows, every hour by the
rounds, and once an install is prepared or restored; `tutela platform check` says how it stands.
"""

from __future__ import annotations

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from tutela_web.base.sqlite.base import raise_planning_stamp

ROWS_LOOKED_AT = 1000
"""Of each index: enough to plan by, and a tenth of a second at 300,000 events."""

LARGE = 1000
"""From so many rows on a table's size decides how it is read."""

GROWN = 4
"""A table that is so many times what the planner thinks is planned for wrongly."""


def learn_all_sizes() -> None:
    """Let both databases look at their tables."""
    for alias in connections:
        learn_sizes(alias)


def learn_sizes(alias: str = "default") -> None:
    """Let a database look at its tables; PostgreSQL, which also does so by itself within a minute
    or so (autovacuum), only at those that changed much."""
    database = connections[alias]
    if database.vendor == "sqlite":
        with transaction.atomic(using=alias), database.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
            raise_planning_stamp(cursor)
        return
    with database.cursor() as cursor:
        if changed := _changed_on_postgresql(cursor):
            cursor.execute(f"ANALYZE {', '.join(map(database.ops.quote_name, changed))}")


def misjudged_tables(alias: str) -> list[str]:
    """The large tables of a database of whose size its planner has no idea, or one long past."""
    database = connections[alias]
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            return _misjudged_on_sqlite(database, cursor)
        return _changed_on_postgresql(cursor)


def _misjudged_on_sqlite(database: BaseDatabaseWrapper, cursor: CursorWrapper) -> list[str]:
    """By the highest number of a row, which is read at once: where rows went it may be more than
    there are, so a table counts as misjudged only once its rows are counted."""
    tables = database.introspection.django_table_names(only_existing=True)
    thought: dict[str, int] = {}
    if "sqlite_stat1" in _own_tables(cursor):
        cursor.execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
        thought = dict(cursor.fetchall())
    misjudged = []
    for table in tables:
        name = database.ops.quote_name(table)
        at_most = GROWN * max(LARGE, thought.get(table, 0))
        cursor.execute(f"SELECT max(rowid) FROM {name}")  # nosec B608 # a name of a table of ours
        if (cursor.fetchone()[0] or 0) <= at_most:
            continue
        cursor.execute(f"SELECT count(*) FROM {name}")  # nosec B608 # a name of a table of ours
        if cursor.fetchone()[0] > at_most:
            misjudged.append(table)
    return misjudged


def _own_tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in cursor.fetchall()}


def _changed_on_postgresql(cursor: CursorWrapper) -> list[str]:
    """Tables that were never looked at, or of which a large part changed since."""
    cursor.execute(
        "SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema() "
        "AND n_live_tup > %s AND (n_mod_since_analyze * %s > n_live_tup "
        "OR (last_analyze IS NULL AND last_autoanalyze IS NULL)) ORDER BY relname",
        [LARGE, GROWN],
    )
    return [name for (name,) in cursor.fetchall()]
