"""Written by hand, for no model tells it: the index over the words of records."""

from typing import Any

from django.db import migrations

from tutela_web.base.searching import search_index


def create(apps: Any, schema_editor: Any) -> None:
    search_index.create(schema_editor)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_tables")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
