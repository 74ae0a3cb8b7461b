"""Objectives, lines of the matrix, what they draw on and breaks of the chain for programs: read
only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.programme.chain.queries import chain
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.efforts.queries import items_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["strategy"])
as_strategy = ReadEndpoints(router, __name__, reads="strategy")


class ObjectiveOut(
    ColumnSchema,
    of=Objective,
    columns="id version term words aim end_state ended_on classification",
):
    """An objective as a record; `ended_on` is the day from which it counts no more."""

    code: str
    tiers: list[int]


class SupporterOut(Schema):
    """A supporting actor of a line: whether it confirmed, by the own account or by whose word, on
    which day, and by which post that was recorded; empty where nobody recorded it."""

    name: str
    confirmed: bool
    own: bool
    said_by: str
    on: date | None
    post: str


class MatrixLineOut(
    ColumnSchema,
    of=MatrixLine,
    columns="id version code risk_id for_area_id harms actors threat activity measure lead "
    "accepted_on support confirmed part joint for_host phase place_id place_said starts ends "
    "resources indicator status came_of violence_prevented referral_known women_in_team "
    "classification",
):
    """A line of the matrix as a record; an empty lead is a line nobody leads. `for_host` says that
    it helps the host state to protect, or builds its capacity to."""

    supporters: list[SupporterOut]
    tiers: list[int]

    @staticmethod
    def resolve_supporters(line: MatrixLine) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "confirmed": told is not None,
                "own": bool(told and told.get("own")),
                "said_by": told.get("said_by", "") if told else "",
                "on": (told.get("on") or None) if told else None,
                "post": told.get("post", "") if told else "",
            }
            for name, told in line.supporters
        ]


class BreakOut(Schema):
    """A place where the chain ends and should not: `record` is the id of the record there."""

    kind: str
    column: str
    record: UUID
    what: str
    next: str


class BreaksOut(Schema):
    """The breaks of the chain; `withheld` are the columns this person is not let in to, of which no
    break is told."""

    breaks: list[BreakOut]
    withheld: list[str]


as_strategy.add_list(
    "objectives",
    ObjectiveOut,
    objectives_for,
    order="number",
    about="Objectives by number, those that ended too; `next` is to be sent as `after`.",
)
as_strategy.add_record(
    "objectives",
    "objective",
    ObjectiveOut,
    objectives_for,
    about="One objective; reading one that is confidential is a line in the audit.",
)
as_strategy.add_list(
    "matrix",
    MatrixLineOut,
    lines_for,
    order="code",
    about="Lines of the matrix by code; `next` is to be sent as `after`.",
)
as_strategy.add_record(
    "matrix",
    "line",
    MatrixLineOut,
    lines_for,
    about="One line of the matrix; reading one that is confidential is a line in the audit.",
)


if TYPE_CHECKING:
    PlanKind = str
else:
    PlanKind = Literal[tuple(PlanItem.Kind.values)]


class PlanItemOut(
    ColumnSchema,
    of=PlanItem,
    columns="id version paper kind title reference under_id gives issued_on governs "
    "replaces_id ended_on classification",
):
    """A line of a plan or budget, a part of a concept of operations, or a directive; what it lies
    `under` and what it replaces are null too where they may not be seen."""

    @staticmethod
    def resolve_under_id(item: PlanItem) -> UUID | None:
        return item.under_id if item.under_seen else None

    @staticmethod
    def resolve_replaces_id(item: PlanItem) -> UUID | None:
        return item.replaces_id if item.replaces_seen else None


@router.get("/missions/{code}/planned", response=Listed[PlanItemOut])
def planned(
    request: HttpRequest, code: str, kind: PlanKind | None = None, limit: int = 100, after: str = ""
) -> Any:
    """What the matrix draws on, by title, what ended too; of one `kind`, as "directive", where one
    is asked for. `next` is to be sent as `after`."""
    standing = enter(request, code, "strategy")
    rows = items_for(standing)
    return list_part(
        rows.filter(kind=kind) if kind else rows, "title", limit, after, standing=standing
    )


@router.get("/missions/{code}/chain/breaks", response=BreaksOut)
def chain_breaks(request: HttpRequest, code: str) -> Any:
    """Where the chain from the mandate to the report breaks, heaviest kinds first."""
    picture = chain(enter(request, code, "strategy"), {})
    return {
        "breaks": [
            {
                "kind": one.kind,
                "column": one.at[0],
                "record": one.at[1],
                "what": str(one.says),
                "next": str(one.next),
            }
            for one, _called in picture.breaks
        ],
        "withheld": sorted(picture.withheld),
    }
