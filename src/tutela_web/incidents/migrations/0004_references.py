"""Incidents get the reference they are called by over a radio; those on record too."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models

from tutela.base.references import letters_of_office, reference_stem

STRICTLY_CONFIDENTIAL = 2


def give(apps, schema_editor):
    """The reference each record would have got on the day it was entered, in that order."""
    model = apps.get_model("incidents", "Incident")
    versions = apps.get_model("incidents", "IncidentVersion")
    counts = {}
    for mission in apps.get_model("access", "Mission").objects.all():
        zone = ZoneInfo(mission.time_zone)
        rows = model.objects.filter(mission=mission).select_related("area").order_by("number")
        named = []
        for record in rows.only("entered_at", "classification", "area__name", "area__code"):
            area = record.area
            names = [area.name, area.code] if area else []
            stem = reference_stem(
                letters_of_office(*names, mission.code, mission.iso3),
                record.entered_at.astimezone(zone).date(),
                apart=record.classification >= STRICTLY_CONFIDENTIAL,
            )
            counts[mission.pk, stem] = counts.get((mission.pk, stem), 0) + 1
            record.reference = f"{stem}{counts[mission.pk, stem]:02}"
            named.append(record)
        model.objects.bulk_update(named, ["reference"], batch_size=500)
    kept = model.objects.filter(pk=models.OuterRef("id")).values("reference")
    versions.objects.update(reference=models.Subquery(kept))


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_tried_names'),
        ('actors', '0001_initial'),
        ('incidents', '0003_open_parts_are_generalised'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='reference',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='incidentversion',
            name='reference',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('mission', 'reference'), name='incident_reference_once'),
        ),
    ]
