"""Guidance and briefings of a strategy for programs: read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.doors import enter
from tutela_web.records.listed import Listed
from tutela_web.records.paging import list_part
from tutela_web.strategy.guidance.queries import briefings_for, guidance_for

router = Router(tags=["strategy"])


class GuidanceOut(Schema):
    """Guidance asked of headquarters; without `received_on` none came."""

    id: UUID
    version: int
    strategy_id: UUID
    about: str
    asked: str
    asked_on: date
    received_on: date | None
    words: str
    classification: int


class BriefingOut(Schema):
    """A contributing country; without `conveyed_on` it was not briefed."""

    id: UUID
    version: int
    strategy_id: UUID
    country: str
    mandate: str
    risks: str
    conveyed_on: date | None
    acknowledged_on: date | None
    classification: int


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
