"""The order of hotspots for programs: as it stands, agreed, and a hotspot corrected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from tutela.risk.factors import PRIORITIES
from tutela_web.access.page_access import enter
from tutela_web.places.queries import places_for
from tutela_web.risk.agreed.models import HotspotCorrection
from tutela_web.risk.agreed.queries import orders_for
from tutela_web.risk.agreed.verbs import LineAgreed, agree_order, correct_hotspot
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots

router = Router(tags=["risks"])
MOST = 100


class OrderLineOut(Schema):
    """A hotspot where it stands: `number` in the order agreed, null where nobody agreed it;
    `must` as the forum chose; the likelihood is the one suggested now, null: not estimated."""

    hotspot_id: UUID | None
    name: str
    place_id: UUID
    priority: str
    number: int | None
    must: bool
    suggested_rank: int | None
    likelihood: float | None


class OrderOut(Schema):
    """The order that stands: who agreed it and when, null where nobody did; `order_id` is sent back
    as `began` by who agrees another."""

    order_id: UUID | None
    agreed_at: datetime | None
    agreed_as: str
    suggested_on: date | None
    holds: int | None
    total: int
    hotspots: list[OrderLineOut]


class OrderLineIn(Schema):
    """A hotspot at its place in the list, with the priority agreed."""

    hotspot_id: UUID
    priority: Literal["low", "moderate", "high", "critical"]
    must: bool = False


class OrderIn(Schema):
    """An order agreed as a whole; `began` is the order that stood then, null for the first."""

    began: UUID | None = None
    holds: int = Field(ge=0, le=500)
    reason: str = Field("", max_length=500)
    hotspots: list[OrderLineIn] = Field(min_length=1, max_length=500)


class CorrectionIn(Schema):
    """What is corrected: places put in or taken out, another hotspot joined, or a name given."""

    kind: Literal["in", "out", "join", "name"]
    reason: str = Field(max_length=500)
    places: list[UUID] = Field([], max_length=500)
    other: UUID | None = None
    name: str = Field("", max_length=80)


class CorrectionOut(Schema):
    """A correction as it is kept; the next assessment is made with it."""

    id: UUID
    kind: str
    hotspot: UUID
    name: str
    reason: str
    made_at: datetime
    made_as: str


@router.get("/missions/{code}/risks/order", response=OrderOut)
def order(request: HttpRequest, code: str) -> Any:
    """The first hundred hotspots in the order that stands: as agreed, and between them by their
    suggestion those nobody agreed."""
    standing = enter(request, code, "risks")
    lines, total, _assessment = hotspots(standing, RegisterFilters(), top=MOST)
    stands = orders_for(standing).defer("lines").first()
    return {
        "order_id": stands.pk if stands else None,
        "agreed_at": stands.agreed_at if stands else None,
        "agreed_as": stands.agreed_as if stands else "",
        "suggested_on": stands.suggested_on if stands else None,
        "holds": stands.holds if stands else None,
        "total": total,
        "hotspots": [_line_out(line) for line in lines],
    }


def _line_out(line: RegisterLine) -> dict[str, Any]:
    suggested = line.suggested if line.suggested and line.suggested.leads else None
    return {
        "hotspot_id": line.suggested.hotspot if line.suggested else None,
        "name": line.name,
        "place_id": line.place.pk,
        "priority": line.priority,
        "number": line.placed.number if line.placed else None,
        "must": bool(line.placed and line.placed.must),
        "suggested_rank": line.suggested.rank if line.suggested else None,
        "likelihood": suggested.likelihood if suggested else None,
    }


@router.post("/missions/{code}/risks/order", response={201: OrderOut})
def agree(request: HttpRequest, code: str, body: OrderIn) -> Any:
    """Agree the order and the priorities of the hotspots: it stands until a person agrees
    another."""
    standing = enter(request, code, "risks")
    agree_order(
        [
            LineAgreed(hotspot.hotspot_id, PRIORITIES.index(hotspot.priority), hotspot.must)
            for hotspot in body.hotspots
        ],
        holds=body.holds,
        reason=body.reason,
        began=body.began,
        by=standing,
    )
    return Status(201, order(request, code))


@router.post("/missions/{code}/risks/hotspots/{uuid:pk}/corrections", response={201: CorrectionOut})
def correct(request: HttpRequest, code: str, pk: UUID, body: CorrectionIn) -> Any:
    """Correct a hotspot, with a reason: kept over new assessments."""
    standing = enter(request, code, "risks")
    correction = correct_hotspot(
        pk,
        HotspotCorrection.Kind(body.kind),
        reason=body.reason,
        by=standing,
        places=places_for(standing).filter(pk__in=body.places),
        other=body.other,
        name=body.name,
    )
    return Status(201, correction)
