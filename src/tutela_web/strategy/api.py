"""Objectives, lines of the matrix and breaks of the chain for programs: read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.doors import enter
from tutela_web.access.paging import Listed, listed
from tutela_web.places.pages import read_line
from tutela_web.strategy.chain_queries import chain
from tutela_web.strategy.matrix_queries import lines_for
from tutela_web.strategy.objective_models import Objective
from tutela_web.strategy.objective_queries import objectives_for

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
    """A line of the matrix as a record; an empty lead is a line nobody leads."""

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


@router.get("/missions/{code}/chain/breaks", response=BreaksOut)
def chain_breaks(request: HttpRequest, code: str) -> Any:
    """Where the chain from the mandate to the report breaks, heaviest kinds first."""
    found = chain(enter(request, code, "strategy"), {})
    return {
        "breaks": [
            {"kind": one.kind, "column": one.at[0], "record": one.at[1], "what": str(one.says),
             "next": str(one.next)}
            for one, _called in found.breaks
        ],
        "withheld": sorted(found.withheld),
    }  # fmt: skip
