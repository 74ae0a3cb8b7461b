"""Figures of offices are counted, not typed; what stands typed of one to four is told no more."""

from django.db import migrations, models


LEAST = 5


def close_small_figures(apps, schema_editor):
    """No small number that an office typed stays in the table or its versions."""
    for name in ("OfficeFigure", "OfficeFigureVersion"):
        rows = apps.get_model("reporting", name).objects.using(schema_editor.connection.alias)
        rows.filter(value__gt=0, value__lt=LEAST).update(value=None)


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_rehearse_and_reach'),
    ]

    operations = [
        migrations.AddField(
            model_name='officefigure',
            name='counted',
            field=models.CharField(blank=True, choices=[('', 'as the office wrote it'), ('violations', 'violations by a state'), ('abuses', 'abuses by others than a state'), ('killing', 'cases of children killed or maimed'), ('recruitment', 'cases of children recruited or used'), ('child_sexual', 'cases of sexual violence against children'), ('abduction', 'cases of children abducted'), ('released', 'children released under action plans'), ('crsv', 'cases of conflict-related sexual violence against adults')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='officefigureversion',
            name='counted',
            field=models.CharField(blank=True, choices=[('', 'as the office wrote it'), ('violations', 'violations by a state'), ('abuses', 'abuses by others than a state'), ('killing', 'cases of children killed or maimed'), ('recruitment', 'cases of children recruited or used'), ('child_sexual', 'cases of sexual violence against children'), ('abduction', 'cases of children abducted'), ('released', 'children released under action plans'), ('crsv', 'cases of conflict-related sexual violence against adults')], default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='officefigure',
            name='words',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AlterField(
            model_name='officefigureversion',
            name='words',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.RunPython(close_small_figures, migrations.RunPython.noop),
    ]
