"""The index over stemmed words: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE VIRTUAL TABLE base_search_fts USING fts5("
    "stems, content='base_searchline', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER base_search_added AFTER INSERT ON base_searchline BEGIN"
    " INSERT INTO base_search_fts(rowid, stems) VALUES (new.id, new.stems); END",
    "CREATE TRIGGER base_search_gone AFTER DELETE ON base_searchline BEGIN"
    " INSERT INTO base_search_fts(base_search_fts, rowid, stems)"
    " VALUES ('delete', old.id, old.stems); END",
    "CREATE TRIGGER base_search_changed AFTER UPDATE ON base_searchline BEGIN"
    " INSERT INTO base_search_fts(base_search_fts, rowid, stems)"
    " VALUES ('delete', old.id, old.stems);"
    " INSERT INTO base_search_fts(rowid, stems) VALUES (new.id, new.stems); END",
)
POSTGRES = (
    "CREATE INDEX base_search_stems ON base_searchline USING gin (to_tsvector('simple', stems))",
)


def create(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index; the table of lines is there."""
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)
