"""How concerns outside the scope are read: as the strategy is; whom they name as those are read."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from tutela_web.access.policy import Standing
from tutela_web.partners.partner.queries import partners_for
from tutela_web.partners.sides.queries import protectors_for
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.risk.queries import OUTSIDE, ConcernOutsideScope, risks_for


def whole_concerns(standing: Standing) -> QuerySet[WiderConcern]:
    """The concerns this person may see, those taken back in too; of a line of the register only
    with the line."""
    lines = Q(risk=None) | Q(risk__in=risks_for(standing).order_by().values("pk"))
    seen = WiderConcern.objects.filter(standing.sees_open("strategy"), lines)
    return seen.select_related("decided_by", "back_by")


def concerns_for(standing: Standing) -> QuerySet[WiderConcern]:
    """The concerns this person may see; partner and protection actor are None where these may not
    be seen."""
    return whole_concerns(standing).prefetch_related(
        Prefetch("risk", queryset=risks_for(standing).select_related("place")),
        Prefetch("protector", queryset=protectors_for(standing)),
        Prefetch("partner", queryset=partners_for(standing)),
    )


def kept_outside(standing: Standing) -> QuerySet[WiderConcern]:
    """Those outside the scope today; whoever was not told yet first."""
    waiting = F("referred_on").asc(nulls_first=True)
    return concerns_for(standing).filter(back_on=None).order_by(waiting, "what", "pk")


def _concerns_outside(standing: Standing) -> list[ConcernOutsideScope]:
    code = standing.mission.code
    return [
        ConcernOutsideScope(
            one.what,
            one.reason,
            one.to,
            one.referred_on,
            reverse("partners:concern", args=[code, one.pk]),
            one.risk_id,
        )
        for one in kept_outside(standing)
    ]


def connect() -> None:
    """Tell the register, which lies below, what is kept outside the scope and who was told."""
    OUTSIDE["partners"] = _concerns_outside
