"""Guidance and briefings of a strategy for programs: read only."""

from __future__ import annotations

from ninja import Router

from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance
from tutela_web.strategy.guidance.queries import briefings_for, guidance_for
from tutela_web.strategy.understood.kinds import UNDERSTANDING

router = Router(tags=["strategy"])
add_endpoints(router, UNDERSTANDING, "leaders-understanding", order="-given_on")
as_drafts = ReadEndpoints(router, __name__, reads="drafts")


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


as_drafts.add_list(
    "strategy/guidance",
    GuidanceOut,
    guidance_for,
    order="-asked_on",
    about="Guidance of headquarters, the last asked first; `next` is to be sent as `after`.",
)
as_drafts.add_list(
    "strategy/briefings",
    BriefingOut,
    briefings_for,
    order="country",
    about="Contributing countries by name, briefed or not; `next` is to be sent as `after`.",
)
