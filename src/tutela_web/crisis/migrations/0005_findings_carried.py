"""What a commander found of a refusal before becomes its class."""

from django.db import migrations

CAUSES = {"undeclared": "undeclared_caveat", "declared": "declared_caveat", "none": "other"}


def carry(apps, _editor):
    finding = apps.get_model("crisis", "CaveatFinding")
    refusal = apps.get_model("crisis", "TaskingRefusal")
    rows = finding.objects.select_related("answer__tasking__alert").order_by("entered_at")
    for one in rows.iterator():
        tasking = one.answer.tasking
        if tasking.unit_id is None or refusal.objects.filter(tasking=tasking).exists():
            continue
        refusal.objects.create(
            id=one.id,
            mission_id=one.mission_id,
            area_id=one.area_id,
            author_id=one.author_id,
            entered_at=one.entered_at,
            language=one.language,
            classification=max(one.classification, 1),
            compartment="capacity",
            invented=one.invented,
            tasking=tasking,
            answer=one.answer,
            unit_id=tasking.unit_id,
            refused_on=one.answer.answered_at.date(),
            cause=CAUSES[one.finding],
            words=one.words,
            classified_by="Force Commander or Police Commander",
            classified_at=one.entered_at,
        )


class Migration(migrations.Migration):
    dependencies = [("crisis", "0004_refusals_and_ladders")]

    operations = [
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.DeleteModel(name="CaveatFinding"),
        migrations.DeleteModel(name="CaveatFindingVersion"),
    ]
