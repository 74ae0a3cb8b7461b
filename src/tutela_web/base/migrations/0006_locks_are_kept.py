"""Nothing changes: the moment this step is taken says until when records told as saved could be
lost here (access/vault/lost_writes.py)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("base", "0005_names_by_their_sounds")]
    operations: list[migrations.operations.base.Operation] = []
