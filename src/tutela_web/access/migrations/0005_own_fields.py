"""How often a mission's own fields changed: processes keep them until this number does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_archived_years")]
    operations = [
        migrations.AddField(
            model_name="mission",
            name="own_fields",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
