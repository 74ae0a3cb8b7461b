"""Written by hand, for no model tells it: the triggers that keep lines and heads of the audit."""

from typing import Any

from django.db import migrations

from tutela_web.access.audit import append_only


def create(apps: Any, schema_editor: Any) -> None:
    append_only.create(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0001_tables")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
