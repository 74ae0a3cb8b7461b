"""The monthly score sheet: ours, what VIEWS stated, the analysts' as a group, and one's own alone.

Each is counted of the places the reader may see. A probability that an analyst wrote is told by
name to nobody; how good somebody's were, to themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tutela.base.later import np
from tutela.incidents.types import Events
from tutela.risk.sheets.score_sheet import (
    HORIZON,
    Scored,
    Stated,
    StatedOfCell,
    attack_days,
    came_true,
    cells_struck,
    is_over,
    score_cells,
    score_group,
    score_stated,
)
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.imported_forecasts.queries import stated_of
from tutela_web.risk.models import Assessment
from tutela_web.risk.readers import READ_UP_TO, read_events
from tutela_web.risk.readings.models import PartyReading
from tutela_web.risk.readings.queries import opened_readings

MONTHS = 6
"""So many months are on the sheet, the last whose statements are all over among them."""


@dataclass(frozen=True)
class MonthRow:
    """A month's statements by who stated them; None where there are none, or too few to tell."""

    month: date
    ours: Scored | None
    views: Scored | None
    group: Scored | None


@dataclass(frozen=True)
class ScoreSheet:
    """The months, the newest first; all of them together; and what this person stated."""

    months: list[MonthRow]
    whole: MonthRow | None
    own: Scored | None


def may_score(standing: Standing) -> bool:
    """Whether this person may be told what came true: it rests on records up to Confidential."""
    reading = standing.readings.get("risks")
    return reading is not None and reading.clearance >= READ_UP_TO


def months_over(today: date) -> list[date]:
    """The first days of the last months all of whose statements are over, the newest first.

    >>> [f"{one:%b %Y}" for one in months_over(date(2019, 1, 31))][:2]
    ['Dec 2018', 'Nov 2018']
    """
    month = (today - HORIZON).replace(day=1)
    months: list[date] = []
    while len(months) < MONTHS:
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(month)
    return months


def score_sheet(standing: Standing) -> ScoreSheet:
    """The sheet as this person may see it. Few queries, the events of seven months among them,
    and two more for each month where VIEWS is on file."""
    today = clock.today(standing.mission)
    months = months_over(today)
    first, last = months[-1], _end_of(months[0])
    seen = {
        str(pk)
        for pk in Place.objects.filter(standing.sees("risks", own=None)).values_list(
            "pk", flat=True
        )
    }
    ours = _stated_by_us(standing, months, seen)
    views = _views(standing, months, seen)
    opened = PartyReading.objects.filter(reading__in=opened_readings(standing))
    group = [analyst for analyst in _analysts(standing, opened) if analyst.place in seen]
    own = [
        analyst
        for analyst in _analysts(standing, PartyReading.objects.filter(by_id=standing.person.pk))
        if is_over(analyst, today)
    ]
    places = {one.place for one in (*ours, *group, *own)}
    record = _record(standing, since=first) if places or views else Events.empty()
    days, struck = _attacks(record, places), cells_struck(record)

    def scored(rows: Iterable[Stated]) -> Scored | None:
        kept = list(rows)
        return score_stated(kept, came_true(kept, days))

    def row(month: date, until: date) -> MonthRow:
        analysts = _stated_within(group, month, until)
        return MonthRow(
            month,
            scored(_stated_within(ours, month, until)),
            score_cells([view for view in views if month <= view.month <= until], struck),
            score_group(analysts, came_true(analysts, days)),
        )

    return ScoreSheet([row(one, _end_of(one)) for one in months], row(first, last), scored(own))


def _end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _stated_within(rows: Sequence[Stated], first: date, last: date) -> list[Stated]:
    return [row for row in rows if first <= row.on <= last]


def _stated_by_us(
    standing: Standing, months: Sequence[date], seen: Collection[str]
) -> list[Stated]:
    """What the first assessment that is kept of each month stated of each place."""
    reading = standing.readings["risks"]
    assessments = Assessment.objects.filter(
        mission=standing.mission,
        compartment="",
        classification__lte=reading.clearance,
        on__range=(months[-1], _end_of(months[0])),
    )
    of_month: dict[date, UUID] = {}
    for pk, on in assessments.order_by("on", "made_at").values_list("pk", "on"):
        of_month.setdefault(on.replace(day=1), pk)
    return [
        Stated(place, on, chance)
        for on, told in assessments.filter(pk__in=list(of_month.values())).values_list(
            "on", "hotspots"
        )
        for hotspot in told
        for place, chance in hotspot.get("chances", {}).items()
        if place in seen
    ]


def _analysts(standing: Standing, rows: QuerySet[PartyReading]) -> list[Stated]:
    """The probabilities that parties wrote before their reading was opened, once it is."""
    now, zone = clock.now(standing.mission), ZoneInfo(standing.mission.time_zone)
    answered = rows.filter(
        reading__mission=standing.mission,
        reading__invented=False,
        state=PartyReading.State.ANSWERED,
    ).select_related("reading")
    return [
        Stated(line["place"], one.at.astimezone(zone).date(), line["chance"] / 100, str(one.by_id))
        for one in answered
        if one.at is not None
        and one.reading.open_since(now) is not None
        and not one.after_opening()
        for line in one.lines
        if line["chance"] is not None
    ]


def _views(standing: Standing, months: Sequence[date], seen: Collection[str]) -> list[StatedOfCell]:
    """What VIEWS stated of the cells of places this person sees, before each month began."""
    if not ImportedForecast.objects.filter(mission=standing.mission, withdrawn=False).exists():
        return []
    return [
        StatedOfCell(int(one.key), one.month, one.probability)
        for one in stated_of(standing.mission, *months)
        if one.unit == ImportedForecast.Unit.CELL
        and one.probability is not None
        and any(str(place) in seen for place in one.places)
    ]


def _record(standing: Standing, *, since: date) -> Events:
    """What is on record today of the days since one."""
    return read_events(standing.mission, until=clock.today(standing.mission), since=since).events


def _attacks(record: Events, places: set[str]) -> dict[str, list[date]]:
    """The days of attacks in the catchment of each place."""
    here = Place.objects.filter(pk__in=places, latitude__isnull=False, longitude__isnull=False)
    rows = list(here.values_list("pk", "latitude", "longitude"))
    return attack_days(
        record,
        [str(pk) for pk, _lat, _lon in rows],
        np.array([lat for _pk, lat, _lon in rows], dtype=float),
        np.array([lon for _pk, _lat, lon in rows], dtype=float),
    )
