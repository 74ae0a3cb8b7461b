"""How indicators and their values are read: each figure only by who reads every record it counts.

A computed value rests on the open records of the mission up to Confidential (`operator_of`), and
is frozen under that one view. The whole is for who reads all of those; the figure of an area for
who reads them there; to others it is suppressed. Values that people gave are read as records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.messages import from_json
from tutela.monitoring.indicators import (
    MISSING,
    NOT_COMPUTED,
    STALE,
    SUPPRESSED,
    VALUE,
    breaches,
    is_stale,
    share_of_way,
)
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock
from tutela_web.base.models import Job
from tutela_web.incidents.lists.queries import events_by_key, incidents_for, may_read_small_counts
from tutela_web.links.queries import in_force
from tutela_web.look.days import date_format
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.measured.tables import READS
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.risk.queries import risks_for
from tutela_web.warning.board.queries import alerts_for

VIEW_MARKING = 1
"""The highest classification a computed figure rests on: Confidential."""

PULL_VALUES = "pull_values"
"""The kind of job that takes values from a server of forms."""

SMALL_PARTS = frozenset({"sex", "age"})
"""What is told apart only to who may read small counts."""


def definitions_for(standing: Standing) -> QuerySet[IndicatorDefinition]:
    """The indicators this person may see; those that ended too."""
    rows = IndicatorDefinition.objects.filter(standing.sees_open("strategy"))
    return rows.select_related("objective", "follows", "mission")


def last_pull(standing: Standing) -> Job | None:
    """The worker's taking of values from elsewhere that this person asked for last."""
    asked = Job.objects.filter(
        kind=PULL_VALUES, mission_id=standing.mission.pk, by_id=standing.person.pk
    )
    return asked.order_by("-asked_at", "-pk").first()


def values_for(standing: Standing) -> QuerySet[IndicatorValue]:
    """The values of indicators this person may see, whatever of their figures they read."""
    of = Q(definition__in=definitions_for(standing).order_by().values("pk"))
    return IndicatorValue.objects.filter(standing.sees_open("strategy"), of)


def current_values(standing: Standing) -> QuerySet[IndicatorValue]:
    """Those that no later value replaces, the latest period first."""
    return values_for(standing).filter(replaced_by=None).order_by("-last", "-entered_at", "-pk")


def _readings(standing: Standing, table: str) -> list[frozenset[tuple[Any, int]]]:
    return [
        standing.readings[kind].parts if kind in standing.readings else frozenset()
        for kind in READS[table]
    ]


def reads_whole_table(standing: Standing, table: str) -> bool:
    """Whether a person reads every record a figure of this table rests on."""
    return all(
        any(areas is EVERYWHERE and clearance >= VIEW_MARKING for areas, clearance in parts)
        for parts in _readings(standing, table)
    )


def reads_table_in(standing: Standing, table: str, area: UUID) -> bool:
    """Whether a person reads every record of an area that a figure of this table rests on."""
    return all(
        any(
            clearance >= VIEW_MARKING and (areas is EVERYWHERE or area in areas)
            for areas, clearance in parts
        )
        for parts in _readings(standing, table)
    )


