"""What hangs together with a record, as its page shows it."""

from __future__ import annotations

from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.links.forms import call_risks_apart
from tutela_web.programme.efforts.models import PlanItem, Programme
from tutela_web.programme.fields import ACT, LINE_ACT
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.naming import COLUMN_WORDS, Called, call
from tutela_web.programme.objectives.models import PAIRS, Objective
from tutela_web.programme.objectives.queries import chain_links_of, links_for, links_to_offer


def links_of_line(standing: Standing, line: MatrixLine) -> dict[str, Any]:
    """What hangs together with a line, for its page."""
    return _links_of(standing, line, "line", may=standing.may(LINE_ACT, area=line.area_id))


def links_of_objective(standing: Standing, objective: Objective) -> dict[str, Any]:
    """What hangs together with an objective, for its page."""
    return _links_of(standing, objective, "objective", may=standing.may(ACT))


def _links_of(
    standing: Standing, holder: Objective | MatrixLine, mine: str, *, may: bool
) -> dict[str, Any]:
    """What hangs together with a record, by kind, and what may be joined to it: the context of
    programme/_links.html."""
    chain_links = chain_links_of(standing, holder)
    joins = tuple(other for end, other in PAIRS if end == mine)
    offered = links_to_offer(standing, joins, chain_links) if may else {}
    groups = []
    for name in (*joins, *(end for end, other in PAIRS if other == mine)):
        rows = []
        for link in chain_links:
            other = getattr(link, name)
            if other is not None:
                other.mission = standing.mission
                rows.append((link, call(other)))
        records = offered.get(name, ())
        apart = call_risks_apart(records) if name == "risk" else {}
        choices = []
        for record in records:
            record.mission = standing.mission
            choices.append((record.pk, apart.get(record.pk) or call(record).whole))
        groups.append((name, COLUMN_WORDS[name], rows, choices))
    return {"links": groups, "holder": f"{mine}:{holder.pk}", "may_link": may}


def called_with_plan_item(standing: Standing, item: PlanItem) -> dict[str, list[Called]]:
    """What is linked to a plan item, as it is called, for its page."""
    return {"linked": _called_with(standing, item)}


def called_with_programme(standing: Standing, programme: Programme) -> dict[str, list[Called]]:
    """What is linked to a programme, as it is called, for its page."""
    return {"linked": _called_with(standing, programme)}


def _called_with(standing: Standing, holder: PlanItem | Programme) -> list[Called]:
    """One query."""
    name = "planned" if isinstance(holder, PlanItem) else "programme"
    rows = links_for(standing).filter(ended_on=None, **{name: holder})
    ends = []
    for link in rows.select_related("line", "objective").order_by("entered_at"):
        end = link.line or link.objective
        assert end is not None  # whatever is linked to a plan or a programme is one of the two
        end.mission = standing.mission
        ends.append(end)
    return [call(end) for end in ends]
