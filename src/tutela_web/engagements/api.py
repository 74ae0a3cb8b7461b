"""Engagements and promises for programs: read only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router

from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.engagements.engagement.queries import (
    SeenEngagement,
    commitments_for,
    engagements_for,
)
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.links.queries import key_if_seen, post_title
from tutela_web.records.endpoints.kind_api import add_endpoints, schema_out
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["coordination"])
add_endpoints(router, NO_RESPONSE, "no-response", order="review_on")
add_endpoints(router, MANDATE_NOTE, "mandate-notes", order="noted_on")


NOT_GIVEN = ("met_by", "authorised_by", "support_named", "safety", "area")


class EngagementOut(schema_out(ENGAGEMENT, without=NOT_GIVEN)):  # type: ignore[misc]
    """A contact with an actor or an office; actor, place and risk are null too where they may not
    be seen."""

    met_by: str
    authorised_by: str

    resolve_met_by = staticmethod(post_title("met_by"))
    resolve_authorised_by = staticmethod(post_title("authorised_by"))
    resolve_actor_id = staticmethod(key_if_seen("actor"))
    resolve_risk_id = staticmethod(key_if_seen("risk"))
    resolve_place_id = staticmethod(key_if_seen("place"))


class PromiseOut(
    ColumnSchema,
    of=Commitment,
    columns="id version engagement_id what side due judged judged_on seen classification",
):
    """What was promised in an engagement: how it stands today, and what was seen of it."""

    state: str


def _with_posts(standing: Standing) -> QuerySet[SeenEngagement]:
    return engagements_for(standing).select_related("met_by", "authorised_by")


as_engagements = ReadEndpoints(router, __name__, reads="engagements")
as_engagements.add_list(
    "engagements",
    EngagementOut,
    _with_posts,
    order="-on",
    about="Engagements, the newest first; `next` is to be sent as `after`.",
)
as_engagements.add_record(
    "engagements",
    "engagement",
    EngagementOut,
    _with_posts,
    about="One engagement; reading one that is confidential is a line in the audit.",
)


@router.get("/missions/{code}/promises", response=Listed[PromiseOut])
def promises(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """What was promised, the first due first; `next` is to be sent as `after`."""
    standing = enter(request, code, "engagements")
    part = list_part(commitments_for(standing), "due", limit, after, standing=standing)
    return part | {"results": [_commitment_as_json(standing, one) for one in part["results"]]}


def _commitment_as_json(standing: Standing, commitment: Commitment) -> dict[str, Any]:
    names = (
        "version",
        "engagement_id",
        "what",
        "side",
        "due",
        "judged",
        "judged_on",
        "seen",
        "classification",
    )
    told = {name: getattr(commitment, name) for name in names}
    return told | {"id": commitment.pk, "state": commitment.state(standing.on)}
