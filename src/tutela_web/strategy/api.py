"""Guidance and briefings of a strategy for programs: read only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tutela_web.access.doors import enter
from tutela_web.records.listed import Listed
from tutela_web.records.paging import list_part
from tutela_web.records.schemas import ColumnSchema
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance
from tutela_web.strategy.guidance.queries import briefings_for, guidance_for

router = Router(tags=["strategy"])


class GuidanceOut(
    ColumnSchema,
    of=HeadquartersGuidance,
    columns="id version strategy_id about asked asked_on received_on words classification",
):
    """Guidance asked of headquarters; without `received_on` none came."""


class BriefingOut(
    ColumnSchema,
    of=Briefing,
    columns="id version strategy_id country mandate risks conveyed_on acknowledged_on "
    "classification",
):
    """A contributing country; without `conveyed_on` it was not briefed."""


@router.get("/missions/{code}/strategy/guidance", response=Listed[GuidanceOut])
def guidance(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Guidance of headquarters, the last asked first; `next` is to be sent as `after`."""
    standing = enter(request, code, "drafts")
    return list_part(guidance_for(standing), "-asked_on", limit, after, standing=standing)


@router.get("/missions/{code}/strategy/briefings", response=Listed[BriefingOut])
def briefings(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Contributing countries by name, briefed or not; `next` is to be sent as `after`."""
    standing = enter(request, code, "drafts")
    return list_part(briefings_for(standing), "country", limit, after, standing=standing)
