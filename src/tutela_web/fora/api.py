"""Claims of other tasks on units, as laid before meetings, for programs: read only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.doors import enter
from tutela_web.fora.claims.models import Claim
from tutela_web.fora.claims.queries import claims_for
from tutela_web.links.verbs import pk_of
from tutela_web.records.paging import Listed, list_part

router = Router(tags=["coordination"])


class ClaimOut(Schema):
    """What another mandated task would do with a unit; `task_id` is null too where the task may
    not be seen."""

    id: UUID
    version: int
    meeting_id: UUID
    unit_id: UUID
    task_id: UUID | None
    what: str
    classification: int

    @staticmethod
    def resolve_task_id(claim: Claim) -> UUID | None:
        return pk_of(claim.task)


@router.get("/missions/{code}/claims", response=Listed[ClaimOut])
def claims(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Claims of other tasks on units, the last entered first; `next` is to be sent as `after`."""
    standing = enter(request, code, "fora")
    return list_part(claims_for(standing), "-entered_at", limit, after, standing=standing)
