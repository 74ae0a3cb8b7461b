"""Years of the audit that lie as files; the triggers let their lines leave the table, and no others
(made by hand, for no model tells them)."""

from typing import Any

from django.db import migrations, models

from tutela_web.access.audit import append_only


def create(apps: Any, schema_editor: Any) -> None:
    append_only.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0003_analysis_cell")]
    operations = [
        migrations.CreateModel(
            name="AuditArchive",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("chain", models.CharField(max_length=36)),
                ("year", models.PositiveSmallIntegerField()),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField()),
                ("until", models.DateTimeField()),
                ("hash", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveBigIntegerField()),
                ("seal", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "year"), name="audit_year_archived_once"
                    )
                ]
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
