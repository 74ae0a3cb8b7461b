"""On PostgreSQL the guards of the audit fire in a session that calls itself a replica too."""

from typing import Any

from django.db import migrations

from tutela_web.access import append_only


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.alias == "default":
        append_only.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0004_tried_names")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
