"""The mission's own fields in a list of records: columns, filters, and in the facts of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.records.models import Record
from tutela_web.records.own.fields import AddedField, fields_seen, may_read_on
from tutela_web.records.own.values import (
    UNKNOWN,
    RecordT,
    held_in_words,
    rows_holding,
    values_of,
)


@dataclass(frozen=True)
class OwnCell:
    """What a record holds in an own field, in words; None is not known."""

    label: str
    said: str | None


def columns_of(standing: Standing, kind: str, reads: str) -> tuple[AddedField, ...]:
    """The own fields that stand in the list of a kind, for this person."""
    return tuple(field for field in fields_seen(standing, kind, reads) if field.spec["in_list"])


def add_cells(
    standing: Standing, reads: str, columns: Sequence[AddedField], records: Iterable[Record]
) -> None:
    """Write on each record of a page, as `own_cells`, what stands in these columns. One query."""
    rows = list(records)
    if not columns:
        return
    values = values_of(standing, reads, columns, rows)
    for record in rows:
        record.own_cells = [
            OwnCell(field.label, held_in_words(field, values[record.pk].get(field.code)))
            for field in columns
        ]


def facts_of(standing: Standing, kind: str, reads: str, record: Record) -> list[OwnCell]:
    """What a record holds in each own field that this person reads on it."""
    fields = [
        field
        for field in fields_seen(standing, kind, reads)
        if may_read_on(standing, reads, field, record)
    ]
    if not fields:
        return []
    values = values_of(standing, reads, fields, [record])[record.pk]
    return [OwnCell(field.label, held_in_words(field, values.get(field.code))) for field in fields]


def filters_of(standing: Standing, kind: str, reads: str) -> list[AddedField]:
    """The own fields by which this person may filter the list of a kind."""
    return [field for field in fields_seen(standing, kind, reads) if field.is_counted]


def choices_of(field: AddedField) -> list[tuple[str, Words]]:
    """What a filter by a field offers: its values, and that it is not known."""
    listed: list[tuple[str, Words]] = [*field.choices]
    if field.spec["holds"] == "yesno":
        listed = [("yes", _("yes")), ("no", _("no"))]
    return [*listed, (UNKNOWN, _("not known"))]


def filter_rows(
    standing: Standing,
    reads: str,
    filters: Sequence[AddedField],
    asked: Mapping[str, str],
    rows: QuerySet[RecordT],
) -> QuerySet[RecordT]:
    """The records of a list that its filters by own fields leave."""
    for field in filters:
        value = asked.get(field.name, "")
        if value in {value for value, _label in choices_of(field)}:
            rows = rows_holding(standing, reads, field, rows, value)
    return rows
