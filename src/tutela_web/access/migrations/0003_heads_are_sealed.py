"""Heads of the audit bear a seal, know their latest time and are guarded as its lines are.

Chains that are there already are sealed by `tutela platform prepare` when it makes the key.
"""

from typing import Any

from django.db import migrations, models

from tutela_web.access import append_only


def create(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.alias == "default":
        append_only.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="audithead",
            name="seal",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="audithead",
            name="latest_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
