"""Indicators for programs: what each asks, and its values as the asker may read them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.measured.models import IndicatorValue
from tutela_web.monitoring.measured.queries import (
    current_values,
    definitions_for,
    figure_for,
)
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["indicators"])
add_endpoints(router, MEASURED, "indicators", order="number")


class IndicatorValueOut(Schema):
    """What an indicator showed in a period; `known_at`, the snapshot it was frozen at.

    state   value, missing, not computed or suppressed: without a number unless it is value
    """

    id: UUID
    indicator_id: UUID
    definition_version: int
    first: date
    last: date
    known_at: datetime | None
    state: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    because: str


@router.get("/missions/{code}/indicators/{uuid:pk}/values", response=Listed[IndicatorValueOut])
def indicator_values(
    request: HttpRequest, code: str, pk: UUID, limit: int = 100, after: str = ""
) -> Any:
    """Values in force of the whole mission, the latest period first; replaced ones left out."""
    standing = enter(request, code, "strategy")
    definition = get_object_or_404(definitions_for(standing), pk=pk)
    rows = current_values(standing).filter(definition=definition, area=None)
    part = list_part(
        rows.select_related("definition").defer("counted", "whole", "parts", "left_out"),
        "-last",
        limit,
        after,
        standing=standing,
    )
    return part | {"results": [_with_figure(value, standing) for value in part["results"]]}


def _with_figure(value: IndicatorValue, standing: Standing) -> dict[str, Any]:
    return asdict(figure_for(standing, value)) | {
        "id": value.pk,
        "indicator_id": value.definition_id,
        "definition_version": value.definition_version,
        "first": value.first,
        "last": value.last,
        "known_at": value.known_at,
    }
