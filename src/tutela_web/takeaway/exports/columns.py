"""Columns that lists of several kinds have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy

from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import ExportColumn
from tutela_web.base.values import Words
from tutela_web.incidents.models import Event
from tutela_web.records.models import Record
from tutela_web.records.own.fields import AddedField

R = TypeVar("R")


class HasPoint(Protocol):
    """What has a point of its own, no closer than its stated precision."""

    latitude: float | None
    longitude: float | None
    place_precision: int | None


def field_of(name: str, label: Words, type: type = str, attr: str = "") -> ExportColumn:
    """A column that is a field of the record; blank text is not known."""
    attr = attr or name
    if type is str:
        return ExportColumn(name, label, str, lambda record: getattr(record, attr) or None)
    return ExportColumn(name, label, type, lambda record: getattr(record, attr))


def coordinates(
    point: Callable[[R], tuple[float | None, float | None, int | None]],
) -> list[ExportColumn]:
    """Latitude, longitude and stated precision; a point no closer than stated."""

    def at(record: R, which: int) -> float | None:
        return base.as_stated(*point(record))[which]

    return [
        ExportColumn("latitude", gettext_lazy("Latitude"), float, lambda record: at(record, 0)),
        ExportColumn("longitude", gettext_lazy("Longitude"), float, lambda record: at(record, 1)),
        ExportColumn(
            "place_precision",
            gettext_lazy("Precision of the point"),
            int,
            lambda record: point(record)[2],
        ),
    ]


def own_point(record: HasPoint) -> tuple[float | None, float | None, int | None]:
    """Latitude, longitude and stated precision of a record that has its own point."""
    return record.latitude, record.longitude, record.place_precision


def own_columns(fields: Sequence[AddedField]) -> list[ExportColumn]:
    """The mission's own fields, of records on which `own.values.tell_own` has written."""
    types: dict[str, type] = {"number": float, "day": date, "yesno": bool}

    def held_in(field: AddedField) -> Callable[[Any], base.Value]:
        def held(record: Record) -> base.Value:
            value = record.own.get(field.code)
            if value is not None and field.spec["holds"] == "day":
                return date.fromisoformat(str(value))
            return value

        return held

    return [
        ExportColumn(field.name, field.label, types.get(field.spec["holds"], str), held_in(field))
        for field in fields
    ]


def marking_with_own(fields: Sequence[AddedField]) -> Callable[[Any], int]:
    """The marking of a row: its record's, or that of an own field it tells, if that is higher."""
    markings = {field.code: field.spec["marking"] for field in fields}
    return lambda record: max(classification(record), *markings_told(markings, record), 0)


def markings_told(markings: Mapping[str, int], record: Record) -> list[int]:
    """The markings, by code, of the own fields that a row tells."""
    return [markings[code] for code, value in record.own.items() if value is not None]


def marking_columns(
    standing: Standing, marking: Callable[[R], int], invented: Callable[[R], bool]
) -> list[ExportColumn]:
    """The columns at the end of every row, so that a part cut out still says what it is."""
    drill = standing.mission.is_exercise
    words = {mark.value: str(mark.label) for mark in Classification}
    return [
        ExportColumn(
            "invented",
            gettext_lazy("Invented"),
            bool,
            lambda record: drill or bool(invented(record)),
        ),
        ExportColumn(
            "marking", gettext_lazy("Classification"), str, lambda record: words[marking(record)]
        ),
    ]


def classification(record: Record | Event) -> int:
    """The marking of a record."""
    return int(record.classification)


def is_invented(record: Record) -> bool:
    """Whether a record was made up for a demonstration."""
    return bool(record.invented)


def area_code(record: Record) -> str | None:
    """The code of a record's area."""
    return record.area.code if record.area else None


RECORD = gettext_lazy("Record")
AREA = ExportColumn("area", gettext_lazy("Area"), str, area_code)


def record_column(name: str = "record_id") -> ExportColumn:
    """The column of what a record is known by outside."""
    return ExportColumn(name, RECORD, str, lambda record: str(getattr(record, "handle", record.pk)))
