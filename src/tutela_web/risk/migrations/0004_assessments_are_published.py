"""Assessments are published by one update, and pruned by a rule of the mission.

Those on file are whole: they were written in one transaction, and are published as made.
"""

from typing import Any

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models
from django.db.models import F


def publish(apps: Any, schema_editor: Any) -> None:
    apps.get_model("risk", "Assessment").objects.update(
        published_at=F("made_at"), written_at=F("made_at")
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0003_heads_are_sealed"), ("risk", "0003_keyed_ids")]
    operations = [
        migrations.AddField("assessment", "published_at", models.DateTimeField(null=True)),
        migrations.AddField("assessment", "written_at", models.DateTimeField(null=True)),
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.CreateModel(
            name="AssessmentRule",
            fields=[
                ("mission", models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                    related_name="+", serialize=False, to="access.mission",
                )),
                ("keep_days", models.PositiveSmallIntegerField(default=7)),
            ],
        ),
    ]
