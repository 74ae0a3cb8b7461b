"""Suggested risks are known by what they are, not by how many were made before them."""

import django.db.models.deletion
from django.db import migrations, models

import tutela_web.base.ids
from tutela_web.base.ids import keyed_ids

CHUNK = 5_000


def give_keys(apps, schema_editor):
    risks = apps.get_model("risk", "SuggestedRisk").objects
    hotspots = apps.get_model("risk", "Hotspot").objects
    for one in apps.get_model("risk", "Assessment").objects.iterator():
        moment = (
            str(one.mission_id), one.compartment, one.on.isoformat(), one.made_at.isoformat(),
        )
        rows = list(
            risks.filter(assessment=one).values_list("pk", "place", "actor", "harm", "horizon_days")
        )
        keys = keyed_ids("suggested risk", ((*moment, *map(str, row[1:])) for row in rows))
        pairs = list(zip(keys, (row[0] for row in rows), strict=True))
        native = schema_editor.connection.features.has_native_uuid_field
        with schema_editor.connection.cursor() as cursor:
            for first in range(0, len(pairs), CHUNK):
                cursor.executemany(
                    "UPDATE risk_suggestedrisk SET key = %s WHERE id = %s",
                    [(key if native else key.hex, pk) for key, pk in pairs[first : first + CHUNK]],
                )
    for pk, key in hotspots.filter(suggested__isnull=False).values_list("pk", "suggested__key"):
        hotspots.filter(pk=pk).update(suggested_key=key)


def free_the_key(apps, schema_editor):
    """PostgreSQL gives a table one key: the first is dropped before the second is made."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE risk_suggestedrisk DROP CONSTRAINT risk_suggestedrisk_pkey"
        )


def point_again(apps, schema_editor):
    hotspots = apps.get_model("risk", "Hotspot").objects
    for pk, key in hotspots.filter(suggested_key__isnull=False).values_list("pk", "suggested_key"):
        hotspots.filter(pk=pk).update(suggested_id=key)
    if schema_editor.connection.vendor == "postgresql":  # else the table cannot be altered after
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('risk', '0002_open_parts_are_not_cited'),
    ]

    operations = [
        migrations.AddField('suggestedrisk', 'key', models.UUIDField(null=True)),
        migrations.AddField('hotspot', 'suggested_key', models.UUIDField(null=True)),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.RemoveField('hotspot', 'suggested'),
        # What counts by itself can be nothing but the key of a table.
        migrations.AlterField(
            'suggestedrisk', 'id', models.BigIntegerField(primary_key=True, serialize=False),
        ),
        migrations.RunPython(free_the_key, migrations.RunPython.noop),
        migrations.AlterField(
            'suggestedrisk', 'key',
            models.UUIDField(default=tutela_web.base.ids.random_id, editable=False, primary_key=True, serialize=False),
        ),
        migrations.RemoveField('suggestedrisk', 'id'),
        migrations.RenameField('suggestedrisk', 'key', 'id'),
        migrations.AddField(
            'hotspot', 'suggested',
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='risk.suggestedrisk'),
        ),
        migrations.RunPython(point_again, migrations.RunPython.noop),
        migrations.RemoveField('hotspot', 'suggested_key'),
    ]
