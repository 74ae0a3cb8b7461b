"""Fields that most kinds of record of this room have, and the acts that write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.programme.naming import call
from tutela_web.records.kinds import Field
from tutela_web.records.models import Record

ModelT = TypeVar("ModelT", bound=Model)

ACT = "draft_strategy"
LINE_ACT = "keep_matrix"


class HasEnd(Protocol):
    """A record that is ended, never struck."""

    ended_on: date | None


def _has_ended(record: HasEnd) -> bool:
    return record.ended_on is not None


ENDED = Field("ended_on", _("Ended on"), applies=_has_ended)
CLASSIFICATION = Field("classification", _("Classification"))


class LineChoice(forms.ModelChoiceField):
    """A line of the matrix, or an objective, by its code and words."""

    def label_from_instance(self, obj: Model) -> str:
        return call(obj).whole


def act_of(line: Record | None) -> tuple[str, UUID | None]:
    """By which act, in which area, what is said of a line is written; of none, the strategy's."""
    return (LINE_ACT, line.area_id) if line is not None else (ACT, None)


Kept = Callable[[str, QuerySet[Any]], QuerySet[Any]]
"""Of records of a kind, those an edition of the strategy takes up."""


def keep_all(kind: str, rows: QuerySet[ModelT]) -> QuerySet[ModelT]:
    """Every record of the mission."""
    return rows


def may_begin(standing: Standing) -> bool:
    """Whether a person may write of some line, or of the strategy."""
    return standing.may_somewhere(LINE_ACT) or standing.may(ACT)
