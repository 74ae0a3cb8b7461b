"""The words of records in compartments are sealed, in their versions too."""

from django.db import migrations, router
from django.db.migrations.operations.base import Operation

from tutela_web.access.vault import sealing
from tutela_web.access.vault.fields import SealedField, shut_words
from tutela_web.access.vault.keyring import ring

WORDS = ("title", "summary", "place_said", "other_perpetrators")
REASON = "history_change_reason"
TABLES = {"closedincident": WORDS, "closedincidentversion": (*WORDS, REASON)}
STEP = 500


def field(name):
    if name == REASON:
        return SealedField(null=True)
    if name == "title":
        return SealedField()
    return SealedField(default=list if name == "other_perpetrators" else "", blank=True)


class SealWords(Operation):
    """A sealed column in place of each clear one, in one step: Django's own steps would draw up
    every model anew for each of nine columns. What the clear columns held is 0006's to remove."""

    reduces_to_sql = False
    reversible = False

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # drawn up anew where it is needed, not for each field
        for model, names in TABLES.items():
            for name in names:
                state.alter_field(app_label, model, name, field(name), preserve_default=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection = schema_editor.connection
        if not router.allow_migrate(connection.alias, app_label):
            return
        binary = "bytea" if connection.vendor == "postgresql" else "BLOB"
        empty = "''" if connection.vendor == "postgresql" else "x''"
        for model, names in TABLES.items():
            table = f"incidents_{model}"
            for name in names:
                rule = "NULL" if name == REASON else f"NOT NULL DEFAULT {empty}"
                schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {name}_sealed {binary} {rule}")
        keys = {}
        for model, names in TABLES.items():
            seal(connection, f"incidents_{model}", names, keys)
        for model, names in TABLES.items():
            table = f"incidents_{model}"
            for name in names:
                schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
                schema_editor.execute(f"ALTER TABLE {table} RENAME COLUMN {name}_sealed TO {name}")
                if connection.vendor == "postgresql" and name != REASON:
                    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT")

    def describe(self):
        return "Seal the words of records in compartments"


def seal(connection, table, names, keys):
    """Shut the words of a table, record by record, under a key of each record's own."""
    import json
    from uuid import UUID

    pk = "history_id" if REASON in names else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {pk}, id, {', '.join(names)} FROM {table}")
        rows = cursor.fetchall()
    for begin in range(0, len(rows), STEP):
        changed = []
        for row in rows[begin : begin + STEP]:
            record = UUID(str(row[1]))
            key = keys.get(record) or keys.setdefault(record, key_for(record))
            shut = []
            for name, value in zip(names, row[2:], strict=True):
                if name == "other_perpetrators" and isinstance(value, str):
                    value = json.loads(value)
                shut.append(None if value is None else shut_words(key, value, record, name))
            changed.append([*shut, row[0]])
        put = ", ".join(f"{name}_sealed = %s" for name in names)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {put} WHERE {pk} = %s", changed)


def key_for(record):
    """The key of a record, which a run that was cut short may have made."""
    from tutela_web.access.vault.models import SubjectKey

    now = ring()
    fresh = sealing.wrap(now.key(now.current), sealing.new_key(), record)
    row, _made = SubjectKey.objects.using("keys").get_or_create(
        subject=record, defaults={"wrapped": fresh, "kek": now.current}
    )
    return sealing.unwrap(now.key(row.kek), bytes(row.wrapped), record)


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0004_references"),
        ("vault", "0001_initial"),
    ]

    operations = [SealWords()]
