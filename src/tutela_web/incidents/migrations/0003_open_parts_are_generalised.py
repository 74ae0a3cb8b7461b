"""What the open list tells of a closed record is decided by its office, and generalised: what was
told before this too."""

from datetime import timedelta

import django.db.models.deletion
import tutela_web.base.ids
from django.db import migrations, models

from tutela.incidents.open_part import open_days, open_place, title_of_harms
from tutela_web.base.stems import stem_text

TOGETHER = timedelta(seconds=5)
"""Both parts of one form were entered within so long."""

TOLD = (
    "title", "summary", "place_id", "place_said", "place_precision", "latitude", "longitude",
    "event_from", "event_from_time", "event_to", "event_to_time", "event_precision", "known_at",
    "other_perpetrators", "prior_warning", "grade", "author_id",
)


def generalise(apps, schema_editor):
    """Open parts that were recorded together with a closed one tell a town, district or cell, the
    week, and no words; their versions and the index of words too."""
    closed = apps.get_model("incidents", "ClosedIncident").objects.filter(open_part__isnull=False)
    for part in closed.select_related("open_part__place"):
        one = part.open_part
        if part.author_id != one.author_id or abs(part.entered_at - one.entered_at) > TOGETHER:
            continue  # the closed part was added to an incident that stood open before
        for name, value in _told(apps, one).items():
            setattr(one, name, value)
        one.save()
        versions = apps.get_model("incidents", "IncidentVersion").objects.filter(id=one.pk)
        versions.update(
            **{name: getattr(one, name) for name in TOLD}, history_user_id=None,
            history_change_reason=None,
        )
        apps.get_model("incidents", "IncidentLink").objects.filter(incident=one).delete()
        lines = apps.get_model("base", "SearchLine").objects
        words = " ".join([one.title, one.place_said, one.summary])
        lines.filter(kind="incident", subject_id=one.pk).update(stems=stem_text(words, one.language))


def _told(apps, one):
    place, districts = one.place, []
    if place is not None:
        listed = apps.get_model("places", "Place").objects.filter(
            mission_id=one.mission_id, retired=False, compartment="", classification__lte=1,
            adm1=place.adm1,
        )
        if place.adm2:
            both = ", ".join(filter(None, [place.adm2, place.adm1]))
            districts.append((both, listed.filter(adm2=place.adm2).count()))
        districts.append((place.adm1, listed.count()))
    points = [(one.latitude, one.longitude)]
    points += [(place.latitude, place.longitude)] if place else []
    where = open_place(
        name=place.name if place else "", town=place is not None and place.kind == "town",
        districts=districts, point=next((p for p in points if None not in p), None),
    )
    first, last = open_days(one.event_from, one.event_to)
    return {
        "title": title_of_harms(one.harms), "summary": "",
        "place_id": one.place_id if where.listed else None,
        "place_said": "" if where.listed else where.said,
        "place_precision": 3 if where.said else None, "latitude": None, "longitude": None,
        "event_from": first, "event_from_time": None, "event_to": last, "event_to_time": None,
        "event_precision": "week" if first else "unknown", "known_at": None,
        "other_perpetrators": [], "prior_warning": None, "grade": "", "author_id": None,
    }


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0001_initial'),
        ('incidents', '0002_closed_ids_tell_nothing'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenRelease',
            fields=[
                ('id', models.UUIDField(default=tutela_web.base.ids.random_id, editable=False, primary_key=True, serialize=False)),
                ('harms', models.JSONField(default=list)),
                ('danger', models.CharField(choices=[('past', 'it is over'), ('imminent', 'it is feared here within a day'), ('ongoing', 'it is going on now')], default='past', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'waits for its office'), ('agreed', 'the agreed wording went out; its office has not decided'), ('approved', 'approved'), ('withheld', 'nothing more is told')], default='waiting', max_length=8)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('part', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='release', to='incidents.closedincident')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='incidents_o_state_11b495_idx')],
            },
        ),
        migrations.RunPython(generalise, migrations.RunPython.noop),
    ]
