"""The words of records in compartments are sealed, in their versions too."""

from django.db import migrations

import tutela_web.access.vault.fields
from tutela_web.access.vault import sealing
from tutela_web.access.vault.fields import shut_words
from tutela_web.access.vault.keyring import ring

WORDS = ("title", "summary", "place_said", "other_perpetrators")
STEP = 500


def seal(apps, schema_editor):
    """A key for each record, and its words shut under it: of the record and of every version."""
    keys = {}
    record = apps.get_model("incidents", "ClosedIncident")
    version = apps.get_model("incidents", "ClosedIncidentVersion")
    alias = schema_editor.connection.alias
    ids = set(record.objects.using(alias).values_list("id", flat=True))
    ids |= set(version.objects.using(alias).values_list("id", flat=True))
    if not ids:
        return
    now = ring()
    kek = now.key(now.current)
    rows = apps.get_model("vault", "SubjectKey").objects.using("keys")
    for row in rows.filter(subject__in=ids).iterator():  # a run that was cut short made these
        keys[row.subject] = sealing.unwrap(now.key(row.kek), bytes(row.wrapped), row.subject)
    for pk in ids - keys.keys():
        keys[pk] = sealing.new_key()
        rows.create(subject=pk, wrapped=sealing.wrap(kek, keys[pk], pk), kek=now.current)
    for model, names in ((record, WORDS), (version, (*WORDS, "history_change_reason"))):
        wanted = model.objects.using(alias)
        for row in wanted.order_by("pk").values("pk", "id", *names).iterator(chunk_size=STEP):
            shut = {
                f"{name}_sealed": shut_words(keys[row["id"]], row[name], row["id"], name)
                for name in names
                if row[name] is not None
            }
            wanted.filter(pk=row["pk"]).update(**shut)


def in_place_of_clear(model, *names):
    """The sealed column in place of the clear one; what the clear one held is 0006's to remove."""
    made = []
    for name in names:
        made += [
            migrations.RemoveField(model, name),
            migrations.RenameField(model, f"{name}_sealed", name),
        ]
    return made


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0004_references"),
        ("vault", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField(
                model, f"{name}_sealed",
                tutela_web.access.vault.fields.SealedField(null=True)
                if name == "history_change_reason"
                else tutela_web.access.vault.fields.SealedField(default=b""),
            )
            for model, names in (
                ("closedincident", WORDS),
                ("closedincidentversion", (*WORDS, "history_change_reason")),
            )
            for name in names
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        *in_place_of_clear("closedincident", *WORDS),
        *in_place_of_clear("closedincidentversion", *WORDS, "history_change_reason"),
        *(
            migrations.AlterField(model, name, field)
            for model in ("closedincident", "closedincidentversion")
            for name, field in (
                ("title", tutela_web.access.vault.fields.SealedField()),
                ("summary", tutela_web.access.vault.fields.SealedField(default="", blank=True)),
                ("place_said", tutela_web.access.vault.fields.SealedField(default="", blank=True)),
                (
                    "other_perpetrators",
                    tutela_web.access.vault.fields.SealedField(default=list, blank=True),
                ),
            )
        ),
    ]
