"""How the mission's readings of paragraphs and its questions to headquarters are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import MandatedTask, Paragraph, ParagraphQuestion, ParagraphReading
from tutela_web.mandate.queries import KIND, tasks_for


def readings_for(standing: Standing) -> QuerySet[ParagraphReading]:
    """The readings this person may see, the latest first."""
    seen = ParagraphReading.objects.filter(standing.sees_open(KIND))
    return seen.select_related("read_by", "paragraph__resolution")


def questions_for(standing: Standing) -> QuerySet[ParagraphQuestion]:
    """The questions to headquarters this person may see, the open ones first."""
    open_to = Exists(tasks_for(standing).filter(pk=OuterRef("task")))
    seen = ParagraphQuestion.objects.filter(standing.sees_open(KIND)).annotate(task_seen=open_to)
    return seen.select_related(
        "asked_by", "paragraph__resolution", "task__paragraph__resolution", "mission"
    )


@dataclass
class Sense:
    """What the mission takes a paragraph to ask: its readings, its questions."""

    readings: list[ParagraphReading] = field(default_factory=list)
    questions: list[ParagraphQuestion] = field(default_factory=list)

    @property
    def latest(self) -> ParagraphReading | None:
        return self.readings[0] if self.readings else None

    @property
    def open(self) -> int:
        """How many questions wait for their answer."""
        return sum(question.answered_on is None for question in self.questions)


class QuestionAsSeen(Protocol):
    """A question as `questions_for` gives it: whether its task may be seen is known."""

    task_id: UUID | None
    task_seen: bool


def senses(standing: Standing, paragraphs: Iterable[Paragraph]) -> dict[UUID, Sense]:
    """By the key of each paragraph what the mission takes it to ask. Two queries."""
    by_paragraph = {paragraph.pk: Sense() for paragraph in paragraphs}
    for reading in readings_for(standing).filter(paragraph__in=by_paragraph):
        by_paragraph[reading.paragraph_id].readings.append(reading)
    for question in questions_for(standing).filter(paragraph__in=by_paragraph):
        by_paragraph[question.paragraph_id].questions.append(question)
    return by_paragraph


def not_asked(standing: Standing) -> list[MandatedTask]:
    """The tasks said to be ambiguous about which nobody asked headquarters. One query."""
    rows = tasks_for(standing).filter(
        chapter=MandatedTask.Chapter.AMBIGUOUS, state=MandatedTask.State.CONFIRMED
    )
    asked = questions_for(standing).exclude(task=None).order_by().values("task")
    return [row for row in rows.exclude(pk__in=asked) if row.holds(standing.on)]
