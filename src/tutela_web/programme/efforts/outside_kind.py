"""What a UN entity outside the mission is expected to do, as a kind of record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.efforts.models import OutsidePart
from tutela_web.programme.efforts.queries import entities, outside_for
from tutela_web.programme.fields import (
    ACT,
    CLASSIFICATION,
    ENDED,
    LineChoice,
    act_of,
    may_begin,
)
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles


def _rows(standing: Standing) -> QuerySet[OutsidePart]:
    return outside_for(standing).order_by("entity", "section", "line__code", "pk")


class OutsidePartInput(TypedDict, total=False):
    """Of what an outside entity is to do, what its rules look at and set."""

    line: MatrixLine | None
    section: str
    answer: str
    answered_on: date | None
    classification: int
    area: DutyArea | None


def _rules(values: OutsidePartInput, by: Standing) -> OutsidePartInput:
    """Of a line or of a section, marked no lower than the line; an answer has a day."""
    line, section = values.get("line"), values.get("section")
    if (line is None) == (not section):
        raise BadParameter(
            say("it belongs to a line of the matrix or to a section"),
            next=say("choose one of the two"),
        )
    answered = values.get("answer") in (OutsidePart.Answer.AGREED, OutsidePart.Answer.DECLINED)
    if answered and not values.get("answered_on"):
        raise BadParameter(
            say("an answer needs a date"), where="answered_on", next=say("give the day")
        )
    not_ahead(values.get("answered_on"), by)
    marking = values.get("classification", 1)
    values["classification"] = max(marking, line.classification if line is not None else 0)
    by.require_marking("strategy", values["classification"])
    values["area"] = line.area if line is not None else None
    return values


@lazy
def _section(letter: str) -> str:
    return gettext("Section %(letter)s") % {"letter": letter}


def _named_choices(standing: Standing) -> Iterable[tuple[str, str]]:
    return [(name, name) for name in entities(standing)]


OUTSIDE = RecordKind(
    OutsidePart,
    name="outside_one",
    room="programme",
    path="outside",
    list_name="outside",
    new_name="outside_new",
    reads="strategy",
    act=ACT,
    acts=lambda values: act_of(values.get("line")),
    may_begin=may_begin,
    rows=_rows,
    shows=in_force,
    rules=_rules,
    titles=Titles(
        one=_("Part of a UN entity"),
        many=_("UN entities outside the mission"),
        add=_("Say what is expected of a UN entity"),
        about=_(
            "What each is expected to do, in which line or by which section, and whether it agreed."
        ),
        none=_("Nothing is expected of anybody outside the mission, as far as it is recorded."),
    ),
    fields=(
        Field(
            "entity",
            _("UN entity outside the mission"),
            _("An organisation, never a person's name."),
        ),
        Field(
            "line",
            _("Line of the matrix"),
            choices=lambda standing: lines_for(standing).select_related("mission").order_by("code"),
            page="programme:line",
            control=lambda: LineChoice(
                MatrixLine.objects.none(), required=False, empty_label=_("none: it is a section's")
            ),
            applies=lambda part: part.line_id is not None,
        ),
        Field(
            "section",
            _("Section of the strategy"),
            _("Where no line of the matrix is named. Nothing is said here of section F."),
            says={letter: _section(letter) for letter in SECTIONS},
            applies=lambda part: part.line_id is None,
        ),
        Field("side", _("Leads or supports")),
        Field("expected", _("What it is expected to do"), lines=3),
        Field("answer", _("Its answer"), tones={OutsidePart.Answer.DECLINED.value: "danger"}),
        Field("answered_on", _("Answered on"), applies=lambda part: part.answered_on is not None),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("entity", under=("side",), label=_("UN entity")),
        ListColumn("line", under=("section",), label=_("Where")),
        ListColumn("expected"),
        ListColumn("answer", under=("answered_on",)),
    ),
    filters=(
        ListFilter(
            "entity",
            _("UN entity"),
            choices=_named_choices,
            apply=lambda rows, chosen, standing: rows.filter(entity__iexact=chosen),
        ),
        ListFilter("answer", _("Its answer")),
    ),
    warns=lambda part: part.answer != OutsidePart.Answer.AGREED,
    initial=lambda standing: {"classification": 1, "side": "support", "answer": "not asked"},
)
