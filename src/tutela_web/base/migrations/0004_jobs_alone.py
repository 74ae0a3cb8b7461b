from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0003_search_index")]

    operations = [
        migrations.AddField("job", "alone", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "job",
            models.UniqueConstraint(
                condition=models.Q(("alone", True), ("state", "running")),
                fields=("mission_id", "kind"),
                name="job_alone_in_mission",
            ),
        ),
        migrations.AlterField(
            "batch",
            "state",
            models.CharField(
                choices=[
                    ("uploaded", "uploaded"),
                    ("checked", "checked"),
                    ("published", "published"),
                    ("undone", "undone"),
                    ("cancelled", "cancelled"),
                    ("refused", "refused"),
                ],
                default="uploaded",
                max_length=10,
            ),
        ),
    ]