@dataclass(frozen=True)
class ReadFigure:
    """A figure as one person reads it: without a value where its state is another."""

    state: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    because: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value to be shown."""
        return self.state == VALUE and self.value is not None


class KeptFigure(TypedDict):
    """A figure as it is kept, of the whole or of a part."""

    state: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    because: Any


def figure_for(standing: Standing, value: IndicatorValue) -> ReadFigure:
    """The whole figure of a value, as this person reads it."""
    definition = value.definition
    if value.kind == IndicatorDefinition.Kind.COMPUTED and not reads_whole_table(
        standing, definition.table
    ):
        return suppress_figure()
    return figure_of_part(
        {
            "state": value.state,
            "value": value.value,
            "numerator": value.numerator,
            "denominator": value.denominator,
            "low": value.low,
            "high": value.high,
            "because": value.because,
        }
    )


def suppress_figure() -> ReadFigure:
    """What stands for a figure that rests on records this person does not read."""
    return ReadFigure(
        SUPPRESSED, because=_("it rests on records of areas or classifications you do not read")
    )


def figure_of_part(kept_figure: KeptFigure) -> ReadFigure:
    because = kept_figure.get("because")
    return ReadFigure(
        kept_figure["state"],
        kept_figure.get("value"),
        kept_figure.get("numerator"),
        kept_figure.get("denominator"),
        kept_figure.get("low"),
        kept_figure.get("high"),
        say_in_page_language(from_json(because)) if because else "",
    )


def parts_for(
    standing: Standing, value: IndicatorValue, column: str, names: Mapping[str, str]
) -> list[tuple[str, ReadFigure]]:
    """The figures of a value told apart by a column, by the words of the page.

    Takes   names of areas by id as hex. The areas a person does not read are left out.
    """
    table, rows = value.definition.table, value.parts.get(column, [])
    if column == "area":
        return [
            (names.get(row["word"] or "", _("no area")), figure_of_part(row))
            for row in rows
            if (row["word"] in names and reads_table_in(standing, table, UUID(row["word"])))
            or (row["word"] is None and reads_whole_table(standing, table))
        ]
    if not reads_whole_table(standing, table):
        return []
    if column in SMALL_PARTS and not may_read_small_counts(standing):
        return []
    return [
        (word(row["word"]) if row["word"] else _("not known"), figure_of_part(row)) for row in rows
    ]


def area_names(mission: Mission) -> dict[str, str]:
    """The names of the areas of field offices, by id as hex. One query."""
    rows = DutyArea.objects.filter(mission=mission, kind=DutyArea.Kind.FIELD_OFFICE)
    return {pk.hex: name for pk, name in rows.order_by("name").values_list("pk", "name")}


@dataclass(frozen=True)
class StandingIndicator:
    """An indicator with its last value as one person reads it, those before, and its state."""

    definition: IndicatorDefinition
    last: IndicatorValue | None
    figure: ReadFigure
    series: Sequence[tuple[IndicatorValue, ReadFigure]]
    state: str
    breached: bool | None

    @property
    def spark(self) -> list[float | None]:
        """The last values, oldest first, for a small drawing; from 0 to 100 of the largest."""
        values = [figure.value if figure.known else None for _value, figure in self.series]
        most = max([value for value in values if value is not None], default=0) or 1
        return [None if value is None else 100 * value / most for value in values]

    @property
    def way(self) -> float | None:
        """How much of the way from the baseline to the benchmark is gone, in percent."""
        definition = self.definition
        if self.figure.value is None or definition.baseline is None or definition.target is None:
            return None
        return share_of_way(self.figure.value, definition.baseline, definition.target)


SHOWN = 12
"""Periods of a trend."""


def with_last_values(
    standing: Standing, definitions: Iterable[IndicatorDefinition]
) -> list[StandingIndicator]:
    """Indicators with their last values of the whole mission. One query beside that of theirs."""
    rows = list(definitions)
    by_definition: dict[UUID, list[IndicatorValue]] = {row.pk: [] for row in rows}
    kept = current_values(standing).filter(definition__in=rows, area=None)
    for value in kept.defer("counted", "whole", "parts", "left_out", "changed"):
        series = by_definition[value.definition_id]
        if len(series) < SHOWN:
            series.append(value)
    return [_standing(standing, row, by_definition[row.pk]) for row in rows]


def _standing(
    standing: Standing, definition: IndicatorDefinition, values: list[IndicatorValue]
) -> StandingIndicator:
    for value in values:
        value.definition = definition
    series = [(value, figure_for(standing, value)) for value in reversed(values)]
    last, figure = series[-1] if series else (None, ReadFigure(MISSING))
    stale = is_stale(last.last if last else None, definition.every_days, standing.on)
    state = STALE if stale and last is not None and figure.state == VALUE else figure.state
    breached = breaches(
        figure.value if figure.known else None, definition.target, definition.better
    )
    return StandingIndicator(definition, last, figure, series, state, breached)


def standing_indicators(standing: Standing) -> list[StandingIndicator]:
    """The indicators in force with their last values, those of breached benchmarks first."""
    indicators = with_last_values(
        standing, definitions_for(standing).filter(in_force(standing)).order_by("number")
    )
    return sorted(indicators, key=lambda indicator: not indicator.breached)


def state_words() -> dict[str, str]:
    """The words of each state."""
    return {
        VALUE: _("value"),
        MISSING: _("missing"),
        STALE: _("stale"),
        NOT_COMPUTED: _("cannot be computed"),
        SUPPRESSED: _("not for your reading"),
    }


@dataclass(frozen=True)
class CountedRecord:
    """A record a figure counts, with its page."""

    name: str
    day: date | None
    url: str


MOST = 100


def counted_records(standing: Standing, value: IndicatorValue) -> list[CountedRecord]:
    """The first records a value counts that this person may read, by the queries of the rooms."""
    code, ids = standing.mission.code, value.counted
    table = value.definition.table

    def at(name: str, pk: UUID) -> str:
        return reverse(name, args=[code, pk])

    if table == "alerts":
        alerts = alerts_for(standing).filter(pk__in=[UUID(one) for one in ids])
        return [
            CountedRecord(
                f"AL-{alert.number:04d}",
                alert.known_at.date() if alert.known_at else None,
                at("warning:alert", alert.pk),
            )
            for alert in alerts.order_by("-known_at", "pk")[:MOST]
        ]
    if table == "risks":
        risks = risks_for(standing).filter(pk__in=[UUID(one) for one in ids])
        return [
            CountedRecord(f"{risk.place.name} · {word(risk.harm)}", None, at("risk:risk", risk.pk))
            for risk in risks.select_related("place").order_by("place__name", "pk")[:MOST]
        ]
    if table == "lines":
        lines = lines_for(standing).filter(pk__in=[UUID(one) for one in ids]).order_by("code")
        return [
            CountedRecord(line.code, line.ends, at("programme:line", line.pk))
            for line in lines[:MOST]
        ]
    names = [one.rpartition(":")[2] for one in ids if not one.startswith("event:")]
    incidents = incidents_for(standing).filter(pk__in=[UUID(one) for one in names])
    own = [
        CountedRecord(
            incident.title or str(incident),
            incident.event_from,
            at("incidents:incident", incident.pk),
        )
        for incident in incidents.order_by("-event_from", "pk")[:MOST]
    ]
    keys = [int(one.partition(":")[2]) for one in ids if one.startswith("event:")]
    events = events_by_key(standing, keys[:MOST])
    return own + [
        CountedRecord(
            f"{event.source} {event.source_id}", event.date_end, at("incidents:event", event.handle)
        )
        for event in events.order_by("-date_end", "pk")
    ]


def breached_definitions(mission: Mission) -> list[tuple[IndicatorDefinition, IndicatorValue]]:
    """The indicators in force whose last value of the whole mission is on the wrong side of their
    benchmark, with that value; whoever may know it. Two queries."""
    on = clock.today(mission)
    alive = Q(ended_on=None) | Q(ended_on__gt=on)
    rows = {
        indicator_definition.pk: indicator_definition
        for indicator_definition in IndicatorDefinition.objects.filter(
            alive, mission=mission, compartment="", target__isnull=False
        ).exclude(better="")
    }
    last: dict[UUID, IndicatorValue] = {}
    values = IndicatorValue.objects.filter(
        definition__in=rows, area=None, compartment="", replaced_by=None
    ).order_by("-last", "-entered_at", "-pk")
    for value in values.defer("counted", "whole", "parts", "left_out", "changed"):
        last.setdefault(value.definition_id, value)
    return [
        (rows[pk], value)
        for pk, value in last.items()
        if value.state == VALUE and breaches(value.value, rows[pk].target, rows[pk].better)
    ]


def value_day(value: IndicatorValue) -> str:
    """The short name of a period: a week by its first day, a month or quarter by its last."""
    days = (value.last - value.first).days
    return date_format(value.first, "j M") if days < 10 else date_format(value.last, "M Y")
