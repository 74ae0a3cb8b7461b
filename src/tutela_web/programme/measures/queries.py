"""How indicators, readings and reporting duties are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from tutela.strategy.measures import STATES, due_on, state_of
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import links_for, objectives_for


def _indicators(standing: Standing) -> QuerySet[Indicator]:
    seen = Q(line=None) | Q(line__in=lines_for(standing).order_by().values("pk"))
    seen &= Q(objective=None) | Q(objective__in=objectives_for(standing).order_by().values("pk"))
    return Indicator.objects.filter(standing.sees_open("strategy"), seen)


def readings_for(standing: Standing) -> QuerySet[Reading]:
    """The readings this person may see, of indicators they may see; the newest first."""
    of = Q(indicator__in=_indicators(standing).order_by().values("pk"))
    rows = Reading.objects.filter(standing.sees_open("strategy"), of)
    return rows.order_by("-on", "-entered_at", "-pk")


def indicators_for(standing: Standing) -> QuerySet[Indicator]:
    """The indicators this person may see, of lines and objectives they may see; each with its last
    reading (`last_value`, `last_on`) of those they may see. Those that ended too."""
    last = Reading.objects.filter(
        standing.sees_open("strategy"), indicator=OuterRef("pk")
    ).order_by("-on", "-entered_at", "-pk")
    of_last = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("value", "on")}
    rows = _indicators(standing).annotate(**of_last)
    return rows.select_related("line", "objective")


def duties_for(standing: Standing) -> QuerySet[ReportDuty]:
    """The reporting duties this person may see; those that ended too."""
    return ReportDuty.objects.filter(standing.sees_open("strategy"))


def made_for(standing: Standing) -> QuerySet[ReportMade]:
    """The reports made that this person may see, the newest first."""
    of = Q(duty__in=duties_for(standing).order_by().values("pk"))
    return ReportMade.objects.filter(standing.sees_open("strategy"), of).order_by("-made_on", "-pk")


def indicators_of_lines(standing: Standing, lines: Sequence[MatrixLine]) -> dict[UUID, str]:
    """The words of an indicator in force of each line that has any. One query."""
    rows = Indicator.objects.filter(
        standing.sees_open("strategy"), in_force(standing), line__in=lines
    )
    return {line: words for line, words in rows.values_list("line", "words") if line is not None}


def indicators_by_objective(standing: Standing) -> dict[UUID, int]:
    """How many indicators in force each objective has, those of lines that serve it among them.
    Three queries."""
    seen = _indicators(standing).filter(in_force(standing)).order_by()
    numbers = Counter(seen.exclude(objective=None).values_list("objective", flat=True))
    links = links_for(standing).filter(ended_on=None, objective__isnull=False, line__isnull=False)
    of_lines = Counter(seen.exclude(line=None).values_list("line", flat=True))
    for objective, line in links.values_list("objective", "line"):
        numbers[objective] += of_lines[line]
    return dict(numbers)


@dataclass(frozen=True)
class IndicatorState:
    """An indicator, when its next reading is due, and how that day stands."""

    indicator: Indicator
    due: date | None
    state: str


def indicator_states(standing: Standing, rows: QuerySet[Indicator]) -> list[IndicatorState]:
    """Indicators in force with the day of their next reading, the most pressing first."""
    states = []
    for indicator in rows.filter(in_force(standing)).order_by("number"):
        due = due_on(indicator.first_due, indicator.every_days, indicator.last_on)
        states.append(IndicatorState(indicator, due, state_of(due, on=standing.on)))
    return sorted(states, key=lambda one: (STATES.index(one.state), one.due or date.max))


def indicators_of_line(standing: Standing, line: MatrixLine) -> dict[str, list[IndicatorState]]:
    """The indicators of a line, for its page."""
    rows = indicators_for(standing).filter(line=line)
    return {"indicators": indicator_states(standing, rows)}


def indicators_of_objective(
    standing: Standing, objective: Objective
) -> dict[str, list[IndicatorState]]:
    """The indicators of an objective, for its page."""
    rows = indicators_for(standing).filter(objective=objective)
    return {"indicators": indicator_states(standing, rows)}


def duties(standing: Standing) -> list[tuple[ReportDuty, str]]:
    """The reporting duties in force and how their day stands, the most pressing first; each with
    the reports made of it. Two queries."""
    rows = duties_for(standing).filter(in_force(standing)).order_by("due", "title")
    rows = rows.prefetch_related(Prefetch("made", made_for(standing), to_attr="reports"))
    states = [(duty, state_of(duty.due, on=standing.on)) for duty in rows]
    return sorted(states, key=lambda one: STATES.index(one[1]))


def counts_for(standing: Standing) -> Mapping[str, int]:
    """How many records stand behind the elements on monitoring and reporting. Two queries."""
    counts = (
        _indicators(standing)
        .filter(in_force(standing))
        .aggregate(
            indicators=Count("pk"), indicators_perception=Count("pk", filter=Q(perception=True))
        )
    )
    return counts | {"reporting_duties": duties_for(standing).filter(in_force(standing)).count()}
