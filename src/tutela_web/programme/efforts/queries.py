"""How the mission plan, the concepts of operations, other programmes and the parts of UN entities
outside the mission are read."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force, with_seen
from tutela_web.programme.efforts.models import OutsidePart, PlanItem, Programme
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.risk.queries import risks_for

ITEM_LINKS = ("under", "replaces")
"""What a part of a plan names of the others."""


def planned_for(standing: Standing) -> QuerySet[PlanItem]:
    """The lines of plans and parts of concepts this person may see; those that ended too."""
    return PlanItem.objects.filter(standing.sees_open("strategy"))


def items_for(standing: Standing) -> QuerySet[PlanItem]:
    """The same, each with whether what it lies under and what it replaces may be seen too
    (`under_seen`, `replaces_seen`)."""
    seen = planned_for(standing).order_by()
    marks = {f"{name}_seen": Exists(seen.filter(pk=OuterRef(name))) for name in ITEM_LINKS}
    return planned_for(standing).annotate(**marks)


def programmes_for(standing: Standing) -> QuerySet[Programme]:
    """The programmes this person may see, of risks they may see; each says whether its place may
    be seen too (`place_seen`)."""
    of_risks = Q(risk=None) | Q(risk__in=risks_for(standing).order_by().values("pk"))
    rows = Programme.objects.filter(standing.sees_open("strategy"), of_risks)
    return with_seen(standing, rows, "place").select_related("risk__place", "place")


def outside_for(standing: Standing) -> QuerySet[OutsidePart]:
    """What this person may see of what UN entities outside the mission are to do: of lines they
    may see, and of sections."""
    of_lines = Q(line=None) | Q(line__in=lines_for(standing).order_by().values("pk"))
    rows = OutsidePart.objects.filter(standing.sees_open("strategy"), of_lines)
    return rows.select_related("line")


def directives_for(standing: Standing) -> QuerySet[PlanItem]:
    """The directives this person may see, those in force and those that were renewed."""
    return planned_for(standing).filter(kind=PlanItem.Kind.DIRECTIVE)


def outside_of_line(standing: Standing, line: MatrixLine) -> dict[str, QuerySet[OutsidePart]]:
    """What is expected of outside entities in a line, for its page."""
    rows = outside_for(standing).filter(in_force(standing), line=line)
    return {"outside": rows.order_by("entity")}


def entities(standing: Standing) -> list[str]:
    """Every outside entity something is expected of, once."""
    names = outside_for(standing).filter(in_force(standing)).order_by().values_list("entity")
    return sorted({name for (name,) in names}, key=str.casefold)
