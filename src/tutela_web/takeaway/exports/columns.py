"""Columns that lists of several kinds have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from tutela_web.access.policy import Standing
from tutela_web.base import exports as base
from tutela_web.base.exports import ExportColumn
from tutela_web.base.markings import Classification
from tutela_web.base.values import Words


def field_of(name: str, label: Words, type: type = str, attr: str = "") -> ExportColumn:
    """A column that is a field of the record; blank text is not known."""
    attr = attr or name
    if type is str:
        return ExportColumn(name, label, str, lambda record: getattr(record, attr) or None)
    return ExportColumn(name, label, type, lambda record: getattr(record, attr))


def coordinates(
    point: Callable[[Any], tuple[float | None, float | None, int | None]],
) -> list[ExportColumn]:
    """Latitude, longitude and stated precision; a point no closer than stated."""

    def at(record: Any, which: int) -> float | None:
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


def own_point(record: Any) -> tuple[float | None, float | None, int | None]:
    """Latitude, longitude and stated precision of a record that has its own point."""
    return record.latitude, record.longitude, record.place_precision


def marking_columns(
    standing: Standing, marking: Callable[[Any], int], invented: Callable[[Any], bool]
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


def classification(record: Any) -> int:
    """The marking of a record."""
    return int(record.classification)


def is_invented(record: Any) -> bool:
    """Whether a record was made up for a demonstration."""
    return bool(record.invented)


def area_code(record: Any) -> str | None:
    """The code of a record's area."""
    return record.area.code if record.area else None


RECORD = gettext_lazy("Record")
AREA = ExportColumn("area", gettext_lazy("Area"), str, area_code)


def record_column(name: str = "record_id") -> ExportColumn:
    """The column of what a record is known by outside."""
    return ExportColumn(name, RECORD, str, lambda record: str(getattr(record, "handle", record.pk)))
