"""How dilemmas and the decisions that applied them are read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.crisis.models import Decision
from tutela_web.programme.dilemmas.models import Dilemma, DilemmaUse

ACT = "draft_strategy"

LISTED = 100
"""How many decisions a dilemma's page offers, the newest."""


def dilemmas_for(standing: Standing) -> QuerySet[Dilemma]:
    """The dilemmas this person may see; those that ended too."""
    return Dilemma.objects.filter(standing.sees_open("strategy"))


def uses_for(standing: Standing) -> QuerySet[DilemmaUse]:
    """The uses this person may see: of dilemmas and of decisions they may see."""
    seen = Q(dilemma__in=dilemmas_for(standing).order_by().values("pk"))
    seen &= Q(decision__in=decisions_for(standing).order_by().values("pk"))
    return DilemmaUse.objects.filter(standing.sees_open("strategy"), seen)


def decisions_to_offer(standing: Standing, dilemma: Dilemma) -> list[Decision]:
    """The newest decisions that may be said to have applied a dilemma."""
    used = DilemmaUse.objects.filter(dilemma=dilemma).values("decision")
    return list(decisions_for(standing).exclude(pk__in=used).order_by("-decided_at")[:LISTED])
