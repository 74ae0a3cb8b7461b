"""What a community told and stood open is closed: its sentences are sealed, each under a key of its
own, and the tables and versions that held them are blank. What a correction had left in versions
is sealed as well, and is not shown as what was told."""

from django.db import migrations

from tutela.base.wording.refuge import asks_refuge, sentences_of

FIELDS = {
    "CommunityFact": ("says",),
    "OwnMeasure": ("says", "who", "support"),
    "CommunityRole": ("says", "eased_by", "withdrawn_why"),
    "PartnerAdvice": ("advice", "changed"),
}


def close_open_words(apps, schema_editor):
    """Seal the sentences of every record and of its versions, then blank the columns."""
    alias = schema_editor.connection.alias
    for name, fields in FIELDS.items():
        model = apps.get_model("places", name)
        versions = apps.get_model("places", f"{name}Version").objects.using(alias)
        for record in model.objects.using(alias).iterator():
            _seal_words(apps, alias, record, versions, fields)
        blank = dict.fromkeys(fields, "")
        versions.update(**blank)
        model.objects.using(alias).update(**blank)


def _seal_words(apps, alias, record, versions, fields):
    for field in fields:
        current = sentences_of(getattr(record, field) or "")
        seen = set(current)
        earlier = []
        older = versions.filter(id=record.pk).order_by("history_date")
        for words in older.values_list(field, flat=True):
            for sentence in sentences_of(words or ""):
                if sentence not in seen:
                    seen.add(sentence)
                    earlier.append(sentence)
        for number, sentence in enumerate([*current, *earlier]):
            row = apps.get_model("places", "ClosedSentence")(
                mission_id=record.mission_id,
                area_id=record.area_id,
                author_id=record.author_id,
                place_id=record.place_id,
                record=record.pk,
                field=field,
                number=number,
                words=sentence,
                earlier=number >= len(current),
                hiding=None if asks_refuge(sentence) else False,
                known_at=record.known_at,
                entered_at=record.entered_at,
                language=record.language,
                classification=record.classification,
                compartment=record.compartment,
                invented=record.invented,
            )
            row.save(using=alias, force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("places", "0003_closed_sentences"), ("vault", "0001_initial")]

    operations = [migrations.RunPython(close_open_words, migrations.RunPython.noop)]
