"""Scores kept before open parts were generalised do not cite them: a score of a village would say
where a part belongs."""

from django.db import migrations
from django.db.models import Q


def cite_them_no_more(apps, schema_editor):
    parts = apps.get_model("incidents", "Incident").objects.filter(
        author__isnull=True, closed_parts__isnull=False, closed_parts__release__isnull=True,
    )
    for pk in set(parts.values_list("pk", flat=True)):
        for model, field in (("SuggestedRisk", "evidence"), ("Week", "snapshot"),
                             ("Risk", "factors"), ("RiskVersion", "factors")):
            rows = apps.get_model("risk", model).objects
            for row in rows.filter(Q(**{f"{field}__icontains": str(pk)})).iterator():
                rows.filter(pk=row.pk).update(
                    **{field: _without(getattr(row, field), f"incident:{pk}")}
                )


def _without(value, cited):
    if isinstance(value, dict):
        return {name: _without(one, cited) for name, one in value.items()}
    if isinstance(value, list):
        return [_without(one, cited) for one in value if one != cited]
    return value


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0003_open_parts_are_generalised'),
        ('risk', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(cite_them_no_more, migrations.RunPython.noop),
    ]
