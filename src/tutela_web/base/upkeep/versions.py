"""Of each table a version, which each transaction that writes to it raises as it is kept.

Who made something from some tables asks whether it still stands: it does as long as each has the
version it had then. A version is a random number and no count: what is taken back, by a transaction
or by a restored database, has the version again that it had when it said what it says again.

The row of `ALL_TABLES` is raised by whatever names no table of ours: steps of an upgrade, tables
that are made anew, a statement nobody foresaw. Everything was made from it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import connection

from tutela_web.base.tables.reading import ALL_TABLES

if TYPE_CHECKING:
    from tutela_web.base.upkeep.last_writes import LastWrites

TABLE = "base_tableversion"
AT_ONCE = 400
"""So many tables in one statement, which SQLite takes everywhere."""


def has_table(database: LastWrites) -> bool:
    """Whether the table of versions is there: not before the step of an upgrade that makes it."""
    asked = (
        f"SELECT name FROM sqlite_master WHERE name = '{TABLE}'"  # nosec B608 # a name of ours
        if database.vendor == "sqlite"
        else f"SELECT to_regclass('{TABLE}')"
    )
    with database.wrap_database_errors:
        row = database.connection.execute(asked).fetchone()
    return row is not None and row[0] is not None


def raise_versions(database: LastWrites, tables: Sequence[str]) -> None:
    """Give each of these tables a version no table ever had.

    Takes   tables, in order: two who raise the same wait for each other and never both.
    """
    mark = "?" if database.vendor == "sqlite" else "%s"
    for start in range(0, len(tables), AT_ONCE):
        some = tables[start : start + AT_ONCE]
        rows = ", ".join([f"({mark}, {mark})"] * len(some))
        values = [value for name in some for value in (name, secrets.randbits(62))]
        with database.wrap_database_errors:
            database.connection.execute(
                f"INSERT INTO {TABLE} (name, version) VALUES {rows}"  # nosec B608 # marks alone
                " ON CONFLICT (name) DO UPDATE SET version = excluded.version",
                values,
            )


def versions_now() -> Mapping[str, int] | None:
    """The version of each table that was ever written, as the moment at hand sees them. One query.

    Gives None where no moment is at hand (`moment.py`): what is read before and after a version is
    asked might differ. And where nothing was ever raised: nothing can be said then.
    """
    if not connection.reads_only:  # type: ignore[attr-defined]  # see LastWrites
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, version FROM {TABLE}")  # nosec B608 # a name of ours
        versions = dict(cursor.fetchall())
    return versions if ALL_TABLES in versions else None
