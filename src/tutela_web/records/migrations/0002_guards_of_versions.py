"""Written by hand, for no model tells it: the triggers that keep versions as they were written."""

from typing import Any

from django.db import migrations

from tutela_web.records.versions import guards


def create(apps: Any, schema_editor: Any) -> None:
    guards.create(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("records", "0001_tables")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
