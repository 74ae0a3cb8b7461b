"""Recorded harm or an indicator before and since a measure, an objective or a tasking began.

Like the figures of indicators it rests on the open records of the mission up to Confidential, of
the areas whose records its reader reads: whoever reads an area reads the same figures of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.base.days import lies_within
from tutela.base.later import pl
from tutela.monitoring.before_after import (
    ComparedSides,
    PeriodCount,
    compare_sides,
    count_interval,
    split_periods,
)
from tutela.monitoring.indicators import CountedPeriod
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing, operator_of
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.models import Tasking
from tutela_web.incidents.happened.queries import happened_in
from tutela_web.links.queries import in_force
from tutela_web.look.days import date_format
from tutela_web.look.series import SeriesPoint, trend_chart
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.queries import (
    ReadFigure,
    area_names,
    current_values,
    definitions_for,
    figure_for,
    parts_for,
    reads_table_in,
    state_words,
    suppress_figure,
    value_day,
)
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import links_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

MOST_VALUES = 12
"""Values of an indicator on each side."""


@dataclass(frozen=True)
class BegunMeasure:
    """What began: how it is called, on which day (None where nobody said), the areas."""

    name: str
    start: date | None
    areas: frozenset[UUID]


@dataclass(frozen=True)
class ComparedPeriod:
    """A row of the table: its days, which side it is on, what was counted or measured."""

    period: CountedPeriod
    after: bool
    label: str
    figure: ReadFigure | None = None
    count: PeriodCount | None = None


# --- what is compared


def compare_line(standing: Standing, line: MatrixLine) -> BegunMeasure:
    """A line of the matrix: its first day, the area it is carried out in."""
    of_place = line.place.area_id if line.place is not None and line.place_seen else None
    return BegunMeasure(str(line), line.starts, _area_alone(line.area_id or of_place))


def compare_objective(standing: Standing, objective: Objective) -> BegunMeasure:
    """An objective: since the first of the lines that serve it began, in the areas of these."""
    served = links_for(standing).filter(objective=objective, line__isnull=False, ended_on=None)
    lines = list(lines_for(standing).filter(pk__in=served.values("line"), starts__isnull=False))
    starts = [line.starts for line in lines if line.starts is not None]
    areas = frozenset(line.area_id for line in lines if line.area_id is not None)
    return BegunMeasure(str(objective), min(starts, default=None), areas)


def compare_tasking(standing: Standing, tasking: Tasking) -> BegunMeasure:
    """A tasking: since those tasked arrived, else left, in the area of its alert."""
    began = tasking.arrived_at or tasking.departed_at
    day = began.astimezone(ZoneInfo(standing.mission.time_zone)).date() if began else None
    return BegunMeasure(str(tasking.alert), day, _area_alone(tasking.alert.area_id))


def _area_alone(area: UUID | None) -> frozenset[UUID]:
    return frozenset() if area is None else frozenset({area})


def begun_taskings(standing: Standing, alert: Alert) -> QuerySet[Tasking]:
    """The taskings of an alert that somebody left for, the first first."""
    rows = taskings_for(standing).filter(alert=alert, departed_at__isnull=False)
    return rows.order_by("departed_at", "pk")


# --- the page


def compare_for_page(standing: Standing, compared: BegunMeasure, of: str) -> dict[str, Any]:
    """The context of the page.

    Takes   of, the id of an indicator, or nothing for recorded harm.
    """
    names = area_names(standing.mission)
    read = [area for area in compared.areas if reads_table_in(standing, "harm", area)]
    choices = list(definitions_for(standing).filter(in_force(standing)).order_by("number"))
    chosen = next((choice for choice in choices if str(choice.pk) == of), None)
    context: dict[str, Any] = {
        "compared": compared,
        "areas": sorted(names[area.hex] for area in compared.areas if area.hex in names),
        "choices": choices,
        "chosen": chosen,
        "state_words": state_words(),
    }
    if compared.start is None or not compared.areas:
        return context | {"lacking": True}
    if chosen is not None:
        return context | _of_indicator(standing, compared, compared.start, chosen, names)
    if len(read) < len(compared.areas):
        return context | {"unread": True}
    return context | _of_harm(standing, compared, compared.start)


def _of_harm(standing: Standing, compared: BegunMeasure, start: date) -> dict[str, Any]:
    """Recorded harm before and since, with who reported."""
    before, after = split_periods(start, standing.on)
    if not after:
        return {"too_early": True}
    told = _AreasRead(operator_of(standing.mission), compared.areas, before[0].first)
    counts = [_count_in(period, told) for period in (*before, *after)]
    sides = compare_sides(counts[: len(before)], counts[len(before) :])
    rows = [
        ComparedPeriod(
            one.period, k >= len(before), date_format(one.period.first, "j M"), count=one
        )
        for k, one in enumerate(counts)
    ]
    points = [
        SeriesPoint(row.label, row.count.count, *_interval_of(row.count))
        for row in rows
        if row.count
    ]
    return {
        "rows": rows,
        "sides": sides,
        "said": say_sides(sides),
        "first": before[0].first,
        "last": after[-1].last,
        "chart": _draw(points, len(before), _("Recorded harm before and since")),
        "several": len(compared.areas) > 1,
    }


class _AreasRead:
    """What is on record of some areas since a day, as one standing reads it.

    Of a mission of 300,000 events the tables of indicators take seconds: here the areas alone are
    read.

    harm    harm to civilians, incidents and imported events each once: SCHEMA of what happened
    heard   of each area the days of which anything was recorded, an alert too
    """

    def __init__(self, standing: Standing, areas: frozenset[UUID], since: date) -> None:
        offices = DutyArea.objects.filter(pk__in=areas)
        by_area = {office.pk: happened_in(standing, office, since=since) for office in offices}
        against = pl.col("against_civilians")
        self.harm = pl.concat([rows.filter(against) for rows in by_area.values()])
        self.heard: dict[UUID, set[date]] = {
            pk: set(rows["day"].drop_nulls()) for pk, rows in by_area.items()
        }
        zone = ZoneInfo(standing.mission.time_zone)
        alerts = alerts_for(standing).filter(area__in=areas, known_at__date__gte=since)
        for pk, moment in alerts.order_by().values_list("area", "known_at"):
            if pk is not None and moment is not None:
                self.heard[pk].add(moment.astimezone(zone).date())

    def areas_heard(self, period: CountedPeriod) -> int:
        """Of how many of the areas anything was recorded in some days."""
        first, last = period.first, period.last
        return sum(any(first <= day <= last for day in days) for days in self.heard.values())


def _count_in(period: CountedPeriod, told: _AreasRead) -> PeriodCount:
    within = told.harm.filter(lies_within(period.first, period.last))
    return PeriodCount(period, within.height, told.areas_heard(period), len(told.heard))


def _interval_of(count: PeriodCount) -> tuple[float | None, float | None]:
    return (None, None) if count.count is None else count_interval(count.count)


def say_sides(sides: ComparedSides) -> list[str]:
    """What may be said of both sides, and whether they are to be compared at all."""
    said = []
    for name, side in ((_("Before"), sides.before), (_("Since"), sides.after)):
        told = (
            _("%(side)s: recorded %(n)s; reported in %(heard)s of %(of)s areas and periods.")
            if side.heard
            else _("%(side)s: nobody reported, in %(of)s areas and periods.")
        )
        said.append(told % {"side": name, "n": side.recorded, "heard": side.heard, "of": side.of})
    if sides.by_chance is None:
        said.append(_("Nobody reported on one side: the two cannot be compared."))
    elif sides.by_chance:
        said.append(_("A difference as large may be chance alone."))
    else:
        said.append(
            _("A difference as large is seldom chance alone; why it is, this does not say.")
        )
    if not sides.alike:
        said.append(_("Not as many reported on both sides: fewer reports are not less harm."))
    return said


def _of_indicator(
    standing: Standing,
    compared: BegunMeasure,
    start: date,
    definition: IndicatorDefinition,
    names: dict[str, str],
) -> dict[str, Any]:
    """The values of an indicator that ended before the day and began since, as many of each: of
    the area where it is told by area, else of the whole mission."""
    area = next(iter(compared.areas)) if len(compared.areas) == 1 else None
    figures: list[tuple[CountedPeriod, str, ReadFigure]] = []
    rows = current_values(standing).filter(definition=definition).defer("counted", "whole")
    apart = definition.computed and area is not None and "area" in definition.by.split()
    given = rows.filter(area=area) if area is not None and not definition.computed else rows.none()
    own = given.exists()
    rows = given if own else rows.filter(area=None)
    earliest = rows.filter(first__gte=start).order_by("first", "last", "entered_at", "pk")
    most = 4 * MOST_VALUES  # of some the area has no part
    for value in [*rows.filter(last__lt=start)[:most], *earliest[:most]]:
        value.definition = definition
        figure: ReadFigure | None = figure_for(standing, value)
        if apart and area is not None:
            told = dict(parts_for(standing, value, "area", {area.hex: names.get(area.hex, "")}))
            figure = told.get(names.get(area.hex, ""))
            if figure is None and not reads_table_in(standing, definition.table, area):
                figure = suppress_figure()
        if figure is not None:
            figures.append((CountedPeriod(value.first, value.last), value_day(value), figure))
    by_area = apart or own
    figures.sort(key=lambda one: one[0].first)
    earlier = [one for one in figures if one[0].last < start]
    later = [one for one in figures if one[0].first >= start]
    number = min(len(earlier), len(later), MOST_VALUES)
    if not number:
        return {"no_values": True}
    shown = [(one, False) for one in earlier[-number:]] + [(one, True) for one in later[:number]]
    points = [
        SeriesPoint(label, figure.value if figure.known else None, figure.low, figure.high)
        for (_period, label, figure), _after in shown
    ]
    known = [
        sum(figure.known for (_p, _l, figure), side in shown if side is after)
        for after in (False, True)
    ]
    said = [
        _("Before: a value in %(n)s of %(of)s periods.") % {"n": known[0], "of": number},
        _("Since: a value in %(n)s of %(of)s periods.") % {"n": known[1], "of": number},
    ]
    if not by_area:
        said.append(_("The figures are of the whole mission: it is not told by area here."))
    return {
        "rows": [
            ComparedPeriod(period, after, label, figure=figure)
            for (period, label, figure), after in shown
        ],
        "said": said,
        "first": shown[0][0][0].first,
        "last": shown[-1][0][0].last,
        "chart": _draw(points, number, definition.question),
    }


def _draw(points: Sequence[SeriesPoint], split: int, title: str) -> SafeString:
    told = "; ".join(
        f"{point.label}: {'?' if point.value is None else format(point.value, '.4g')}"
        for point in points
    )
    return trend_chart(points, title=title, desc=told, split=split, split_word=_("began"))


# --- from the pages of rooms below


def link_from_line(standing: Standing, line: MatrixLine) -> dict[str, Any]:
    """The address of the comparison, for the page of a line that has begun."""
    begun = line.starts is not None and line.starts <= standing.on
    return {"before_url": _address("line", standing, line) if begun else ""}


def link_from_objective(standing: Standing, objective: Objective) -> dict[str, Any]:
    """The address of the comparison, for the page of an objective."""
    return {"before_url": _address("objective", standing, objective)}


def _address(kind: str, standing: Standing, record: Record) -> str:
    return reverse(f"monitoring:before_{kind}", args=[standing.mission.code, record.pk])


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The taskings of an alert, each with what was recorded before and since. No query."""
    if not isinstance(record, Alert) or not standing.reads("strategy"):
        return None
    return PanelAbove(_address("alert", standing, record), _("Before and since it was answered"))
