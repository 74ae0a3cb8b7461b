"""What every kind of list to take away says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest

from tutela_web.access.policy import Standing
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import Table
from tutela_web.base.values import FieldValue
from tutela_web.records.kinds import RecordKind
from tutela_web.records.models import Record
from tutela_web.records.own import lists
from tutela_web.records.own.carriers import name_of
from tutela_web.records.own.fields import AddedField, fields_seen
from tutela_web.records.own.values import tell_own
from tutela_web.risk.models import Assessment

K = TypeVar("K")
R = TypeVar("R")
KeptRecord = TypeVar("KeptRecord", bound=Record)


@dataclass(frozen=True)
class RecordsToExport:
    """The records of one copy, and what is known of them before they are read."""

    records: Iterable[Any]
    filters: dict[str, str] = field(default_factory=dict)
    sources: Callable[[], list[dict[str, Any]]] = list
    assessment: Assessment | None = None


@dataclass(frozen=True)
class ExportKind:
    """One list that may be taken away: what is read of the policy, its columns, its records.

    filters   what the list's address may ask; the copy's address asks the same; more, what it may
              ask of the mission's own fields
    """

    name: str
    title: Any
    reads: str
    filters: tuple[str, ...]
    table: Callable[[Standing], Table]
    find: Callable[[Standing, HttpRequest], RecordsToExport]
    more: Callable[[Standing], Iterable[str]] = lambda standing: ()

    def filters_for(self, standing: Standing) -> tuple[str, ...]:
        """What the list's address may ask, filters by the mission's own fields among them."""
        return (*self.filters, *self.more(standing))


def in_parts(ids: list[K], read: Callable[[list[K]], list[R]]) -> Iterator[R]:
    """The records of these ids in their order, so many read at once."""
    for at in range(0, len(ids), base.CHUNK):
        yield from read(ids[at : at + base.CHUNK])


def filters_set(asked: Mapping[str, FieldValue]) -> dict[str, str]:
    """The filters that are set."""
    return {name: str(value) for name, value in asked.items() if value}


def counted_sources(rows: QuerySet[Model]) -> Callable[[], list[dict[str, Any]]]:
    """A reader of how many rows each source gave."""

    def sources() -> list[dict[str, Any]]:
        counts = rows.order_by().values("source").annotate(n=Count("pk")).order_by("source")
        return [{"source": row["source"], "rows": row["n"]} for row in counts if row["source"]]

    return sources


def own_fields_of(kind: RecordKind, standing: Standing) -> tuple[AddedField, ...]:
    """The own fields that are columns of the copy of a kind. No query for a mission without any."""
    return fields_seen(standing, name_of(kind), kind.reads)


def own_filters_of(kind: RecordKind, standing: Standing) -> Iterable[str]:
    """What the address of a list of a kind may ask of its own fields."""
    return (field.name for field in lists.filters_of(standing, name_of(kind), kind.reads))


def with_own(
    kind: RecordKind, standing: Standing, records: Iterable[KeptRecord]
) -> Iterable[KeptRecord]:
    """The records of a kind, each told what it holds in own fields: a query for each part."""
    return _with_values(kind, standing, records) if own_fields_of(kind, standing) else records


def _with_values(
    kind: RecordKind, standing: Standing, records: Iterable[KeptRecord]
) -> Iterator[KeptRecord]:
    rows = iter(records)
    while part := list(islice(rows, base.CHUNK)):
        tell_own(standing, name_of(kind), kind.reads, part)
        yield from part


def found_by_own(
    kind: RecordKind, standing: Standing, request: HttpRequest, rows: QuerySet[KeptRecord]
) -> tuple[QuerySet[KeptRecord], dict[str, str]]:
    """The rows that the address's filters by own fields leave, and what it asks of each."""
    filters = lists.filters_of(standing, name_of(kind), kind.reads)
    asked = {field.name: request.GET.get(field.name, "") for field in filters}
    return lists.filter_rows(standing, kind.reads, filters, asked, rows), asked
