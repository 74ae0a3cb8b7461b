"""The index of words: which records mention them. It knows no policy; whoever asks must filter.

A model is searched when it has `search_words()`, the text people look for it by, or says by which
of its fields it is found (`searched`). records.verbs keeps the index with every record made or
edited; a verb that changes something else the words come from, such as a place's aliases, calls
`reindex` itself. No compartment is ever indexed.
"""

from __future__ import annotations

from typing import Any, Protocol, cast
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tutela_web.base.models import SearchLine
from tutela_web.base.stems import stem_text, stems_of

CHUNK = 500
MOST_WORDS = 12
"""Words of one question; what follows is not looked for."""


class SearchedRecord(Protocol):
    """A record that is searched: the words it is looked for by, and whether they may be kept."""

    @property
    def pk(self) -> UUID: ...

    mission_id: UUID
    language: str
    compartment: str

    def search_words(self) -> str: ...


def words_of(record: models.Model) -> str:
    """The text that people look for a record by."""
    if hasattr(record, "search_words"):
        return str(record.search_words())
    values = (getattr(record, name) for name in getattr(record, "searched", ()))
    return " ".join(str(value) for value in values if value)


def reindex(*records: models.Model) -> None:
    """Keep the index true to these records, of one model; other models are left alone."""
    if not records or not is_searched(type(records[0])):
        return
    kind = records[0]._meta.model_name or ""
    lines = [
        SearchLine(
            mission_id=record.mission_id,
            kind=kind,
            subject_id=record.pk,
            stems=stem_text(words_of(cast(models.Model, record)), record.language)
            if not record.compartment
            else "",
        )
        for record in cast(tuple[SearchedRecord, ...], records)
    ]
    SearchLine.objects.bulk_create(
        lines,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["mission_id", "stems"],
    )


def ids_matching(mission_id: UUID, kind: str, text: str) -> QuerySet[Any, Any]:
    """The ids of a mission's records that mention every word of a text, in any inflection.

    Gives   a queryset of ids for `pk__in`; none where the text has no word.
    """
    lines = _lines_matching(mission_id, text).filter(kind=kind)
    return lines.values_list("subject_id", flat=True)


def _lines_matching(mission_id: UUID, text: str) -> QuerySet[SearchLine]:
    words = stems_of(text)[:MOST_WORDS]
    lines = SearchLine.objects.filter(mission_id=mission_id)
    if not words:
        return lines.none()
    if connection.vendor == "postgresql":
        table = SearchLine._meta.db_table
        asked = " & ".join("(" + " | ".join(f"'{stem}'" for stem in word) + ")" for word in words)
        sql = (
            f"SELECT id FROM {table} WHERE to_tsvector('simple', stems) @@ to_tsquery('simple', %s)"  # nosec B608 # a name of a table of ours
        )
    else:
        asked = " AND ".join(
            "(" + " OR ".join(f'"{stem}"' for stem in word) + ")" for word in words
        )
        sql = "SELECT rowid FROM base_search_fts WHERE base_search_fts MATCH %s"
    return lines.filter(id__in=RawSQL(sql, [asked]))  # nosec B611 # what is looked for is a parameter


def kinds_matching(mission_id: UUID, text: str) -> set[str]:
    """The kinds of which some record of a mission mentions every word of a text."""
    return set(_lines_matching(mission_id, text).values_list("kind", flat=True).distinct())


def is_searched(model: type[models.Model]) -> bool:
    """Whether records of a model are found by their words."""
    return bool(getattr(model, "searched", ())) or hasattr(model, "search_words")


def searched_models() -> list[type[models.Model]]:
    """Every model that is searched."""
    return [model for model in apps.get_models() if is_searched(model)]


def index_missing() -> list[str]:
    """Index the models of which no record is yet: after an upgrade that has more of them searched.

    Gives   the names of those that were indexed now.
    """
    known = set(SearchLine.objects.values_list("kind", flat=True).distinct())
    indexed = []
    for model in searched_models():
        name = model._meta.model_name or ""
        if name not in known and index_model(model):
            indexed.append(name)
    return indexed


def index_model(model: type[models.Model]) -> int:
    """Index all records of a model; gives their number."""
    pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        reindex(*model._default_manager.filter(pk__in=pks[start : start + CHUNK]))
    return len(pks)
