"""Kinds of record as pages of other rooms name them: what a sentence rests on, what search finds.

A kind that is declared (`records.kinds`) is named by that; the others are declared here, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import get_resolver, reverse

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.records.kinds import KINDS, RecordKind
from tutela_web.records.models import Record


@dataclass(frozen=True, eq=False)
class NamedKind:
    """A kind of record, with how one is found, called and opened.

    rows       the records a person may see
    page       name of the address a row leads to; of, the record of that page
    one, many  how one is called, and a list of them, as far as a page asks
    named      how one is called among those of other kinds
    says       what a line says of it where more is wanted than its name
    day        of when it is
    """

    model: type[Model]
    rows: Callable[[Standing], QuerySet[Any]]
    page: str
    one: Words = ""
    many: Words = ""
    named: Callable[[Any], str] = str
    says: Callable[[Any], str] = str
    of: Callable[[Any], Any] = lambda record: record
    day: Callable[[Any], date | datetime | None] = lambda _record: None

    @property
    def name(self) -> str:
        """How the index of search calls it."""
        return self.model._meta.model_name or ""

    def address(self, standing: Standing, record: Model) -> str:
        """Where a record is read."""
        return reverse(self.page, args=[standing.mission.code, self.of(record).pk])


def name_declared(kind: RecordKind, *, linked: bool) -> NamedKind:
    """How a declared kind is named.

    Takes   linked, whether what is said of one tells of the records it links.
    """

    def rows(standing: Standing) -> QuerySet[Any]:
        if not standing.reads(kind.reads) or not kind.there(standing):
            return kind.model._default_manager.none()
        return kind.rows_shown(standing) if linked else kind.rows(standing)

    page = f"{kind.room}:{kind.name}"
    titles = kind.titles
    return NamedKind(
        kind.model, rows, page, titles.one, titles.many, says=_name_and_words, day=kind.day
    )


@cache
def declared_by_name() -> dict[str, NamedKind]:
    """The declared kinds by their names, but for names that two rooms use."""
    get_resolver().url_patterns  # noqa: B018 # kinds are declared where pages are
    used = Counter(kind.name for kind in KINDS.values())
    once = (kind for kind in KINDS.values() if used[kind.name] == 1)
    return {kind.name: name_declared(kind, linked=False) for kind in once}


def _name_and_words(record: Record) -> str:
    """How a record is called and, where that is a code, its first words."""
    name = str(record)
    words = (str(getattr(record, field) or "") for field in record.searched)
    said = next((text for text in words if text and text not in name), "")
    return f"{name} · {said}" if said else name
