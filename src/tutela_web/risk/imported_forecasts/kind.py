"""Forecasts of others, as a kind of record: its file makes one, its words can be put right."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.imported_forecasts.queries import forecasts_for, month_said, stated_at
from tutela_web.risk.imported_forecasts.verbs import ACT
from tutela_web.risk.queries import RegisterFilters, hotspots

BESIDE = 15
VALUES = 200


def _months(forecast: ImportedForecast) -> str:
    return f"{month_said(forecast.first_month)} – {month_said(forecast.last_month)}"


def _state(forecast: ImportedForecast) -> Any:
    if forecast.withdrawn:
        return _("withdrawn")
    stale = forecast.is_stale(clock.today(forecast.mission))
    return _("stale: a newer one should be out") if stale else _("current")


def _is_stale(forecast: ImportedForecast) -> bool:
    return not forecast.withdrawn and forecast.is_stale(clock.today(forecast.mission))


def _beside_ours(standing: Standing, rows: QuerySet[ImportedForecast]) -> dict[str, Any]:
    """The first hotspots of ours, each with what others state of its place."""
    lines, _total, assessment = hotspots(standing, RegisterFilters(), top=BESIDE)
    stated = stated_at(standing, [line.place for line in lines])
    return {
        "assessment": assessment,
        "beside_ours": [(line, stated[line.place.pk]) for line in lines] if stated else [],
    }


def _values_stated(standing: Standing, forecast: ImportedForecast) -> dict[str, Any]:
    values = forecast.values.order_by("month", "-probability", "-expected", "key")
    return {
        "values": list(values[:VALUES]),
        "values_number": values.count(),
        "stale": forecast.is_stale(standing.on),
        "months": _months(forecast),
    }


FORECAST = RecordKind(
    ImportedForecast,
    name="forecast",
    room="risk",
    path="risks/forecasts",
    reads="risks",
    act=ACT,
    rows=forecasts_for,
    made_here=False,
    titles=Titles(
        one=_("Forecast of others"),
        many=_("Forecasts of others"),
        about=_(
            "What VIEWS and ACLED CAST published, beside ours. It never enters our order. Where "
            "nobody states anything, that is silence, and silence is not calm."
        ),
        add=_("Upload a forecast"),
        none=_("No forecast of others is on file."),
    ),
    fields=(
        Field("publisher", _("Publisher"), asked=False),
        Field("unit", _("Of each"), asked=False),
        Field("issued_on", _("Issued on"), _("The day its publisher gives.")),
        Field("first_month", _("First month"), asked=False),
        Field("last_month", _("Last month"), asked=False),
        Field("licence", _("Licence"), _("As its publisher states it.")),
        Field("citation", _("How it is cited"), lines=2),
        Field("withdrawn", _("Withdrawn: shown nowhere"), _("For a file that was wrong.")),
    ),
    columns=(
        ListColumn("publisher", under=("unit",)),
        ListColumn("issued_on"),
        ListColumn("months", label=_("For"), told=_months),
        ListColumn("state", label=_("State"), told=_state),
        ListColumn("licence", under=("citation",)),
    ),
    warns=_is_stale,
    beside=_beside_ours,
    list_template="risk/forecasts.html",
    page_beside=_values_stated,
    page_template="risk/forecast.html",
)
