"""How the mission plan, the concepts of operations, other programmes and the parts of UN entities
outside the mission are read."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force, with_seen
from tutela_web.programme.efforts.models import (
    OutsidePart,
    PlanItem,
    Programme,
    SpaceEffect,
    SupportNeed,
)
from tutela_web.programme.fields import LINE_ACT
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


def space_effects_for(standing: Standing) -> QuerySet[SpaceEffect]:
    """How lines could undermine humanitarians, of lines this person may see."""
    lines = lines_for(standing).order_by().values("pk")
    rows = SpaceEffect.objects.filter(standing.sees_open("strategy"), line__in=lines)
    return rows.select_related("line").order_by("line__code", "entered_at")


def support_needs_for(standing: Standing) -> QuerySet[SupportNeed]:
    """Which help of mission support lines need, of lines this person may see."""
    lines = lines_for(standing).order_by().values("pk")
    rows = SupportNeed.objects.filter(standing.sees_open("strategy"), line__in=lines)
    return rows.select_related("line").order_by("line__code", "help", "entered_at")


def support_needs_standing(standing: Standing) -> QuerySet[SupportNeed]:
    """Those that stand today, for section G."""
    return support_needs_for(standing).filter(in_force(standing))


def beside_others_of_line(standing: Standing, line: MatrixLine) -> dict[str, Any]:
    """On the page of a line: how it could undermine humanitarians, and the help it needs."""
    may_write = standing.may(LINE_ACT, area=line.area_id)
    return {
        "space_effects": list(space_effects_for(standing).filter(in_force(standing), line=line)),
        "support_needs": list(support_needs_standing(standing).filter(line=line)),
        "may_say_beside": may_write,
    }
