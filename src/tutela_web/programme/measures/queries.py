"""How indicators, readings and reporting duties are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from tutela.mandate.reports import ReportAsked, reports_asked
from tutela.strategy.measures import STATES, due_on, state_of
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for
from tutela_web.programme.fields import Kept, keep_all
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import links_for, objectives_for

RESTS_ON = 200
"""Letters in which a duty says on what it rests."""


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


def duties_without_office(standing: Standing) -> list[ReportDuty]:
    """The reporting duties in force that no office is responsible for, as far as this person sees
    them. One query."""
    rows = duties_for(standing).filter(in_force(standing), office="")
    return list(rows.order_by("due", "title"))


@dataclass(frozen=True)
class AskedReport:
    """A report a resolution seems to ask for, on what a duty of it rests, and the one in force."""

    asked: ReportAsked
    paragraph: Paragraph
    rests_on: str
    duty: ReportDuty | None


def asked_reports(standing: Standing, resolution: Resolution) -> list[AskedReport]:
    """The reports a resolution seems to ask for, and which of them the mission owes already. Two
    queries."""
    paragraphs = list(paragraphs_for(standing).filter(resolution=resolution).order_by("order"))
    read = resolution.as_read(paragraphs)
    behind = {
        id(passage): paragraph for passage, paragraph in zip(read.passages, paragraphs, strict=True)
    }
    rests: list[tuple[ReportAsked, Paragraph, str]] = []
    for asked in reports_asked(read):
        paragraph = behind[id(asked.passage)]
        cited = f"{resolution.symbol}, {paragraph.number}"
        rests_on = (f"{cited}: “{asked.phrase}”" if asked.phrase else cited)[:RESTS_ON]
        rests.append((asked, paragraph, rests_on))
    rows = duties_for(standing).filter(in_force(standing), rests_on__in=[one[2] for one in rests])
    owed = {row.rests_on: row for row in rows}
    return [AskedReport(*one, owed.get(one[2])) for one in rests]


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
    return sorted(states, key=lambda state: (STATES.index(state.state), state.due or date.max))


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
    return sorted(states, key=lambda state: STATES.index(state[1]))


def counts_for(standing: Standing, kept: Kept = keep_all) -> Mapping[str, int]:
    """How many records stand behind the elements on monitoring and reporting, of those kept. Two
    queries."""
    counts = (
        kept("indicators", _indicators(standing))
        .filter(in_force(standing))
        .aggregate(
            indicators=Count("pk"), indicators_perception=Count("pk", filter=Q(perception=True))
        )
    )
    owed = kept("reporting", duties_for(standing)).filter(in_force(standing))
    return counts | {"reporting_duties": owed.count()}
