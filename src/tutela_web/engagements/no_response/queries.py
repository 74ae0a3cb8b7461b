"""How choices not to respond are read: as the risks are, those whose review is due first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

ACT = "decide_no_response"


def no_responses_for(standing: Standing) -> QuerySet[NoResponse]:
    """The choices this person may see, of risks they may see; what ended last."""
    seen = NoResponse.objects.filter(
        standing.sees_open("risks"), risk__in=risks_for(standing).order_by().values("pk")
    )
    ordered = seen.order_by(F("ended_on").desc(nulls_first=True), "review_on", "pk")
    return ordered.select_related("risk__place", "decided_by", "area", "mission").defer(
        "area__boundary"
    )


def standing_choices(standing: Standing) -> QuerySet[NoResponse]:
    """Those that nobody ended."""
    return no_responses_for(standing).filter(ended_on=None)


def choice_on(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """What a risk's page says of it: the choice in force, the last that ended, and whether this
    person may decide one; nothing where there is none of these."""
    rows = list(no_responses_for(standing).filter(risk=risk)[:1])
    may = standing.may(ACT, area=risk.area_id) and not risk.compartment
    open_one = rows[0] if rows and rows[0].ended_on is None else None
    if not rows and not may:
        return None
    return {
        "choice": open_one,
        "state": open_one.state(standing.on) if open_one else None,
        "ended": rows[0] if rows and open_one is None else None,
        "risk": risk,
        "may_decide": may and open_one is None and risk.status not in Risk.OFF,
    }


def choices_at(standing: Standing, place: UUID) -> list[tuple[NoResponse, NoResponse.State]]:
    """Those in force on risks of a place, each with its state."""
    if not standing.reads("risks"):
        return []
    rows = standing_choices(standing).filter(risk__place=place)
    return [(row, row.state(standing.on)) for row in rows]


def choices_due(standing: Standing) -> QuerySet[NoResponse]:
    """Those whose review day came."""
    return standing_choices(standing).filter(review_on__lte=standing.on)
