"""The index of words: which records mention them. It knows no policy; whoever asks must filter.

A model is searched when it has `search_words()`, the text people look for it by, or says by which
of its fields it is found (`searched`). records.verbs keeps the index with every record made or
edited; a verb that changes something else the words come from, such as a place's aliases, calls
`reindex` itself. No compartment is ever indexed.

A model whose records have names says which (`heard_by`: fields, or properties that hold several):
they are found by how they sound too. Names of persons are never among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tutela.places.names import ear_keys
from tutela_web.base.models import SearchLine
from tutela_web.base.searching.stems import stem_text, stems_of

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


def is_heard(model: type[models.Model]) -> bool:
    """Whether records of a model are found by how their names sound."""
    return bool(getattr(model, "heard_by", ()))


def names_of(record: models.Model) -> list[str]:
    """The names of a record: its own, then those beside it in any language or spelling."""
    values = (getattr(record, name) for name in getattr(record, "heard_by", ()))
    listed = ((value,) if isinstance(value, str) else value for value in values)
    return [name for names in listed for name in names if name]


def _sounds_of(record: models.Model) -> str:
    """The keys of a record's names, each between blanks, so that one is found whole."""
    keys = dict.fromkeys(key for name in names_of(record) for key in ear_keys(name))
    return f" {' '.join(keys)} " if keys else ""


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
            sounds=_sounds_of(cast(models.Model, record)) if not record.compartment else "",
        )
        for record in cast(tuple[SearchedRecord, ...], records)
    ]
    SearchLine.objects.bulk_create(
        lines,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["mission_id", "stems", "sounds"],
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


def lines_sounding_like(mission_id: UUID, text: str, kinds: Iterable[str]) -> QuerySet[SearchLine]:
    """The lines of records of some kinds with a name that has the sounds of a text, in any order.

    Likeness of the letters is not asked: whoever shows them weighs that, of those that may be seen.
    """
    *words, whole = ear_keys(text)[: MOST_WORDS + 1] or ("",)
    if not whole:
        return SearchLine.objects.none()
    each = Q()
    for key in words or [whole]:
        each &= Q(sounds__contains=f" {key} ")
    lines = SearchLine.objects.filter(mission_id=mission_id, kind__in=list(kinds))
    return lines.filter(each | Q(sounds__contains=f" {whole} "))


def is_searched(model: type[models.Model]) -> bool:
    """Whether records of a model are found by their words."""
    return bool(getattr(model, "searched", ())) or hasattr(model, "search_words")


def searched_models() -> list[type[models.Model]]:
    """Every model that is searched."""
    return [model for model in apps.get_models() if is_searched(model)]


def index_missing() -> list[str]:
    """Index the models of which no record is yet, or none by its sounds: after an upgrade that has
    more of them searched.

    Gives   the names of those that were indexed now.
    """
    known = set(SearchLine.objects.values_list("kind", flat=True).distinct())
    unheard = set(SearchLine.objects.filter(sounds=None).values_list("kind", flat=True).distinct())
    indexed = []
    for model in searched_models():
        name = model._meta.model_name or ""
        missing = name not in known or (is_heard(model) and name in unheard)
        if missing and index_model(model):
            indexed.append(name)
    return indexed


def index_model(model: type[models.Model]) -> int:
    """Index all records of a model; gives their number."""
    pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        reindex(*model._default_manager.filter(pk__in=pks[start : start + CHUNK]))
    return len(pks)
