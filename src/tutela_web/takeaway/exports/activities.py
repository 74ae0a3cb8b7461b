"""Who does what, where, when, for whom: the lines of the implementation matrix."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tutela.incidents.compartments import closed_harms
from tutela_web.access.policy import Standing
from tutela_web.base.tables.exports import ExportColumn, Table
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import FILTERS as LINE_OF_MATRIX_FILTERS
from tutela_web.programme.matrix.queries import matrix
from tutela_web.takeaway.exports.columns import (
    AREA,
    classification,
    coordinates,
    field_of,
    is_invented,
    marking_columns,
    own_point,
    record_column,
)
from tutela_web.takeaway.exports.kind import RecordsToExport, filters_set


def _point_of_line(line: MatrixLine) -> tuple[float | None, float | None, int | None]:
    return own_point(line.place) if line.place else (None, None, None)


def _harms_of(line: MatrixLine) -> list[str]:
    return [line.risk.harm, *line.harms] if line.risk else list(line.harms)


def _harms_told(line: MatrixLine) -> str | None:
    return "; ".join(_harms_of(line)) or None


def activity_table(standing: Standing) -> Table:
    """The columns of who does what, where, when, for whom."""
    columns = [
        record_column(),
        field_of("version", gettext_lazy("Version"), int),
        field_of("code", gettext_lazy("Code")),
        field_of("lead", gettext_lazy("Who leads")),
        ExportColumn(
            "support", gettext_lazy("Who supports"), str, lambda r: "; ".join(r.support) or None
        ),
        field_of("part", gettext_lazy("Kind of component")),
        field_of("joint", gettext_lazy("Together with other protection actors"), bool),
        field_of("activity", gettext_lazy("What")),
        field_of("measure", gettext_lazy("What, in words")),
        ExportColumn(
            "tiers", gettext_lazy("Tiers"), str, lambda r: "; ".join(map(str, r.tiers)) or None
        ),
        field_of("phase", gettext_lazy("Phase")),
        ExportColumn(
            "place",
            gettext_lazy("Where"),
            str,
            lambda r: r.place.name if r.place else r.place_said or None,
        ),
        AREA,
        *coordinates(_point_of_line),
        field_of("starts", gettext_lazy("When: from"), date),
        field_of("ends", gettext_lazy("When: to"), date),
        ExportColumn(
            "for_whom",
            gettext_lazy("For whom"),
            str,
            lambda r: r.risk.place.name if r.risk else r.for_area.name if r.for_area else None,
        ),
        ExportColumn("harm", gettext_lazy("Against which harm"), str, _harms_told),
        field_of("threat", gettext_lazy("Theme")),
        field_of("status", gettext_lazy("Status")),
        *marking_columns(standing, classification, is_invented),
    ]
    return Table("activities", tuple(columns), classification)


def find_activities(standing: Standing, request: HttpRequest) -> RecordsToExport:
    """The lines of the matrix that its address asks for."""
    asked = {name: request.GET.get(name, "") for name in LINE_OF_MATRIX_FILTERS}
    never = set(closed_harms())
    lines = [line for line in matrix(standing, asked).lines if never.isdisjoint(_harms_of(line))]
    return RecordsToExport(lines, filters_set(asked))
