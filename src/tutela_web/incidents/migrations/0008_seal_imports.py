"""What files brought into compartments is sealed: places and sides of events, the words of rows
that are held, cells that people mended; all under the key of the import they came with."""

import json
from uuid import UUID

from django.db import migrations, router
from django.db.migrations.operations.base import Operation

from tutela_web.access.vault import sealing
from tutela_web.access.vault.fields import SealedField, shut_words
from tutela_web.access.vault.keyring import ring

OF_EVENTS = ("place", "adm1", "adm2", "side_a", "side_b")
TABLES = {
    # model: the column of the import, what tells its rows apart, the columns to seal
    "closedevent": ("first_batch_id", ("source", "source_id"), OF_EVENTS),
    "heldrow": ("batch_id", ("row",), ("why", "facts")),
    "correction": ("batch_id", ("sheet", "line", "column"), ("said",)),
}
JSON = ("side_a", "side_b", "why", "facts")
STEP = 500


def field(model, name):
    if model == "closedevent":
        return SealedField(null=True)
    return SealedField(default="", blank=True) if name == "said" else SealedField()


class SealImports(Operation):
    """A sealed column in place of each clear one, in one step, as in 0005. What the clear columns
    held is 0009's to remove."""

    reduces_to_sql = False
    reversible = False

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # drawn up anew where it is needed, not for each field
        for model, (_under, _about, names) in TABLES.items():
            for name in names:
                state.alter_field(
                    app_label, model, name, field(model, name), preserve_default=True
                )

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection = schema_editor.connection
        if not router.allow_migrate(connection.alias, app_label):
            return
        is_server = connection.vendor == "postgresql"
        binary, empty = ("bytea", "''") if is_server else ("BLOB", "x''")
        for model, (under, about, names) in TABLES.items():
            table = f"incidents_{model}"
            rule = "NULL" if model == "closedevent" else f"NOT NULL DEFAULT {empty}"
            for name in names:
                schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {name}_sealed {binary} {rule}")
            seal(connection, table, under, about, names)
            for name in names:
                schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
                schema_editor.execute(f"ALTER TABLE {table} RENAME COLUMN {name}_sealed TO {name}")
                if is_server and model != "closedevent":
                    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT")

        forget_words_of_reports(connection)

    def describe(self):
        return "Seal what files brought into compartments"


def seal(connection, table, under, about, names):
    """Shut the words of a table under the keys of the imports, some rows at a time."""
    listed = ", ".join(f'"{name}"' for name in (under, *about, *names))
    put = ", ".join(f"{name}_sealed = %s" for name in names)
    keys, last = {}, -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {listed} FROM {table} WHERE id > %s ORDER BY id LIMIT {STEP}", [last]
            )
            rows = cursor.fetchall()
        if not rows:
            return
        changed = []
        for pk, batch, *cells in rows:
            record = UUID(str(batch))
            key = keys.get(record) or keys.setdefault(record, key_for(record))
            told = cells[: len(about)]
            shut = []
            for name, value in zip(names, cells[len(about) :], strict=True):
                if name in JSON and isinstance(value, str):
                    value = json.loads(value)
                shut.append(
                    None if value is None else shut_words(key, value, record, name, *told)
                )
            changed.append([*shut, pk])
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {put} WHERE id = %s", changed)
        last = rows[-1][0]


def forget_words_of_reports(connection):
    """Notes of a dry run said which words of a column nobody knew: the page of its columns does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, report FROM base_batch")
        rows = cursor.fetchall()
    changed = []
    for pk, report in rows:
        text = report if isinstance(report, str) else json.dumps(report)
        if "{words}" in text:
            changed.append([json.dumps(without_words(json.loads(text))), pk])
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE base_batch SET report = %s WHERE id = %s", changed)


def without_words(said):
    """A report with the words of its notes taken out."""
    if isinstance(said, list):
        return [without_words(one) for one in said]
    if not isinstance(said, dict):
        return said
    if "{words}" in str(said.get("t")) and isinstance(said.get("p"), dict):
        return {**said, "p": {**said["p"], "words": "…"}}
    return {name: without_words(one) for name, one in said.items()}


def key_for(record):
    """The key of an import, which a run that was cut short may have made."""
    from tutela_web.access.vault.models import SubjectKey

    now = ring()
    fresh = sealing.wrap(now.key(now.current), sealing.new_key(), record)
    row, _made = SubjectKey.objects.using("keys").get_or_create(
        subject=record, defaults={"wrapped": fresh, "kek": now.current}
    )
    return sealing.unwrap(now.key(row.kek), bytes(row.wrapped), record)


class Migration(migrations.Migration):

    dependencies = [
        ("base", "0003_beat"),
        ("incidents", "0007_held_rows_and_hidden_sheets"),
        ("vault", "0001_initial"),
    ]

    operations = [SealImports()]
