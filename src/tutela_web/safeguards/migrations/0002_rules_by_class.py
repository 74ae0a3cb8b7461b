"""A rule set for all reports from the field holds for each of the classes they are parted into."""

from typing import Any

from django.db import migrations

from tutela_web.base.ids import new_id


def part_rules(apps: Any, schema_editor: Any) -> None:
    rules = apps.get_model("safeguards", "RetentionRule")
    for rule in rules.objects.filter(kept="reports"):
        for kept in ("patrols", "forms"):
            rules.objects.get_or_create(
                mission=rule.mission,
                kept=kept,
                defaults={
                    "id": new_id(),
                    "months": rule.months,
                    "set_by": rule.set_by,
                    "set_at": rule.set_at,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0001_first")]

    operations = [migrations.RunPython(part_rules, migrations.RunPython.noop)]
