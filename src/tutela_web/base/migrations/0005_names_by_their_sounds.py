"""Names are found by how they sound: the index keeps their keys, worked out at the next start.

The column may be null so that SQLite adds it in place: a table made anew would lose its triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0004_batches_say_whether_open")]

    operations = [
        migrations.AddField(
            model_name="searchline",
            name="sounds",
            field=models.TextField(null=True),
        ),
    ]
