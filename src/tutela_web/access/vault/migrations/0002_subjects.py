import tutela_web.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(default=tutela_web.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("mission_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("collected_by_id", models.UUIDField(null=True)),
                ("sealed_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mission_id", "number"), name="subject_number_once")
                ],
                "indexes": [
                    models.Index(fields=["mission_id", "review_on"], name="vault_subje_mission_493e3b_idx")
                ],
            },
        ),
        migrations.RemoveField(model_name="breakglass", name="reason"),
        migrations.RemoveField(model_name="subjectkey", name="review_on"),
        migrations.AddField(
            model_name="breakglass",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("follow_up", "to follow up with the person"),
                    ("safety", "for the person's safety"),
                    ("referral", "to refer the person to a service"),
                    ("verify", "to verify a report"),
                    ("feedback", "to give the feedback owed"),
                    ("review", "to review whether it is still needed"),
                    ("justice", "for a proceeding the person agreed to"),
                ],
                default="safety",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="breakglass",
            name="sealed_reason",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="keyedhash",
            name="kek",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="breakglass",
            index=models.Index(fields=["subject", "asked_by_id"], name="vault_break_subject_6098d0_idx"),
        ),
        migrations.AddIndex(
            model_name="subjectkey",
            index=models.Index(fields=["kek"], name="vault_subje_kek_a673a5_idx"),
        ),
    ]
