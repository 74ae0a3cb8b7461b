"""Is what a database holds whole? Pages, indexes, references; asked before a copy is called good.

SQLite     PRAGMA integrity_check, which reads every page and every index, and foreign_key_check
PostgreSQL the server's own count of failed checksums; every index by amcheck where its owner
           installed it (CREATE EXTENSION amcheck); every row read to its last column
"""

from __future__ import annotations

import sqlite3

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.utils import DatabaseError

from tutela_web.base.upkeep import faults

INDEXES = """
SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.amname = 'btree' AND i.indisvalid AND n.nspname = current_schema() AND c.relkind = 'i'
"""
MAY_CHECK = """
SELECT count(*) FROM pg_proc p JOIN pg_extension e ON e.extname = 'amcheck'
WHERE p.proname = 'bt_index_check' AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
"""


def damage(alias: str) -> str:
    """What is not whole in a database, said after its name; nothing where all of it is."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return damage_of_sqlite(cursor)
            return _damage_of_postgres(cursor, connection)
    except DatabaseError as error:
        said = faults.fault_told(error)
        if said is None:
            raise
        return said[0]


def damage_of_sqlite(cursor: sqlite3.Cursor | CursorWrapper) -> str:
    """The same of an open SQLite file, a copy for instance."""
    try:
        found = [row[0] for row in cursor.execute("PRAGMA integrity_check(100)").fetchall()]
        if found != ["ok"]:
            return f"is damaged: {len(found)}{'+' if len(found) > 99 else ''} faults in its pages"
        loose = {row[0] for row in cursor.execute("PRAGMA foreign_key_check").fetchall()}
    except sqlite3.DatabaseError as error:
        said = faults.fault_told(error)
        if said is None:
            raise
        return said[0]
    return f"is damaged: rows of {', '.join(sorted(loose))} lead to none" if loose else ""


def _damage_of_postgres(cursor: CursorWrapper, connection: BaseDatabaseWrapper) -> str:
    cursor.execute(
        "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database "
        "WHERE datname = current_database()"
    )
    if failed := cursor.fetchone()[0]:
        return f"is damaged: {failed} pages failed their checksum"
    cursor.execute(MAY_CHECK)
    if cursor.fetchone()[0]:
        cursor.execute(INDEXES)
        for (index,) in cursor.fetchall():
            cursor.execute("SELECT bt_index_check(%s::regclass)", [index])
    for table in connection.introspection.table_names(cursor):
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"SELECT count(t::text) FROM {quoted} t")  # nosec B608 # a name from the catalogue, quoted
    return ""
