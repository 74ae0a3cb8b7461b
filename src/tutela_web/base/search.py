"""The index of words: which records mention them. It knows no policy; whoever asks must filter.

A model is searched when it has `search_words()`, the text people look for it by. records.verbs
keeps the index with every record made or edited; a verb that changes something else the words
come from, such as a place's aliases, calls `reindex` itself. No compartment is ever indexed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tutela_web.base.models import SearchLine
from tutela_web.base.stems import stem_text, stems_of

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


def reindex(*records: models.Model) -> None:
    """Keep the index true to these records, of one model; other models are left alone."""
    if not records or not hasattr(records[0], "search_words"):
        return
    kind = records[0]._meta.model_name or ""
    lines = [
        SearchLine(
            mission_id=record.mission_id,
            kind=kind,
            subject_id=record.pk,
            stems=stem_text(record.search_words(), record.language)
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
    words = stems_of(text)[:MOST_WORDS]
    lines = SearchLine.objects.filter(mission_id=mission_id, kind=kind)
    if not words:
        return lines.none().values_list("subject_id", flat=True)
    if connection.vendor == "postgresql":
        table = SearchLine._meta.db_table
        asked = " & ".join("(" + " | ".join(f"'{stem}'" for stem in word) + ")" for word in words)
        sql = (
            f"SELECT id FROM {table} WHERE to_tsvector('simple', stems) @@ to_tsquery('simple', %s)"
        )
    else:
        asked = " AND ".join(
            "(" + " OR ".join(f'"{stem}"' for stem in word) + ")" for word in words
        )
        sql = "SELECT rowid FROM base_search_fts WHERE base_search_fts MATCH %s"
    return lines.filter(id__in=RawSQL(sql, [asked])).values_list("subject_id", flat=True)


def searched_models() -> Iterable[type[models.Model]]:
    """Every model that is searched."""
    return [model for model in apps.get_models() if hasattr(model, "search_words")]
