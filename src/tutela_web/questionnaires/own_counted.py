"""What records hold in a field of the mission's own, counted by month for one reader: of the
records they see, where they may read the field; small counts hidden where the field says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from tutela.intake.counting import (
    ANSWERED,
    NO,
    UNANSWERED,
    YES,
    CountedAnswer,
    CountedQuestion,
    count_answers,
    months_until,
)
from tutela.intake.own_fields import as_question
from tutela.intake.questions import Value
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.models import OwnField
from tutela_web.records.models import OwnValue
from tutela_web.records.own.carriers import Carrier, carriers
from tutela_web.records.own.fields import AddedField, fields_seen, may_read_on
from tutela_web.records.own.values import UNKNOWN


@dataclass(frozen=True)
class CountedRow:
    """One value, how many records hold it, and where those records are listed."""

    answer: CountedAnswer
    url: str


@dataclass(frozen=True)
class CountedField:
    """A field with its values counted: the first days of the months, oldest first."""

    field: AddedField
    carrier: Carrier
    months: tuple[date, ...]
    question: CountedQuestion
    rows: tuple[CountedRow, ...]


def seen_field(standing: Standing, definition: OwnField) -> tuple[AddedField, Carrier] | None:
    """A field in force and the records it stands on, where this person may read its values."""
    carrier = carriers().get(definition.stands_on)
    if carrier is None:
        return None
    seen = fields_seen(standing, carrier.name, carrier.reads)
    return next(((field, carrier) for field in seen if field.pk == definition.pk), None)


@dataclass(frozen=True)
class CountedValues:
    """The values of a field by month, the first days of the months given, oldest first; and of each
    value by its code, the records that hold it."""

    months: tuple[date, ...]
    question: CountedQuestion
    holding: dict[str, list[UUID]]


def count_values(
    fields: Sequence[AddedField], carrier: Carrier, *, by: Standing, until: datetime | None = None
) -> list[CountedValues]:
    """Count what records of a kind hold in each of these fields, over the twelve months to this
    reader's day, by the day each is of, else the day it was entered. Two queries.

    Takes   until, the moment after which a record that was entered counts no more.
    Source  `counting.count_answers`, as the answers to a form are counted.
    """
    months = months_until(by.on)
    zone = ZoneInfo(by.mission.time_zone)
    begin = datetime.combine(months[0], datetime.min.time(), zone)
    read = carrier.rows(by).filter(entered_at__gte=begin)
    if until is not None:
        read = read.filter(entered_at__lte=until)
    rows = OwnValue.objects.filter(definition__in=[field.pk for field in fields])
    values = {
        (definition, record): held
        for definition, record, held in rows.values_list("definition", "record", "held")
    }
    of_field: list[list[tuple[int, UUID, Value]]] = [[] for _field in fields]
    for record in read.order_by().iterator(2000):
        day = carrier.day(record) or record.entered_at
        if isinstance(day, datetime):
            day = day.astimezone(zone).date()
        if (month := day.replace(day=1)) not in months:
            continue
        for field, counted in zip(fields, of_field, strict=True):
            if may_read_on(by, carrier.reads, field, record):
                value = values.get((field.pk, record.pk))
                counted.append((months.index(month), record.pk, value))
    return [
        _count_months(field, months, counted)
        for field, counted in zip(fields, of_field, strict=True)
    ]


def _count_months(
    field: AddedField, months: Sequence[date], counted: Sequence[tuple[int, UUID, Value]]
) -> CountedValues:
    first = min((month for month, _record, _held in counted), default=len(months) - 1)
    question = count_answers(
        as_question(field.spec),
        [(month - first, value) for month, _record, value in counted],
        len(months) - first,
        (get_language() or "en").split("-")[0],
    )
    holding: dict[str, list[UUID]] = {}
    for _month, record, value in counted:
        holding.setdefault(_code_of(field, value), []).append(record)
    return CountedValues(tuple(months[first:]), question, holding)


def _code_of(field: AddedField, value: Value) -> str:
    """A value as `CountedAnswer` names it."""
    if value is None:
        return UNANSWERED
    if isinstance(value, bool):
        return YES if value else NO
    return str(value) if field.is_counted else ANSWERED


def count_field(field: AddedField, carrier: Carrier, *, by: Standing) -> CountedField:
    """Count what records hold in a field, each value with where its records are listed. That it was
    counted is a line in the audit."""
    [values] = count_values([field], carrier, by=by)
    _note_counted(field, by)
    address = carrier.list_address(by)
    rows = (
        CountedRow(answer, _address(field, answer, address)) for answer in values.question.answers
    )
    return CountedField(field, carrier, values.months, values.question, tuple(rows))


def _address(field: AddedField, answer: CountedAnswer, address: str) -> str:
    """Where the records are listed that hold a value, as far as a list is filtered by the field."""
    if not field.is_counted:
        return address
    return f"{address}?{urlencode({field.name: answer.value or UNKNOWN})}"


def _note_counted(field: AddedField, by: Standing) -> None:
    compartment = field.spec["compartment"]
    trail.record(
        "count_answers",
        mission=by.mission,
        by=by.person,
        kind="ownfield",
        subject=field.pk,
        **({"compartment": compartment} if compartment else {}),
    )
