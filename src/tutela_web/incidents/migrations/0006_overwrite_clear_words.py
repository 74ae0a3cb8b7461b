"""What lay in clear before 0005 is written over: on the pages of SQLite and in its log, in the
files of PostgreSQL's tables.

What a file system keeps of a file that is gone, and PostgreSQL's write-ahead log until it is
written over, is not reached from here: docs/how-to/vault.md.
"""

from django.db import migrations, router
from django.db.migrations.operations.base import Operation

from tutela_web.base.backup import hold_copy_lock

TABLES = ("incidents_closedincident", "incidents_closedincidentversion")


class Overwrite(Operation):
    """Write over what dropped columns left."""

    reduces_to_sql = False
    reversible = False

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection = schema_editor.connection
        if router.allow_migrate(connection.alias, app_label):
            overwrite(connection)

    def describe(self):
        return "Write over the words that lay in clear"


def overwrite(connection):
    with hold_copy_lock(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in TABLES:  # VACUUM FULL would keep what an older snapshot sees
            cursor.execute(
                f"ALTER TABLE {table} ALTER COLUMN compartment TYPE varchar(20)"
                " USING compartment || ''"
            )


class Migration(migrations.Migration):

    atomic = False  # VACUUM runs in no transaction

    dependencies = [("incidents", "0005_seal_words")]

    operations = [Overwrite()]
