"""What others forecast, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.places.queries import places_for
from tutela_web.risk.imported_forecasts.queries import stated_of

router = Router(tags=["risks"])


class StatedOut(Schema):
    """What a publisher stated of a cell, a country or an area for a month, before it began."""

    forecast: UUID
    publisher: str
    unit: str
    issued_on: date
    month: date
    key: str
    name: str
    probability: float | None
    expected: float | None
    places: list[UUID]


@router.get("/missions/{code}/risks/forecasts/stated", response=list[StatedOut])
def stated(request: HttpRequest, code: str, month: date) -> Any:
    """What others stated of a month, told by any of its days, before it began; with the places in
    each cell or area that the caller may see. It never enters the order."""
    standing = enter(request, code, "risks")
    seen = set(places_for(standing).values_list("pk", flat=True))
    return [
        {**vars(one), "places": [pk for pk in one.places if pk in seen]}
        for one in stated_of(standing.mission, month)
    ]
