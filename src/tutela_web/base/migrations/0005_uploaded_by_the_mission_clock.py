from django.db import migrations, models

import tutela_web.base.clock


class Migration(migrations.Migration):
    dependencies = [("base", "0004_jobs_alone")]

    operations = [
        migrations.AlterField(
            "batch", "uploaded_at", models.DateTimeField(default=tutela_web.base.clock.real_now)
        ),
    ]
