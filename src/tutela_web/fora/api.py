"""Claims of other tasks on units, as laid before meetings; Joint Protection Teams and what they
recommend: for programs, read only."""

from __future__ import annotations

from uuid import UUID

from ninja import Router

from tutela_web.fora.claims.models import Claim
from tutela_web.fora.claims.queries import claims_for
from tutela_web.fora.teams.kinds import RECOMMENDATION, TEAM
from tutela_web.links.verbs import pk_of
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema

router = Router(tags=["coordination"])


class ClaimOut(
    ColumnSchema,
    of=Claim,
    columns="id version meeting_id unit_id task_id what classification",
):
    """What another mandated task would do with a unit; `task_id` is null too where the task may
    not be seen."""

    @staticmethod
    def resolve_task_id(claim: Claim) -> UUID | None:
        return pk_of(claim.task)


ReadEndpoints(router, __name__, reads="fora").add_list(
    "claims",
    ClaimOut,
    claims_for,
    order="-entered_at",
    about="Claims of other tasks on units, the last entered first; `next` is to be sent as "
    "`after`.",
)

add_endpoints(router, TEAM, "joint-teams", order="-starts")
add_endpoints(router, RECOMMENDATION, "recommendations", order="-entered_at")
