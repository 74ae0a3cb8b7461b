"""What became of each line and objective as a person may see it, and who answers for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from tutela.monitoring.progress import ORDER, course_of, review_due, review_state
from tutela.places.names import fold
from tutela.strategy.matrix import ENDED
from tutela_web.access.models import Holding
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import outcomes_for
from tutela_web.crisis.templatetags.crisis import outcome_word
from tutela_web.links.queries import in_force
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.measured.page import draw_series
from tutela_web.monitoring.measured.queries import (
    ReadFigure,
    StandingIndicator,
    definitions_for,
    value_day,
    with_last_values,
)
from tutela_web.monitoring.progress.models import LineReview
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for, whole_matrix
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.measures.queries import indicators_for
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import links_for, objectives_served

KIND = "strategy"
ACT = "keep_matrix"

ON_PEOPLE = frozenset({IndicatorDefinition.Level.IMPACT, IndicatorDefinition.Level.PERCEPTION})
"""Levels of indicators that tell what became of people."""


def reviews_for(standing: Standing) -> QuerySet[LineReview]:
    """The reviews this person may see, of lines they may see, the last first."""
    seen = lines_for(standing).order_by().values("pk")
    rows = LineReview.objects.filter(standing.sees_open(KIND), line__in=seen)
    return rows.select_related("line").order_by("-on", "-entered_at", "-pk")


# --- who answers


@dataclass(frozen=True)
class Answering:
    """Who answers: an office, and who holds the post of that name today; None where this reader
    may not know that."""

    office: str
    person: str | None = None


HEADS = {"Force": "force_commander", "Police": "police_commander"}
"""Who answers where a part of the mission is named, and not a post."""


def holders_by_office(standing: Standing) -> Mapping[str, str] | None:
    """Who holds each post of the mission today, by the post's folded title. One query; None for
    who may not read the roster."""
    if not any(standing.reads(kind) for kind in ("people", "incidents", "risks")):
        return None
    on = standing.on
    holdings = Holding.objects.filter(post__mission=standing.mission, order=0, starts__lte=on)
    rows = holdings.filter(Q(ends=None) | Q(ends__gte=on)).select_related("post", "person")
    every = list(rows.order_by("starts"))
    heads = {role: part for part, role in HEADS.items()}
    by_part = {
        fold(heads[holding.post.role]): str(holding.person)
        for holding in every
        if holding.post.role in heads
    }
    return by_part | {fold(holding.post.title): str(holding.person) for holding in every}


def who_answers(holders: Mapping[str, str] | None, offices: Iterable[str]) -> list[Answering]:
    """The offices, each once, with who holds the post of that name."""
    named = {fold(office): office for office in offices if office.strip()}
    return [
        Answering(office, None if holders is None else holders.get(key, ""))
        for key, office in named.items()
    ]


# --- lines


@dataclass(frozen=True)
class FigureTold:
    """An indicator beside a line: its name, its last value or none, and where that opens."""

    name: str
    url: str
    said: str
    day: str
    breached: bool | None = None


@dataclass
class LineProgress:
    """A line with what is known of it: what is not known stands blank."""

    line: MatrixLine
    lead: Answering | None
    review: LineReview | None
    due: date | None
    state: str
    taskings: int = 0
    outcomes: Sequence[tuple[str, int]] = ()
    outcome_figures: list[FigureTold] = field(default_factory=list)
    impact_figures: list[FigureTold] = field(default_factory=list)

    @property
    def impact_known(self) -> bool:
        """Whether anything at all is known of what became of people."""
        by_figure = any(figure.said for figure in self.impact_figures)
        return by_figure or bool(self.review and self.review.impact)


def progress_list(standing: Standing) -> list[LineProgress]:
    """The lines of the strategy that are not stopped, those whose review is overdue first. Eighteen
    queries at most, whatever is on record."""
    lines = list(whole_matrix(standing).exclude(status="stopped").order_by("code"))
    holders = holders_by_office(standing)
    last: dict[UUID, LineReview] = {}
    for review in reviews_for(standing):
        last.setdefault(review.line_id, review)
    rows = {line.pk: _progress_of(standing, line, last.get(line.pk), holders) for line in lines}
    _add_taskings(standing, rows)
    _add_figures(standing, rows)
    return sorted(
        rows.values(), key=lambda row: (ORDER.index(row.state), row.due or date.max, row.line.code)
    )


def _progress_of(
    standing: Standing,
    line: MatrixLine,
    review: LineReview | None,
    holders: Mapping[str, str] | None,
) -> LineProgress:
    due = review_due(review.on if review else None, review.next_on if review else None, line.starts)
    ended = line.status in ENDED
    state = review_state(due, ended=ended, on=standing.on)
    lead = next(iter(who_answers(holders, [line.lead])), None)
    return LineProgress(line, lead, review, None if ended else due, state)


def _add_taskings(standing: Standing, rows: Mapping[UUID, LineProgress]) -> None:
    links = links_for(standing).filter(line__in=list(rows), tasking__isnull=False, ended_on=None)
    linked: dict[UUID, set[UUID]] = defaultdict(set)
    for line, tasking in links.order_by().values_list("line", "tasking"):
        linked[line].add(tasking)
    every = {pk for taskings in linked.values() for pk in taskings}
    newest: dict[UUID, str] = {}
    came = outcomes_for(standing).filter(tasking__in=every).prefetch_related(None)
    for pk, outcome in came.order_by("entered_at", "pk").values_list("tasking", "outcome"):
        newest[pk] = outcome
    for line, taskings in linked.items():
        rows[line].taskings = len(taskings)
        counted = Counter(newest[pk] for pk in taskings if pk in newest)
        rows[line].outcomes = [(outcome_word(word), n) for word, n in counted.most_common()]


def _add_figures(standing: Standing, rows: Mapping[UUID, LineProgress]) -> None:
    code = standing.mission.code
    measured = definitions_for(standing).filter(in_force(standing), follows__line__in=list(rows))
    for shown in with_last_values(standing, measured.order_by("number")):
        definition = shown.definition
        assert definition.follows is not None and definition.follows.line_id is not None
        row = rows[definition.follows.line_id]
        figure = _figure_told(code, shown)
        if definition.level in ON_PEOPLE:
            row.impact_figures.append(figure)
        elif definition.level == IndicatorDefinition.Level.OUTCOME:
            row.outcome_figures.append(figure)
    read = indicators_for(standing).filter(in_force(standing), line__in=list(rows))
    for indicator in read.order_by("number"):
        figure = FigureTold(
            f"{indicator.code} {indicator.words}",
            reverse("programme:indicator", args=[code, indicator.pk]),
            indicator.last_value or "",
            indicator.last_on.isoformat() if indicator.last_on else "",
        )
        assert indicator.line_id is not None
        row = rows[indicator.line_id]
        (row.impact_figures if indicator.perception else row.outcome_figures).append(figure)


def _figure_told(code: str, shown: StandingIndicator) -> FigureTold:
    definition, value = shown.definition, shown.last
    known = value is not None and shown.figure.known
    url = (
        reverse("monitoring:indicator_value", args=[code, value.pk])
        if value is not None
        else reverse("monitoring:indicator", args=[code, definition.pk])
    )
    said = f"{shown.figure.value:.4g} {definition.unit_said}" if known else ""
    name = f"{definition.code} {definition.question}"
    return FigureTold(name, url, said, value_day(value) if value else "", shown.breached)


# --- objectives


@dataclass(frozen=True)
class ChartedIndicator:
    """An indicator of an objective over time: a small drawing, the values it draws, its course."""

    name: str
    url: str
    level: str
    unit: str
    activity: bool
    course: str
    chart: SafeString
    rows: Sequence[tuple[IndicatorValue, ReadFigure, str]]
    answers: Sequence[Answering]


def charted_of(standing: Standing, objective: Objective) -> dict[str, Any]:
    """What an objective's page shows of its measures over time, and who answers for each."""
    lines = list(lines_for(standing).exclude(status="stopped").order_by("code"))
    served = objectives_served(standing, lines)
    serving = [line for line in lines if objective.code in served[line.pk]]
    of = Q(objective=objective) | Q(follows__objective=objective)
    of |= Q(follows__line__in=[line.pk for line in serving])
    measured = definitions_for(standing).filter(in_force(standing)).filter(of).order_by("number")
    shown = with_last_values(standing, measured)
    holders = holders_by_office(standing)
    read = Indicator.objects.filter(standing.sees_open(KIND), in_force(standing))
    offices = [indicator.definition.owner for indicator in shown]
    offices += read.filter(objective=objective).values_list("monitored_by", flat=True)
    offices += [line.lead for line in serving]
    code = standing.mission.code
    return {
        "charted": [_chart_of(code, indicator, holders) for indicator in shown],
        "answer_for_it": who_answers(holders, offices),
        "charts": True,
    }


