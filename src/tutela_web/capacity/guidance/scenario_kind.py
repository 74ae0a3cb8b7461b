"""Answers to the scenarios, as a kind of record; the list shows them side by side."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.capacity.scenarios import ANSWERS, scenarios
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.capacity.guidance.models import ScenarioAnswer
from tutela_web.capacity.guidance.queries import ACT, KIND
from tutela_web.capacity.guidance.scenario_queries import (
    OWN,
    answers_side_by_side,
    scenario_answers_for,
)
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

NO_NAMES = _("By function, never a name.")

_lazy_word = lazy(word, str)


class ScenarioAnswerInput(TypedDict, total=False):
    """The fields of an answer that its rules ask."""

    unit: Unit | None
    scenario: str
    answer: str
    answered_on: date


def _authority(values: ScenarioAnswerInput) -> tuple[str, UUID | None]:
    """The commanders alone give their account; what a unit answered, who briefs it writes down."""
    unit = values.get("unit")
    return (ACT, unit.area_id) if unit is not None else (OWN, None)


def _rules(values: ScenarioAnswerInput, by: Standing) -> dict[str, Any]:
    if not holds_readiness(by):
        raise Denied(
            str(_("caveats belong to the compartment capacity")),
            next=str(_("ask the Chief of Staff for a grant")),
        )
    if values["answered_on"] > clock.today(by.mission):
        raise BadParameter(
            say("this day lies ahead"), where="answered_on", next=say("put the day right")
        )
    unit = values.get("unit")
    marked = {"classification": max(1, unit.classification if unit else 1)}
    return {**values, **marked, "compartment": Compartment.CAPACITY}


def _takes(values: ScenarioAnswerInput, by: Standing) -> dict[str, Any]:
    """The commander answers first; whose account it is follows from the post."""
    unit = values.get("unit")
    if unit is None:
        return {"police": "police_commander" in by.roles}
    accounts = ScenarioAnswer.objects.filter(
        mission=by.mission, unit=None, scenario=values["scenario"]
    )
    if not accounts.filter(police__in={False, unit.is_police}).exists():
        raise BadParameter(
            say("the commander has not answered this scenario"),
            where="scenario",
            next=say("the Force Commander answers first, for police the Police Commander"),
        )
    return {"area": unit.area}


def _scenario_field() -> forms.Field:
    return forms.ChoiceField(
        choices=lambda: [(entry.code, word(entry.question)) for entry in scenarios().values()]
    )


def _answer_field() -> forms.Field:
    return forms.ChoiceField(
        choices=lambda: [(code, word(label)) for code, label in ANSWERS.items()],
        widget=forms.RadioSelect,
    )


def _units(standing: Standing) -> QuerySet[Unit]:
    return units_for(standing).filter(retired=False).order_by("name")


def _of_unit(
    rows: QuerySet[ScenarioAnswer], value: str, _standing: Standing
) -> QuerySet[ScenarioAnswer]:
    return rows.filter(scenario=value)


SCENARIO_ANSWER = RecordKind(
    ScenarioAnswer,
    name="scenario_answer",
    room="capacity",
    path="scenario-answers",
    reads=KIND,
    act=ACT,
    acts=_authority,
    there=holds_readiness,
    may_begin=lambda standing: standing.may_somewhere(ACT) and holds_readiness(standing),
    rows=scenario_answers_for,
    rules=_rules,
    takes=_takes,
    initial=lambda standing: {"answered_on": standing.on},
    titles=Titles(
        one=_("Answer to a scenario"),
        many=_("Rules of engagement read alike"),
        add=_("Record an answer"),
        about=_(
            "Five invented scenarios. The Force Commander answers first, for police the Police"
            " Commander; each unit after, by function. Compartment capacity."
        ),
        none=_("Nobody has answered yet."),
    ),
    fields=(
        Field(
            "unit",
            _("Unit"),
            _("Left blank, it is the commander’s own account, with which units are compared."),
            choices=_units,
            linked=units_for,
            page="capacity:unit",
            unknown=_("the commander’s own account"),
            only="new",
        ),
        Field(
            "scenario",
            _("Scenario"),
            control=_scenario_field,
            says={entry.code: _lazy_word(entry.question) for entry in scenarios().values()},
            only="new",
        ),
        Field(
            "answer",
            _("Answer"),
            control=_answer_field,
            says={code: _lazy_word(label) for code, label in ANSWERS.items()},
        ),
        Field("answered_by", _("Answered by"), NO_NAMES),
        Field("answered_on", _("Answered on")),
        Field("words", _("In words"), lines=3, unknown=_("nothing said")),
        Field(
            "deters",
            _("What would keep it from acting"),
            _("Asked openly and told without names: equipment, orders, the capital, fear."),
            lines=3,
            unknown=_("not asked"),
        ),
    ),
    columns=(
        ListColumn("unit"),
        ListColumn("scenario"),
        ListColumn("answer", under=("words",), quiet=True),
        ListColumn("answered_on", under=("answered_by",)),
    ),
    filters=(
        ListFilter(
            "scenario",
            _("Scenario"),
            choices=lambda standing: [
                (entry.code, word(entry.title)) for entry in scenarios().values()
            ],
            apply=_of_unit,
        ),
    ),
    above=(("capacity:guidance", _("Guidance")),),
    beside=lambda standing, _rows: {
        "rows": answers_side_by_side(standing),
        "asked": [(word(entry.title), word(entry.question)) for entry in scenarios().values()],
    },
    list_template="capacity/scenario_answers.html",
    day=lambda entry: entry.answered_on,
)
