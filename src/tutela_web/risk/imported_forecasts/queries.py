"""Forecasts of others as they are read: for a place, an area, a month; never as part of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.base.later import np
from tutela.forecast.imported import area_key
from tutela.places.areas import locate_areas
from tutela.places.grid import cells
from tutela.risk.order import percent
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.risk.imported_forecasts.models import ForecastValue, ImportedForecast

MONTHS_SHOWN = 2

Publisher, Unit = ImportedForecast.Publisher, ImportedForecast.Unit


@dataclass(frozen=True)
class StatedOfMonth:
    """What a publisher stated of one unit for one month, and which places lie in it.

    key          the number of a PRIO-GRID cell, the ISO code of a country, or what an area's name
                 is found by (`tutela.forecast.imported.area_key`)
    probability  of at least one death (cell) or 25 (country) in state-based conflict: VIEWS; None
                 where none is stated
    expected     deaths in state-based conflict: VIEWS; events of violence against civilians: CAST
    """

    forecast: UUID
    publisher: str
    unit: str
    issued_on: date
    month: date
    key: str
    name: str
    probability: float | None
    expected: float | None
    places: tuple[UUID, ...]


def stated_of(mission: Mission, *months: date) -> list[StatedOfMonth]:
    """What others stated of months before each began, every cell, area or country with the places
    of the mission in it: of each publisher and unit the newest such issue.

    No policy is asked: the figures are published, and places are told by their ids alone.

    Takes   any day of each month.
    """
    issued = {first: _issued_before(mission, first) for first in (m.replace(day=1) for m in months)}
    if not any(issued.values()):
        return []
    places = Place.objects.filter(mission=mission, retired=False)
    inside: dict[tuple[str, str], list[UUID]] = {}
    for pk, keys in keys_of_places(mission, places).items():
        for unit, key in keys.items():
            inside.setdefault((unit, key), []).append(pk)
    return [
        StatedOfMonth(
            of.pk,
            of.publisher,
            of.unit,
            of.issued_on,
            value.month,
            value.key,
            value.name,
            value.probability,
            value.expected,
            tuple(inside.get((of.unit, value.key), ())),
        )
        for first, forecasts in issued.items()
        for by_pk in [{forecast.pk: forecast for forecast in forecasts}]
        for value in ForecastValue.objects.filter(forecast__in=by_pk, month=first).order_by("key")
        for of in [by_pk[value.forecast_id]]
    ]


def _issued_before(mission: Mission, first: date) -> list[ImportedForecast]:
    """Of each publisher and unit the newest issue before a month began that states anything of it,
    by its first day."""
    return _newest(
        ImportedForecast.objects.filter(
            mission=mission, withdrawn=False, issued_on__lt=first, values__month=first
        ).distinct()
    )


def forecasts_for(standing: Standing) -> QuerySet[ImportedForecast]:
    """The forecasts of others on file, the newest first, for who reads risks."""
    reading = standing.readings.get("risks")
    rows = ImportedForecast.objects.filter(
        mission=standing.mission, classification__lte=reading.clearance if reading else -1
    )
    return rows.select_related("mission").order_by("-issued_on", "publisher", "unit")


def keys_of_places(mission: Mission, places: Iterable[Place]) -> dict[UUID, dict[str, str]]:
    """By place, what it is found by in forecasts of each unit: its cell, its area, its country. A
    place without a point lies in the country alone, and in its area where that is named."""
    rows = list(places)
    lat = np.array([place.latitude for place in rows], dtype=np.float64)
    lon = np.array([place.longitude for place in rows], dtype=np.float64)
    areas = locate_areas(lat, lon)["name"].to_list() if rows else []
    keys = {}
    for place, cell, area in zip(rows, cells(lat, lon).tolist(), areas, strict=True):
        keys[place.pk] = {Unit.COUNTRY.value: mission.iso3}
        if cell > 0:
            keys[place.pk][Unit.CELL] = str(cell)
        if named := place.adm1 or area:
            keys[place.pk][Unit.AREA] = area_key(named)
    return keys


@dataclass(frozen=True)
class StatedHere:
    """One statement of others about one place, as a person reads it."""

    forecast: ImportedForecast
    value: ForecastValue
    stale: bool

    @property
    def heard(self) -> str:
        """Whose, issued when, for when."""
        return _("%(publisher)s, issued in %(issued)s for %(month)s") % {
            "publisher": self.forecast.get_publisher_display(),
            "issued": month_said(self.forecast.issued_on),
            "month": month_said(self.value.month),
        }

    @property
    def figure(self) -> str:
        """The figure that is shown in a row."""
        if self.value.probability is not None:
            return percent(self.value.probability)
        return f"{self.value.expected:.1f}" if self.value.expected is not None else ""

    @property
    def of_what(self) -> str:
        """Of what the figure is, and where: never of an attack on this place alone."""
        where = {"name": self.value.name}
        if self.forecast.publisher == Publisher.CAST:
            return _("events of violence against civilians expected in %(name)s") % where
        country = self.forecast.unit == Unit.COUNTRY
        if self.value.probability is None:
            if country:
                return _("deaths in state-based conflict expected in %(name)s") % where
            return _("deaths in state-based conflict expected in its cell of 55 km")
        if country:
            return _("that 25 people or more die in state-based conflict in %(name)s") % where
        return _("that somebody dies in state-based conflict in its cell of 55 km")


def month_said(day: date) -> str:
    """A month and its year, in the language of the page."""
    return date_format(day, "F Y")


def stated_at(
    standing: Standing, places: Sequence[Place]
) -> Mapping[UUID, list[StatedHere]] | None:
    """What others state of each place for this month and the next, the newest issue of each; an
    empty list where nobody does, which is not calm. None where the mission keeps no forecast of
    others, or the person does not read risks. Three queries."""
    forecasts = _newest(forecasts_for(standing).filter(withdrawn=False))
    if not forecasts:
        return None
    first = standing.on.replace(day=1)
    by_pk = {forecast.pk: forecast for forecast in forecasts}
    keys = keys_of_places(standing.mission, places)
    wanted = {key for found in keys.values() for key in found.values()}
    values = ForecastValue.objects.filter(
        forecast__in=by_pk, key__in=wanted, month__gte=first
    ).order_by("month")
    by_unit: dict[tuple[UUID, str], list[StatedHere]] = {}
    for value in values:
        of = by_pk[value.forecast_id]
        here = by_unit.setdefault((of.pk, value.key), [])
        if len(here) < MONTHS_SHOWN:
            here.append(StatedHere(of, value, of.is_stale(standing.on)))
    return {
        pk: [one for of in forecasts for one in by_unit.get((of.pk, found.get(of.unit, "")), ())]
        for pk, found in keys.items()
    }


FIRST = 5
"""So many hotspots are told beside; the page of forecasts tells fifteen."""


def stated_beside(
    standing: Standing, places: Sequence[Place]
) -> list[tuple[Place, list[StatedHere]]] | None:
    """The first hotspots' places in our order, each with what others state of it; None where no
    forecast of others is on file."""
    each_once = list({place.pk: place for place in places}.values())[:FIRST]
    stated = stated_at(standing, each_once)
    return None if stated is None else [(place, stated[place.pk]) for place in each_once]


def _newest(forecasts: QuerySet[ImportedForecast]) -> list[ImportedForecast]:
    """Of each publisher and unit the newest issue."""
    newest: dict[tuple[str, str], ImportedForecast] = {}
    for forecast in forecasts.order_by("issued_on", "entered_at"):
        newest[forecast.publisher, forecast.unit] = forecast
    return [newest[key] for key in sorted(newest)]
