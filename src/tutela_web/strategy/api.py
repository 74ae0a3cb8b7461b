"""Objectives, lines of the matrix, what they draw on and breaks of the chain for programs: read
only."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.doors import enter
from tutela_web.records.pages import read_line
from tutela_web.records.paging import Listed, listed
from tutela_web.strategy.brief_queries import briefings_for, guidance_for
from tutela_web.strategy.chain_queries import chain
from tutela_web.strategy.draft_queries import strategies_for
from tutela_web.strategy.effort_models import PlanItem
from tutela_web.strategy.effort_queries import items_for
from tutela_web.strategy.matrix_queries import lines_for
from tutela_web.strategy.objective_models import Objective
from tutela_web.strategy.objective_queries import objectives_for
from tutela_web.strategy.review_queries import IN_FORCE, amber_of
from tutela_web.strategy.round_queries import reviews_for

router = Router(tags=["strategy"])


class ObjectiveOut(Schema):
    """An objective as a record; `ended_on` is the day from which it counts no more."""

    id: UUID
    version: int
    code: str
    term: str
    tiers: list[int]
    words: str
    aim: str
    end_state: str
    ended_on: date | None
    classification: int


class MatrixLineOut(Schema):
    """A line of the matrix as a record; an empty lead is a line nobody leads. `for_host` says that
    it helps the host state to protect, or builds its capacity to."""

    id: UUID
    version: int
    code: str
    risk_id: UUID
    activity: str
    measure: str
    lead: str
    accepted_on: date | None
    support: list[str]
    confirmed: list[str]
    part: str
    joint: bool | None
    for_host: str
    tiers: list[int]
    phase: str
    place_id: UUID | None
    place_said: str
    starts: date | None
    ends: date | None
    resources: str
    indicator: str
    status: str
    came_of: str
    classification: int


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


class ReasonOut(Schema):
    """Why a section is amber, as far as this person may know."""

    kind: str
    what: str
    before: str
    after: str


class AmberOut(Schema):
    """A section to look at again; `hidden` says that a capacity or caveat of which this person may
    know no more moved too."""

    letter: str
    hidden: bool
    why: list[ReasonOut]


class ReviewOut(Schema):
    """A review: whose it is, by when, and what came of it; nobody's has no owner."""

    id: UUID
    kind: str
    owner: str
    opened_on: date
    due: date
    late: bool
    closed_on: date | None
    came_of: str


class UnderReviewOut(Schema):
    """The strategy in force under review; `strategy` is null where none is in force that this
    person may read."""

    strategy: UUID | None
    amber: list[AmberOut]
    reviews: list[ReviewOut]


@router.get("/missions/{code}/strategy/review", response=UnderReviewOut)
def under_review(request: HttpRequest, code: str) -> Any:
    """The sections in amber and the reviews of the strategy in force."""
    standing = enter(request, code, "strategy")
    one = strategies_for(standing).filter(state=IN_FORCE).select_related("mission").first()
    if one is None:
        return {"strategy": None, "amber": [], "reviews": []}
    read_line(standing, one)
    return {
        "strategy": one.pk,
        "amber": [
            {
                "letter": amber.letter,
                "hidden": amber.hidden,
                "why": [
                    {
                        "kind": moved.trigger.kind,
                        "what": moved.trigger.what,
                        "before": moved.before,
                        "after": moved.after,
                    }
                    for moved in amber.why
                ],
            }
            for amber in amber_of(standing, one).sections.values()
        ],
        "reviews": [
            {
                "id": row.pk,
                "kind": row.kind,
                "owner": row.owner.title if row.owner else "",
                "opened_on": row.opened_on,
                "due": row.due,
                "late": row.late(standing.on),
                "closed_on": row.closed_on,
                "came_of": row.came_of,
            }
            for row in reviews_for(standing).filter(strategy=one).order_by("-opened_on")
        ],
    }


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
    return listed(guidance_for(standing), "-asked_on", limit, after, standing=standing)


@router.get("/missions/{code}/strategy/briefings", response=Listed[BriefingOut])
def briefings(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Contributing countries by name, briefed or not; `next` is to be sent as `after`."""
    standing = enter(request, code, "drafts")
    return listed(briefings_for(standing), "country", limit, after, standing=standing)


@router.get("/missions/{code}/objectives", response=Listed[ObjectiveOut])
def objectives(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Objectives by number, those that ended too; `next` is to be sent as `after`."""
    standing = enter(request, code, "strategy")
    return listed(objectives_for(standing), "number", limit, after, standing=standing)


@router.get("/missions/{code}/objectives/{uuid:pk}", response=ObjectiveOut)
def objective(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One objective; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "strategy")
    found: Objective = get_object_or_404(objectives_for(standing), pk=pk)
    read_line(standing, found)
    return found


@router.get("/missions/{code}/matrix", response=Listed[MatrixLineOut])
def matrix(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Lines of the matrix by code; `next` is to be sent as `after`."""
    standing = enter(request, code, "strategy")
    return listed(lines_for(standing), "code", limit, after, standing=standing)


@router.get("/missions/{code}/matrix/{uuid:pk}", response=MatrixLineOut)
def line(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One line of the matrix; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "strategy")
    found = get_object_or_404(lines_for(standing), pk=pk)
    read_line(standing, found)
    return found


PlanKind = Literal[tuple(PlanItem.Kind.values)]  # type: ignore[valid-type]


class PlanItemOut(Schema):
    """A line of a plan or budget, a part of a concept of operations, or a directive; what it lies
    `under` and what it replaces are null too where they may not be seen."""

    id: UUID
    version: int
    paper: str
    kind: str
    title: str
    reference: str
    under_id: UUID | None
    gives: str
    issued_on: date | None
    governs: str
    replaces_id: UUID | None
    ended_on: date | None
    classification: int

    @staticmethod
    def resolve_under_id(one: Any) -> UUID | None:
        return one.under_id if one.under_seen else None

    @staticmethod
    def resolve_replaces_id(one: Any) -> UUID | None:
        return one.replaces_id if one.replaces_seen else None


@router.get("/missions/{code}/planned", response=Listed[PlanItemOut])
def planned(
    request: HttpRequest,
    code: str,
    kind: PlanKind | None = None,
    limit: int = 100,
    after: str = "",
) -> Any:
    """What the matrix draws on, by title, what ended too; of one `kind`, as "directive", where one
    is asked for. `next` is to be sent as `after`."""
    standing = enter(request, code, "strategy")
    rows = items_for(standing)
    return listed(
        rows.filter(kind=kind) if kind else rows, "title", limit, after, standing=standing
    )


@router.get("/missions/{code}/chain/breaks", response=BreaksOut)
def chain_breaks(request: HttpRequest, code: str) -> Any:
    """Where the chain from the mandate to the report breaks, heaviest kinds first."""
    found = chain(enter(request, code, "strategy"), {})
    return {
        "breaks": [
            {
                "kind": one.kind,
                "column": one.at[0],
                "record": one.at[1],
                "what": str(one.says),
                "next": str(one.next),
            }
            for one, _called in found.breaks
        ],
        "withheld": sorted(found.withheld),
    }
