"""What lay in clear before 0008 is written over, as in 0006, and the uploaded files are sealed.

What a file system keeps of a file that is gone, and PostgreSQL's write-ahead log until it is
written over, is not reached from here: docs/how-to/vault.md.
"""

from pathlib import Path
from uuid import UUID

from django.db import migrations, router
from django.db.migrations.operations.base import Operation

from tutela_web.base.backup import hold_copy_lock

TABLES = {
    "incidents_closedevent": "compartment",
    "incidents_heldrow": "compartment",
    "incidents_correction": "sheet",
    "base_batch": "kind",
}
"""Tables, and a column by which PostgreSQL writes each anew."""


class Overwrite(Operation):
    """Write over what dropped columns left, and seal the files that lie in clear."""

    reduces_to_sql = False
    reversible = False

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection = schema_editor.connection
        if router.allow_migrate(connection.alias, app_label):
            seal_files(connection)
            overwrite(connection)

    def describe(self):
        return "Seal uploaded files and write over the words that lay in clear"


def seal_files(connection):
    """Seal every file of an import that is kept; one that is gone stays gone."""
    from django.core.files.storage import default_storage

    from tutela_web.access.vault import sealing
    from tutela_web.access.vault.files import seal_in_place
    from tutela_web.access.vault.keyring import ring
    from tutela_web.access.vault.models import SubjectKey

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, file FROM base_batch WHERE file <> ''")
        rows = cursor.fetchall()
    now = ring() if rows else None
    for batch, name in rows:
        path, record = Path(default_storage.path(name)), UUID(str(batch))
        if not path.exists() and not path.with_suffix(".sealed").exists():
            continue
        fresh = sealing.wrap(now.key(now.current), sealing.new_key(), record)
        row, _made = SubjectKey.objects.using("keys").get_or_create(
            subject=record, defaults={"wrapped": fresh, "kek": now.current}
        )
        key = sealing.unwrap(now.key(row.kek), bytes(row.wrapped), record)
        seal_in_place(path, key, record)


def overwrite(connection):
    with hold_copy_lock(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table, column in TABLES.items():  # VACUUM FULL would keep what an older snapshot sees
            size = 120 if column == "sheet" else 20
            cursor.execute(
                f"ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({size})"
                f" USING {column} || ''"
            )


class Migration(migrations.Migration):

    atomic = False  # VACUUM runs in no transaction

    dependencies = [
        ("base", "0004_batches_say_whether_open"),
        ("incidents", "0008_seal_imports"),
    ]

    operations = [Overwrite()]
