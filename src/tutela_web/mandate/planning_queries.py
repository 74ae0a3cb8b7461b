"""How the planning record and the documents to revise are read."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import PlanningPivot, Resolution, Revision
from tutela_web.mandate.queries import KIND


def pivots_for(standing: Standing) -> QuerySet[PlanningPivot]:
    """The steps of planning this person may see, the latest first."""
    return PlanningPivot.objects.filter(standing.sees_open(KIND)).select_related("mission")


def never_planned(rows: list[PlanningPivot]) -> list[str]:
    """The kinds of steps of which none is on record."""
    known = {one.kind for one in rows}
    return [str(label) for kind, label in PlanningPivot.Kind.choices if kind not in known]


def revisions_for(standing: Standing) -> QuerySet[Revision]:
    """The documents to revise this person may see, by their days."""
    seen = Revision.objects.filter(standing.sees_open(KIND))
    return seen.select_related("resolution", "owner", "mission")


def kinds_missing(resolution: Resolution, rows: list[Revision]) -> list[str]:
    """The kinds of documents nobody has listed for a resolution that renews another."""
    known = {one.kind for one in rows}
    kinds = [one for one in Revision.Kind if one is not Revision.Kind.OTHER]
    return [str(one.label) for one in kinds if one.value not in known]
