from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_heads_are_sealed")]
    operations = [
        migrations.CreateModel(
            name="TriedName",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("window_from", models.DateTimeField()),
                ("in_window", models.PositiveIntegerField(default=0)),
                ("in_a_row", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
