"""The index over stemmed words: FTS5 kept by triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE base_search_fts USING fts5("
    "stems, content='base_searchline', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
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
SQLITE_BACK = (
    "DROP TRIGGER base_search_added",
    "DROP TRIGGER base_search_gone",
    "DROP TRIGGER base_search_changed",
    "DROP TABLE base_search_fts",
)
POSTGRES = (
    "CREATE INDEX base_search_stems ON base_searchline"
    " USING gin (to_tsvector('simple', stems))",
)
POSTGRES_BACK = ("DROP INDEX base_search_stems",)


def _run(editor, sqlite, postgres):
    vendor = editor.connection.vendor
    for statement in postgres if vendor == "postgresql" else sqlite:
        editor.execute(statement)


def there(apps, editor):
    _run(editor, SQLITE, POSTGRES)


def back(apps, editor):
    _run(editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("base", "0002_search_line")]
    operations = [migrations.RunPython(there, back)]
