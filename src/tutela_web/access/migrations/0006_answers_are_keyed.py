"""What is kept of requests that were answered is a keyed hash: guesses cannot be tried on it."""

from django.db import migrations
from django.utils.crypto import salted_hmac


def key_hashes(apps, schema_editor):
    answered = apps.get_model("access", "Answered").objects
    rows = list(answered.only("content_sha256"))
    for row in rows:
        row.content_sha256 = salted_hmac(
            "tutela answered", row.content_sha256, algorithm="sha256"
        ).hexdigest()
    answered.bulk_update(rows, ["content_sha256"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("access", "0005_guards_always_fire")]

    operations = [migrations.RunPython(key_hashes)]