def _chart_of(
    code: str, shown: StandingIndicator, holders: Mapping[str, str] | None
) -> ChartedIndicator:
    definition = shown.definition
    values = [figure.value if figure.known else None for _value, figure in shown.series]
    return ChartedIndicator(
        f"{definition.code} {definition.question}",
        reverse("monitoring:indicator", args=[code, definition.pk]),
        definition.get_level_display(),
        definition.unit_said,
        definition.level == IndicatorDefinition.Level.ACTIVITY,
        course_of(values, definition.better),
        draw_series(definition, shown.series, definition.question, 260.0, 130.0),
        [(value, figure, value_day(value)) for value, figure in shown.series[::-1]],
        who_answers(holders, [definition.owner]),
    )


# --- nobody's


@dataclass(frozen=True)
class Unowned:
    """An indicator nobody owns, or whose office is no post that anybody holds."""

    name: str
    url: str
    office: str


def unowned_indicators(standing: Standing) -> list[Unowned]:
    """The indicators in force that name no office, then those whose office is no post that somebody
    holds today. Three queries."""
    code, holders = standing.mission.code, holders_by_office(standing)
    rows = [
        Unowned(
            f"{definition.code} {definition.question}",
            reverse("monitoring:indicator", args=[code, definition.pk]),
            definition.owner,
        )
        for definition in definitions_for(standing).filter(in_force(standing)).order_by("number")
    ]
    rows += [
        Unowned(
            f"{indicator.code} {indicator.words}",
            reverse("programme:indicator", args=[code, indicator.pk]),
            indicator.monitored_by,
        )
        for indicator in indicators_for(standing).filter(in_force(standing)).order_by("number")
    ]
    nobody = [indicator for indicator in rows if not indicator.office.strip()]
    if holders is None:
        return nobody
    return nobody + [
        indicator
        for indicator in rows
        if indicator.office.strip() and fold(indicator.office) not in holders
    ]
