"""A file says whether a row of it lies outside compartments: who may know that it was sent."""

from django.db import migrations, models


def tell(apps, schema_editor):
    """Work it out for the files that were tried before."""
    batches = apps.get_model("base", "Batch").objects.filter(accepted__gt=0)
    some = []
    for batch in batches.only("accepted", "report").iterator():
        fates = (batch.report.get("closed") or {}).values()
        closed = sum(sum(numbers.values()) for numbers in fates)
        if batch.accepted - batch.report.get("again", 0) > closed:
            some.append(batch.pk)
    for begin in range(0, len(some), 500):
        batches.filter(pk__in=some[begin : begin + 500]).update(has_open_rows=True)


class Migration(migrations.Migration):

    dependencies = [("base", "0003_beat")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="has_open_rows",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
    ]
