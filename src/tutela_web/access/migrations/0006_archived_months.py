"""The trail is put away by month; a year that was put away whole stays one file."""

from typing import Any

from django.db import migrations, models

from tutela_web.access.audit import append_only


def drop(apps: Any, schema_editor: Any) -> None:
    append_only.drop(schema_editor.connection)


def create(apps: Any, schema_editor: Any) -> None:
    append_only.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0005_own_fields")]
    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="auditarchive",
            name="month",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RemoveConstraint("auditarchive", "audit_year_archived_once"),
        migrations.AddConstraint(
            "auditarchive",
            models.UniqueConstraint(
                fields=("chain", "year", "month"), name="audit_month_archived_once"
            ),
        ),
        migrations.RunPython(create, drop),
    ]
