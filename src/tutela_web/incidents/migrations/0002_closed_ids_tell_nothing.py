"""Closed parts: random ids, numbers within each compartment, and receipts that know a resend."""

from itertools import groupby

import django.db.models.deletion
import tutela_web.base.ids
from django.conf import settings
from django.db import migrations, models


def number_within_compartments(apps, schema_editor):
    """Number what is closed from one on in each compartment of a mission, in the order it has."""
    closed = apps.get_model("incidents", "ClosedIncident").objects
    versions = apps.get_model("incidents", "ClosedIncidentVersion").objects
    rows = closed.order_by("mission_id", "compartment", "number").values_list(
        "mission_id", "compartment", "pk"
    )
    for _of, parts in groupby(list(rows), key=lambda row: row[:2]):
        for number, (_mission, _compartment, pk) in enumerate(parts, 1):
            closed.filter(pk=pk).update(number=number)
            versions.filter(id=pk).update(number=number)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_append_only'),
        ('actors', '0001_initial'),
        ('incidents', '0001_initial'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='closedincident',
            name='closed_number_once',
        ),
        migrations.RunPython(number_within_compartments, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='closedincident',
            name='id',
            field=models.UUIDField(default=tutela_web.base.ids.random_id, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='closedincidentversion',
            name='id',
            field=models.UUIDField(db_index=True, default=tutela_web.base.ids.random_id, editable=False),
        ),
        migrations.AddConstraint(
            model_name='closedincident',
            constraint=models.UniqueConstraint(fields=('mission', 'compartment', 'number'), name='closed_number_once'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='closed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.closedincident'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='incident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident'),
        ),
    ]
