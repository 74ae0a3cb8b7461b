"""Reading versions, through the records that a person may see: there is no reading of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, Q, QuerySet

from tutela_web.access.models import Compartment, Mission
from tutela_web.base.values import FieldValue
from tutela_web.records.versions.models import OpenVersion, Versioned, VersionRow, table_of
from tutela_web.records.versions.stored import (
    kind_of,
    record_of,
    stored_value,
    value_of,
    values_held,
)

V = TypeVar("V", bound=Versioned)


def versions_of(*records: V) -> Versions[V]:
    """The versions of records of one model, which somebody was let in to; oldest first.

    What a record was in a compartment that it is in no longer is not among them.
    """
    if not records:
        return Versions((), Versioned, Q())  # type: ignore[arg-type]
    model = type(records[0])
    kinds = {"", *(str(getattr(record, "compartment", "")) for record in records)}
    return versions_of_ids(model, [record.pk for record in records], compartments=kinds)


def versions_of_ids(
    model: type[V], ids: Iterable[UUID], *, compartments: Iterable[str] = ("",)
) -> Versions[V]:
    """The same, of the ids of records, in the compartments that their reader holds."""
    wanted = list(ids)
    tables = _tables(model, compartments) if wanted else ()
    return Versions(tables, model, Q(record__in=wanted, kind=kind_of(model)))


def versions_in(
    mission: Mission, model: type[V], *, compartments: Iterable[str] = ("",)
) -> Versions[V]:
    """Every version of a mission's records of one model, for what counts and ranks."""
    asked = Q(mission=mission, kind=kind_of(model))
    return Versions(_tables(model, compartments), model, asked)


def _tables(model: type[models.Model], compartments: Iterable[str]) -> tuple[type[VersionRow], ...]:
    return tuple(dict.fromkeys(table_of(model, name) for name in sorted(compartments)))


def tables_of(model: type[models.Model]) -> tuple[type[VersionRow], ...]:
    """Every table in which versions of a model may lie."""
    return _tables(model, Compartment.values)


def rows_of(model: type[V], ids: Iterable[UUID]) -> Iterator[tuple[VersionRow, V]]:
    """Every version of some records as it lies, in whatever table, for what rewrites them."""
    asked = Q(record__in=list(ids), kind=kind_of(model))
    for table in tables_of(model):
        for row in table._default_manager.filter(asked).order_by("number", "id"):
            yield row, record_of(model, row)


def rows_in_open(model: type[models.Model]) -> QuerySet[VersionRow]:
    """The versions of open records of a model as they lie, to be asked within another query."""
    return table_of(model)._default_manager.filter(kind=kind_of(model))


def state_of_versions(mission: Mission, model: type[models.Model]) -> tuple[Any, ...]:
    """What changes with every version of a mission's records: none changes without one.

    Counted too, for the highest number may be seen before a lower one is committed. Asked several
    times a page, and so past the ORM.
    """
    table = table_of(model)
    key = table._meta.get_field("mission").get_db_prep_value(mission.pk, connection)
    name = connection.ops.quote_name(table._meta.db_table)
    asked = f"SELECT max(id), count(*) FROM {name} WHERE mission_id = %s AND kind = %s"  # nosec B608 # a name of a table of ours, quoted
    with connection.cursor() as cursor:
        cursor.execute(asked, [key, kind_of(model)])
        return tuple(cursor.fetchone())


@dataclass(frozen=True)
class Versions(Generic[V]):
    """Versions to be read, oldest first of each record; asked for when they are looped over."""

    tables: tuple[type[VersionRow], ...]
    model: type[V]
    asked: Q

    def __iter__(self) -> Iterator[V]:
        return (record_of(self.model, row) for row in self._rows())

    def values(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """What stood in a few fields of each, without making the whole record."""
        fields: list[Any] = [self.model._meta.get_field(name) for name in names]
        for row in self._rows():
            stored = values_held(row)
            yield tuple(value_of(field, stored) for field in fields)

    def holding(self, **values: FieldValue) -> Versions[V]:
        """Those in which fields held these values; with None, those in which nothing stood."""
        asked = self.asked
        for name, value in values.items():
            column = f"values__{column_of(self.model, name)}"
            stored = stored_value(self.model._meta.get_field(name), value)  # type: ignore[arg-type]
            is_there = stored is not None and stored is not False and stored != ""
            asked &= Q(**{column: stored}) if is_there else Q(**{f"{column}__isnull": True})
        return replace(self, asked=asked)

    def having(self, *names: str) -> Versions[V]:
        """Those in which something stood in each of these fields."""
        columns = [f"values__{column_of(self.model, name)}" for name in names]
        known = Q(**{f"{column}__isnull": False for column in columns})
        return replace(self, asked=self.asked & known)

    def narrow(self, *conditions: Exists | Q, **asked: FieldValue | UUID) -> Versions[V]:
        """Those of which a fact beside the fields is so: `written_at__lt`, `number`, `written_by`,
        `classification__lte`, ..."""
        return replace(self, asked=self.asked & Q(*conditions, **asked))

    def get_numbered(self, number: int) -> V | None:
        """A version by its number; the last of them where a record was moved under it."""
        return self.narrow(number=number).newest()

    def newest(self) -> V | None:
        """The last one."""
        row = self._rows().last()
        return record_of(self.model, row) if row else None

    def last_written(self) -> datetime | None:
        """When the newest of them was written: the first table by its index, the others, which
        are small, by one query together."""
        first, others = self._queries()[:1], self._queries()[1:]
        newest = [
            at
            for query in first
            for at in query.order_by("-id").values_list("written_at", flat=True)[:1]
        ]
        if others:
            rest = [query.order_by().values_list("written_at", flat=True) for query in others]
            newest += rest[0].union(*rest[1:], all=True).order_by("-written_at")[:1]
        return max(newest, default=None)

    def ids(self) -> set[UUID]:
        """Of which records they are."""
        return {pk for query in self._queries() for pk in query.values_list("record", flat=True)}

    def count(self) -> int:
        """How many there are."""
        return sum(query.count() for query in self._queries())

    def _queries(self) -> list[QuerySet[VersionRow]]:
        return [table._default_manager.filter(self.asked) for table in self.tables]

    def _rows(self) -> QuerySet[VersionRow]:
        """One query of them all, whatever tables they lie in."""
        first, *others = self._queries() or [OpenVersion.objects.none()]
        rows = first.union(*others, all=True) if others else first
        return rows.order_by("number", "written_at", "id")


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field, under which a version holds its value."""
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]
