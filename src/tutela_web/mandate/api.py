"""What the mission takes its mandate to ask, and what it asked headquarters, for programs: read
only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.doors import enter
from tutela_web.access.paging import Listed, listed
from tutela_web.mandate.models import ParagraphQuestion, ParagraphReading
from tutela_web.mandate.queries import KIND
from tutela_web.mandate.reading_queries import questions_for, readings_for

router = Router(tags=["mandate"])


class Cited(Schema):
    """The paragraph a record is of, as the Council cites it."""

    resolution: str
    paragraph: str
    paragraph_id: UUID

    @staticmethod
    def resolve_resolution(one: Any) -> str:
        return str(one.paragraph.resolution)

    @staticmethod
    def resolve_paragraph(one: Any) -> str:
        return str(one.paragraph.number)


class ReadingOut(Cited):
    """A reading of a paragraph: of each, the latest holds."""

    id: UUID
    version: int
    words: str
    source: str
    read_by: str
    read_on: date
    classification: int

    @staticmethod
    def resolve_read_by(one: ParagraphReading) -> str:
        return one.read_by.title


class QuestionOut(Cited):
    """A question to headquarters; without `answered_on` it is open. `task_id` is null too where
    the task may not be seen."""

    id: UUID
    version: int
    task_id: UUID | None
    words: str
    asked_by: str
    asked_on: date
    answer: str
    source: str
    answered_on: date | None
    classification: int

    @staticmethod
    def resolve_asked_by(one: ParagraphQuestion) -> str:
        return one.asked_by.title

    @staticmethod
    def resolve_task_id(one: Any) -> UUID | None:
        return one.task_id if one.task_seen else None


@router.get("/missions/{code}/mandate/readings", response=Listed[ReadingOut])
def readings(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Readings of paragraphs, the latest first; `next` is to be sent as `after`."""
    standing = enter(request, code, KIND)
    return listed(readings_for(standing), "-entered_at", limit, after, standing=standing)


@router.get("/missions/{code}/mandate/questions", response=Listed[QuestionOut])
def questions(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Questions to headquarters, the last asked first; `next` is to be sent as `after`."""
    standing = enter(request, code, KIND)
    return listed(questions_for(standing), "-entered_at", limit, after, standing=standing)
