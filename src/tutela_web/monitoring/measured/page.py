"""What the page of an indicator shows: its figures, charts, what it counts in words, its traps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.monitoring.indicators import describe, tables
from tutela_web.access.policy import Standing
from tutela_web.look.series import SeriesPoint, trend_chart
from tutela_web.look.translate import say_in_page_language, with_label, word
from tutela_web.monitoring.measured.forms import GivenValueForm
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.measured.queries import (
    ReadFigure,
    StandingIndicator,
    area_names,
    current_values,
    parts_for,
    state_words,
    value_day,
    with_last_values,
)
from tutela_web.monitoring.measured.surveyed import parts_told
from tutela_web.monitoring.measured.verbs import ACT

AREAS_DRAWN = 24


@dataclass(frozen=True)
class AreaChart:
    """The trend of one area, with its last figure."""

    name: str
    chart: SafeString
    figure: ReadFigure


def page_of(standing: Standing, definition: IndicatorDefinition) -> dict[str, Any]:
    """The context of an indicator's page."""
    shown = with_last_values(standing, [definition])[0]
    names = area_names(standing.mission)
    detailed = list(
        current_values(standing)
        .filter(definition=definition, area=None)
        .defer("counted", "whole")[: len(shown.series)]
    )[::-1]
    for value in detailed:
        value.definition = definition
    return {
        "shown": shown,
        "state_words": state_words(),
        "rows": [(value, figure, value_day(value)) for value, figure in shown.series[::-1]],
        "trend": draw_trend(shown),
        "counted_words": words_of(definition),
        "areas": area_charts(standing, definition, detailed, names),
        "apart": parts_of_last(standing, definition, shown.last, names),
        "may_compute": standing.may(ACT),
        "may_give": standing.may(ACT) and not definition.computed and definition.ended_on is None,
        "form": GivenValueForm(standing=standing),
        "given_by_area": current_values(standing)
        .filter(definition=definition)
        .exclude(area=None)
        .select_related("area")[:50],
    }


def words_of(definition: IndicatorDefinition) -> list[str]:
    """What a computed indicator counts, a sentence a step."""
    if not definition.computed:
        return []
    try:
        return [say_in_page_language(one) for one in describe(definition.description)]
    except BadParameter as fault:
        return [say_in_page_language(fault.what)]


def draw_trend(shown: StandingIndicator) -> SafeString:
    """The trend of the whole mission."""
    return draw_series(shown.definition, shown.series, shown.definition.question, 560.0, 200.0)


def draw_series(
    definition: IndicatorDefinition,
    series: Sequence[tuple[IndicatorValue, ReadFigure]],
    title: str,
    width: float,
    height: float,
) -> SafeString:
    """The trend of an indicator over its periods, with its benchmark, at a size."""
    points = [
        SeriesPoint(
            value_day(value), figure.value if figure.known else None, figure.low, figure.high
        )
        for value, figure in series
    ]
    said = "; ".join(
        with_label(point.label, "?" if point.value is None else format(point.value, ".4g"))
        for point in points
    )
    return trend_chart(
        points,
        title=title,
        desc=said,
        target=definition.target,
        target_word=_("benchmark"),
        width=width,
        height=height,
    )


def area_charts(
    standing: Standing,
    definition: IndicatorDefinition,
    values: Sequence[IndicatorValue],
    names: dict[str, str],
) -> list[AreaChart]:
    """A small trend of each area this person reads, all from the same periods."""
    series: dict[str, list[tuple[IndicatorValue, ReadFigure]]] = {}
    for value in values:
        if "area" in value.parts:
            for name, figure in parts_for(standing, value, "area", names):
                series.setdefault(name, []).append((value, figure))
    return [
        AreaChart(name, draw_series(definition, figures, name, 260.0, 130.0), figures[-1][1])
        for name, figures in list(series.items())[:AREAS_DRAWN]
    ]


def parts_of_last(
    standing: Standing,
    definition: IndicatorDefinition,
    last: IndicatorValue | None,
    names: dict[str, str],
) -> list[tuple[str, list[tuple[str, ReadFigure]]]]:
    """The last value told apart by each of its columns, as far as this person reads them."""
    if last is None:
        return []
    value = IndicatorValue.objects.select_related("definition").get(pk=last.pk)
    if not definition.computed:
        return parts_told(standing.mission, value)
    labels = tables().get(definition.table, {})
    told = [
        (word(labels[column].label), parts_for(standing, value, column, names))
        for column in definition.by.split()
        if column in labels
    ]
    return [(label, rows) for label, rows in told if rows]
