from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategy", "0003_directives")]

    operations = [
        migrations.RenameModel("Guidance", "HeadquartersGuidance"),
        migrations.RenameModel("GuidanceVersion", "HeadquartersGuidanceVersion"),
        migrations.AlterModelOptions(
            name='headquartersguidanceversion',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical headquarters guidance', 'verbose_name_plural': 'historical headquarters guidances'},
        ),
    ]
