"""What the verbs of mandates take: declared once for forms, the API and the verbs."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from tutela_web.access.models import Post
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution


class ResolutionInput(TypedDict, total=False):
    """What is said of the text of a resolution; blank is read from the text."""

    symbol: str
    title: str
    adopted: date | None
    until: date | None
    supersedes: Resolution | None
    series: str
    invented: bool


class TaskInput(TypedDict, total=False):
    """A mandated task as it is written by hand, and the paragraph that gives it."""

    paragraph: Paragraph
    what: str
    tier: int
    phases: list[str]
    component: str
    owner: Post | None
    limit: str
    means: str
    host: str
    chapter: str
    priority: str
    starts: date | None
    until: date | None
    classification: int


class PivotInput(TypedDict, total=False):
    """A step of planning, as it is recorded."""

    kind: str
    title: str
    on: date
    written_by: str
    poc: str
    civilians: bool | None
    classification: int


class EntityTaskInput(TypedDict, total=False):
    """A task of a UN entity outside the mission, as it is recorded."""

    entity: str
    kind: str
    what: str
    source: str


class TaskPlace(TypedDict, total=False):
    """What changes of the place of a task in the order: its rank, the task it waits for, and by
    whose authority and on what day it has its place."""

    rank: int | None
    after: MandatedTask | None
    ordered_by: str
    ordered_on: date
