import django.db.models.deletion
import tutela_web.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_append_only'),
        ('base', '0004_jobs_alone'),
        ('incidents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matching',
            fields=[
                ('id', models.UUIDField(default=tutela_web.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('fields', models.JSONField()),
                ('made_by_id', models.UUIDField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='event',
            name='incidents_e_first_b_e6150d_idx',
        ),
        migrations.AddField(
            model_name='earliersupersession',
            name='closed',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='closedevent',
            name='harm',
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.AlterField(
            model_name='closedevent',
            name='mission',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.mission'),
        ),
        migrations.AlterField(
            model_name='closedevent',
            name='superseded_batch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='base.batch'),
        ),
        migrations.AlterField(
            model_name='earliersupersession',
            name='event_id',
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name='event',
            name='harm',
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.AlterField(
            model_name='event',
            name='mission',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.mission'),
        ),
        migrations.AlterField(
            model_name='event',
            name='superseded_batch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='base.batch'),
        ),
        migrations.AddIndex(
            model_name='closedevent',
            index=models.Index(fields=['mission', 'source', 'source_id'], name='incidents_c_mission_c2d8e5_idx'),
        ),
        migrations.AddConstraint(
            model_name='earliersupersession',
            constraint=models.UniqueConstraint(fields=('event_id', 'closed', 'batch'), name='replaced_once'),
        ),
        migrations.AddField(
            model_name='matching',
            name='mission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.mission'),
        ),
        migrations.AddConstraint(
            model_name='matching',
            constraint=models.UniqueConstraint(fields=('mission', 'name'), name='matching_name_once'),
        ),
    ]
