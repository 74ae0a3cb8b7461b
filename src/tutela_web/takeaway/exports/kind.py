"""What every kind of list to take away says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest

from tutela_web.access.policy import Standing
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import Table
from tutela_web.base.values import FieldValue
from tutela_web.risk.models import Assessment

K = TypeVar("K")
R = TypeVar("R")


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
