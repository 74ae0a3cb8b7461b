"""What the tables of a database are, as lines to compare: by whatever steps they were made.

`tutela platform schema` prints them. A line tells one column with its type, default and limits; one
limit of a table; one index, trigger, function or sequence. In what order a table has its columns is
not told: steps that add a column put it last, and nothing here asks for a column by its number.
Nor are the triggers by which boards hear of news: each `prepare` puts them in place anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

NO_ROOMS = {
    "django_migrations",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
    "auth_group_permissions",
}
"""Tables that no step of a room makes; in two of them SQLite keeps how large tables are. Of the
last, in which nothing ever lies, Django's steps make the key a wider number on PostgreSQL than its
models do."""

LIMITS = {"CONSTRAINT", "UNIQUE", "CHECK", "FOREIGN", "PRIMARY"}
"""The words a limit of a table on SQLite begins with; what begins otherwise is a column. Columns
that were sealed in place before 0.2.0 stand there without quotes, and with an empty default that
nothing asks for: each row is written whole."""

CASTS = re.compile(r"::(character varying|text)(\[\])?")
"""What PostgreSQL writes otherwise after a dump was read back than when a step said it. The name of
a primary key is not told either: it is what its column was called once."""

IN_POSTGRES = {
    "column": """
        SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
            || CASE a.attidentity WHEN '' THEN '' ELSE ' IDENTITY ' || a.attidentity::text END
            || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
            || coalesce(' COLLATE ' || o.collname, '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation o ON o.oid = a.attcollation AND o.collname <> 'default'
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND a.attnum > 0 AND NOT a.attisdropped""",
    "limit": """
        SELECT c.relname,
            CASE k.contype WHEN 'p' THEN '' ELSE k.conname || ' ' END || pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.connamespace = current_schema()::regnamespace""",
    "index": """
        SELECT c.relname, pg_get_indexdef(i.indexrelid, 0, true)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisprimary""",
    "trigger": """
        SELECT c.relname, pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
            AND left(t.tgname, 12) <> 'tutela_tell_'""",
    "function": """
        SELECT '', replace(pg_get_functiondef(p.oid), current_schema() || '.', '')
        FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
            AND left(p.proname, 12) <> 'tutela_tell_'
            AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')""",
    "sequence": """
        SELECT coalesce(t.relname, ''), c.relname || ' ' || format_type(s.seqtypid, NULL)
            || ' from ' || s.seqstart || ' by ' || s.seqincrement || ' to ' || s.seqmax
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
        LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
        LEFT JOIN pg_class t ON t.oid = d.refobjid
        WHERE c.relnamespace = current_schema()::regnamespace""",
}


def describe_schema(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The lines that tell the tables of a database; on PostgreSQL those of its current schema."""
    besides = NO_ROOMS | {
        cache["LOCATION"] for cache in settings.CACHES.values() if "LOCATION" in cache
    }
    with connection.cursor() as cursor:
        told = _on_sqlite(cursor) if connection.vendor == "sqlite" else _on_postgres(cursor)
        return frozenset(
            f"{table} {kind} {' '.join(words.split())}".strip()
            for table, kind, words in told
            if table not in besides
        )


def schemas_differ(there: frozenset[str], wanted: frozenset[str]) -> list[str]:
    """What one database has that the other has not, a sentence for each line of it.

    >>> schemas_differ(frozenset({"a column id", "b column id"}), frozenset({"a column id"}))
    ['is there, and should not be: b column id']
    """
    return [
        *(f"is missing: {line}" for line in sorted(wanted - there)),
        *(f"is there, and should not be: {line}" for line in sorted(there - wanted)),
    ]


def _on_postgres(cursor: CursorWrapper) -> Iterator[tuple[str, str, str]]:
    for kind, asked in IN_POSTGRES.items():
        cursor.execute(asked)
        for table, words in cursor.fetchall():
            yield table, kind, CASTS.sub("", words) if kind in ("index", "limit") else words


def _on_sqlite(cursor: CursorWrapper) -> Iterator[tuple[str, str, str]]:
    cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    for kind, name, table, sql in cursor.fetchall():
        body = re.fullmatch(r'CREATE TABLE ["\']?\w+["\']? \((.*)\)', sql, re.DOTALL)
        if kind == "table" and body:
            for part in parts_of_table(body[1]):
                first, _, rest = part.partition(" ")
                if first in LIMITS:
                    yield table, "limit", part
                else:
                    said = rest.removesuffix(" DEFAULT x''")
                    yield table, "column", f'"{first.strip(chr(34))}" {said}'
        else:
            yield table, kind, sql if kind != "index" else sql.replace(f'"{name}"', name)


def parts_of_table(body: str) -> list[str]:
    """What stands between the outermost commas of a CREATE TABLE: columns and limits.

    >>> parts_of_table("id integer, way varchar(2) CHECK (way IN ('a, b')), UNIQUE (id)")
    ['id integer', "way varchar(2) CHECK (way IN ('a, b'))", 'UNIQUE (id)']
    """
    parts, depth, quoted, begun = [], 0, False, 0
    for at, sign in enumerate(body):
        if sign == "'":
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth == 0:
                parts.append(body[begun:at].strip())
                begun = at + 1
    return [*parts, body[begun:].strip()]
