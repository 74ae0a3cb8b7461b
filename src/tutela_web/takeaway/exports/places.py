"""Places and bases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tutela_web.access.policy import Standing
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import ExportColumn, Table
from tutela_web.base.tables.roundtrip import name_told
from tutela_web.capacity.kinds.base_kind import BASE
from tutela_web.capacity.units.queries import found_bases
from tutela_web.places.kind import PLACE
from tutela_web.places.queries import found_places
from tutela_web.takeaway.exports.columns import (
    AREA,
    classification,
    coordinates,
    field_of,
    is_invented,
    marking_columns,
    marking_with_own,
    own_columns,
    own_point,
    record_column,
)
from tutela_web.takeaway.exports.kind import (
    RecordsToExport,
    counted_sources,
    filters_set,
    found_by_own,
    own_fields_of,
    with_own,
)


def place_table(standing: Standing) -> Table:
    """The columns of places."""
    fields = own_fields_of(PLACE, standing)
    marking = marking_with_own(fields) if fields else classification
    columns = [
        record_column(),
        field_of("version", gettext_lazy("Version"), int),
        field_of("code", gettext_lazy("Code")),
        field_of("name", gettext_lazy("Name")),
        ExportColumn(
            "other_names",
            gettext_lazy("Other names"),
            str,
            lambda p: "; ".join(map(name_told, p.other_names)) or None,
        ),
        field_of("kind", gettext_lazy("Kind")),
        AREA,
        *coordinates(own_point),
        field_of("pcode", gettext_lazy("P-code")),
        field_of("adm1", gettext_lazy("First-level area")),
        field_of("adm2", gettext_lazy("Second-level area")),
        field_of("population", gettext_lazy("Population"), int),
        field_of("population_on", gettext_lazy("Population counted on"), date),
        field_of("phone_coverage", gettext_lazy("Phone coverage"), bool),
        field_of("reachable", gettext_lazy("Access"), bool),
        field_of("directions", gettext_lazy("How to get there")),
        field_of("source", gettext_lazy("Source")),
        field_of("retired", gettext_lazy("Retired"), bool),
        *own_columns(fields),
        *marking_columns(standing, marking, is_invented),
    ]
    return Table("places", tuple(columns), marking)


PLACE_FILTERS = ("area", "kind", "phone", "never", "retired", "q")


def find_places(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The places that the list's address asks for."""
    asked = {name: request.GET.get(name, "") for name in PLACE_FILTERS}
    rows: Any = found_places(standing, asked)
    rows, asked_own = found_by_own(PLACE, standing, request, rows)
    read = rows.defer("folded", "area__boundary").iterator(base.CHUNK)
    return RecordsToExport(
        with_own(PLACE, standing, read), filters_set(asked | asked_own), counted_sources(rows)
    )


def base_table(standing: Standing) -> Table:
    """The columns of bases."""
    fields = own_fields_of(BASE, standing)
    marking = marking_with_own(fields) if fields else classification
    columns = [
        record_column(),
        field_of("version", gettext_lazy("Version"), int),
        field_of("code", gettext_lazy("Code")),
        field_of("name", gettext_lazy("Name")),
        field_of("kind", gettext_lazy("Kind")),
        AREA,
        *coordinates(own_point),
        field_of("troops", gettext_lazy("Troops"), int),
        field_of("opened", gettext_lazy("Opened on"), date),
        field_of("closed", gettext_lazy("Closed from"), date),
        field_of("duty_number", gettext_lazy("Duty number")),
        field_of("source", gettext_lazy("Source")),
        field_of("retired", gettext_lazy("Retired"), bool),
        *own_columns(fields),
        *marking_columns(standing, marking, is_invented),
    ]
    return Table("bases", tuple(columns), marking)


BASE_FILTERS = ("kind", "when", "retired")


def find_bases(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The bases that the list's address asks for."""
    asked = {name: request.GET.get(name, "") for name in BASE_FILTERS}
    rows: Any = found_bases(standing, asked)
    rows, asked_own = found_by_own(BASE, standing, request, rows)
    read = rows.defer("area__boundary").iterator(base.CHUNK)
    return RecordsToExport(
        with_own(BASE, standing, read), filters_set(asked | asked_own), counted_sources(rows)
    )
