"""How indicators, readings and reporting duties are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from tutela.strategy.measures import STATES, due_on, state_of
from tutela_web.access.policy import Standing
from tutela_web.programme.efforts.queries import in_force
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.programme.objectives.queries import objectives_for


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
    rows = _indicators(standing).annotate(
        last_value=Subquery(last.values("value")[:1]), last_on=Subquery(last.values("on")[:1])
    )
    return rows.select_related("line", "objective")


def duties_for(standing: Standing) -> QuerySet[ReportDuty]:
    """The reporting duties this person may see; those that ended too."""
    return ReportDuty.objects.filter(standing.sees_open("strategy"))


def made_for(standing: Standing) -> QuerySet[ReportMade]:
    """The reports made that this person may see, the newest first."""
    of = Q(duty__in=duties_for(standing).order_by().values("pk"))
    return ReportMade.objects.filter(standing.sees_open("strategy"), of).order_by("-made_on", "-pk")


@dataclass(frozen=True)
class IndicatorState:
    """An indicator, when its next reading is due, and how that day stands."""

    indicator: Indicator
    due: date | None
    state: str


def indicator_states(standing: Standing, rows: QuerySet[Indicator]) -> list[IndicatorState]:
    """Indicators in force with the day of their next reading, the most pressing first."""
    found = []
    for one in rows.filter(in_force(standing)).order_by("number"):
        due = due_on(one.first_due, one.every_days, getattr(one, "last_on", None))
        found.append(IndicatorState(one, due, state_of(due, on=standing.on)))
    return sorted(found, key=lambda one: (STATES.index(one.state), one.due or date.max))


def duties(standing: Standing) -> list[tuple[ReportDuty, str]]:
    """The reporting duties in force and how their day stands, the most pressing first; each with
    the reports made of it. Two queries."""
    rows = duties_for(standing).filter(in_force(standing)).order_by("due", "title")
    rows = rows.prefetch_related(Prefetch("made", made_for(standing), to_attr="reports"))
    found = [(one, state_of(one.due, on=standing.on)) for one in rows]
    return sorted(found, key=lambda one: STATES.index(one[1]))


def counts_for(standing: Standing) -> Mapping[str, int]:
    """How many records stand behind the elements on monitoring and reporting. Two queries."""
    found = (
        _indicators(standing)
        .filter(in_force(standing))
        .aggregate(
            indicators=Count("pk"), indicators_perception=Count("pk", filter=Q(perception=True))
        )
    )
    return found | {"reporting_duties": duties_for(standing).filter(in_force(standing)).count()}
