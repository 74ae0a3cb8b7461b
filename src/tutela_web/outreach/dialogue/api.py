"""What a community raised in an exchange, told by programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from tutela_web.access.api import made_once
from tutela_web.access.page_access import enter
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.dialogue.models import RaisedPoint
from tutela_web.outreach.dialogue.queries import KIND, exchanges_for, points_for
from tutela_web.records.endpoints.kind_api import (
    add_endpoints,
    schema_in,
    schema_out,
    with_linked_records,
)
from tutela_web.records.kind_verbs import create_record

router = Router()

add_endpoints(router, EXCHANGE, "exchanges-with-communities", order="-held_on", writes=True)
add_endpoints(router, POINT, "points-raised", order="-entered_at")
add_endpoints(router, PERIOD, "dialogue-periods", order="-entered_at")

PointIn, PointOut = schema_in(POINT), schema_out(POINT)


@router.post(
    "/missions/{code}/exchanges-with-communities/{uuid:pk}/points",
    response={201: PointOut, 200: PointOut},
)
def raise_point(request: HttpRequest, code: str, pk: UUID, body: PointIn) -> Any:  # type: ignore[valid-type]
    """Add what a community raised in an exchange. Send an Idempotency-Key to send again safely."""
    standing = enter(request, code, KIND)
    exchange = get_object_or_404(exchanges_for(standing), pk=pk)
    values = with_linked_records(POINT, body.dict(exclude_unset=True), standing)  # type: ignore[attr-defined]

    def make() -> RaisedPoint:
        made: RaisedPoint = create_record(POINT, values, beside=exchange, by=standing)
        return made

    return made_once(request, standing.person, "point", make, points_for(standing))
