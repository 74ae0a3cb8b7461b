"""What the mission takes its mandate to ask, what it asked headquarters, the planning record, the
documents to revise, and what others of the UN do, for programs: read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.mandate.limits.kind import LIMIT
from tutela_web.mandate.models import EntityTask, ParagraphQuestion, ParagraphReading, Revision
from tutela_web.mandate.overlaps import queries as beside
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.mandate.planning.queries import revisions_for
from tutela_web.mandate.queries import KIND, works_on
from tutela_web.mandate.reading.queries import QuestionAsSeen, questions_for, readings_for
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import given_line, list_part

router = Router(tags=["mandate"])
as_mandate = ReadEndpoints(router, __name__, reads=KIND)


class Cited(ColumnSchema):
    """The paragraph a record is of, as the Council cites it."""

    resolution: str
    paragraph: str
    paragraph_id: UUID

    @staticmethod
    def resolve_resolution(one: ParagraphReading | ParagraphQuestion) -> str:
        return str(one.paragraph.resolution)

    @staticmethod
    def resolve_paragraph(one: ParagraphReading | ParagraphQuestion) -> str:
        return str(one.paragraph.number)


class ReadingOut(
    Cited, of=ParagraphReading, columns="id version words source read_on classification"
):
    """A reading of a paragraph: of each, the latest holds."""

    read_by: str

    @staticmethod
    def resolve_read_by(paragraph_reading: ParagraphReading) -> str:
        return paragraph_reading.read_by.title


class QuestionOut(
    Cited,
    of=ParagraphQuestion,
    columns="id version task_id words asked_on answer source answered_on classification",
):
    """A question to headquarters; without `answered_on` it is open. `task_id` is null too where
    the task may not be seen."""

    asked_by: str

    @staticmethod
    def resolve_asked_by(paragraph_question: ParagraphQuestion) -> str:
        return paragraph_question.asked_by.title

    @staticmethod
    def resolve_task_id(question_as_seen: QuestionAsSeen) -> UUID | None:
        return question_as_seen.task_id if question_as_seen.task_seen else None


as_mandate.add_list(
    "mandate/readings",
    ReadingOut,
    readings_for,
    order="-entered_at",
    about="Readings of paragraphs, the latest first; `next` is to be sent as `after`.",
)
as_mandate.add_list(
    "mandate/questions",
    QuestionOut,
    questions_for,
    order="-entered_at",
    about="Questions to headquarters, the last asked first; `next` is to be sent as `after`.",
)


# --- the planning record, and the documents to revise


class RevisionOut(
    ColumnSchema,
    of=Revision,
    columns="id version kind title due state note classification",
):
    """A document to revise because the mandate changed."""

    resolution: str
    owner: str

    @staticmethod
    def resolve_resolution(revision: Revision) -> str:
        return str(revision.resolution)

    @staticmethod
    def resolve_owner(revision: Revision) -> str:
        return revision.owner.title


add_endpoints(router, PIVOT, "mandate/planning", order="-on")
add_endpoints(router, LIMIT, "mandate/limits", order="read_on")


as_mandate.add_list(
    "mandate/revisions",
    RevisionOut,
    revisions_for,
    order="due",
    about="Documents to revise, the first due first; `next` is to be sent as `after`.",
)


# --- what UN entities outside the mission do


class EntityTaskOut(
    ColumnSchema,
    of=EntityTask,
    columns="id version entity kind what source ended_on classification",
):
    """A protection task of a UN entity outside the mission."""


class OverlapOut(Schema):
    """A mandated task and an entity's of one kind; without `agreed` how they are shared out is
    open, and without `question` too nobody has asked."""

    task_id: UUID
    entity_task_id: UUID
    kind: str
    agreed: str
    question: str
    said_by: str
    said_on: date | None


class OverlapsOut(Schema):
    """Every overlap, those without an agreed division first; `open` is how many these are."""

    results: list[OverlapOut]
    open: int


@router.get("/missions/{code}/mandate/entity-tasks", response=Listed[EntityTaskOut])
def entity_tasks(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Tasks of UN entities by entity, those that ended too; `next` is to be sent as `after`."""
    standing = enter(request, code, KIND)
    if not works_on(standing):
        raise Http404
    return list_part(beside.entity_tasks_for(standing), "entity", limit, after, standing=standing)


@router.get("/missions/{code}/mandate/overlaps", response=OverlapsOut)
def overlaps(request: HttpRequest, code: str) -> Any:
    """Where a UN entity has a task of the mission's too."""
    standing = enter(request, code, KIND)
    if not works_on(standing):
        raise Http404
    rows = beside.overlaps(standing)
    given_line(standing, [row.task for row in rows])
    given_line(standing, [row.theirs for row in rows])
    told = [
        {
            "task_id": row.task.pk,
            "entity_task_id": row.theirs.pk,
            "kind": row.task.kind,
            "agreed": said.agreed if said else "",
            "question": said.question if said else "",
            "said_by": said.said_by.title if said else "",
            "said_on": said.said_on if said else None,
        }
        for row in rows
        for said in (row.division,)
    ]
    return {"results": told, "open": sum(row.open for row in rows)}
