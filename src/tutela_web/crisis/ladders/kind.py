"""A step of a ladder as the mission settles it, as a kind of record; the list shows every step."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.ladders import steps
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.ladders.choices import step_choices
from tutela_web.crisis.ladders.models import LadderStep
from tutela_web.crisis.ladders.queries import ACT, KIND, ladder_steps_for, ladders_read
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.look.translate import word
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.safeguards.forms import NO_NAMES


class LadderStepInput(TypedDict, total=False):
    """The fields of a step that its rules ask."""

    step: str
    authority: str
    limits: str
    settled_on: date
    classification: int


def _rules(values: LadderStepInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("authority"), values.get("limits"))
    if values["settled_on"] > clock.today(by.mission):
        raise BadParameter(
            say("this day lies ahead"), where="settled_on", next=say("put the day right")
        )
    by.require_marking(KIND, values.get("classification", 0))
    return {**values}


def _refuse_second(values: LadderStepInput, by: Standing) -> dict[str, Any]:
    if LadderStep.objects.filter(mission=by.mission, step=values["step"]).exists():
        raise BadParameter(
            say("this step is settled already"),
            where="step",
            next=say("change what is on record instead"),
        )
    return {}


_lazy_word = lazy(word, str)


def _step_field() -> forms.Field:
    return forms.ChoiceField(choices=step_choices)


LADDER_STEP = RecordKind(
    LadderStep,
    name="ladder_step",
    room="crisis",
    path="ladders",
    reads=KIND,
    act=ACT,
    rows=ladder_steps_for,
    rules=_rules,
    takes=_refuse_second,
    initial=lambda standing: {"classification": 1, "settled_on": standing.on},
    titles=Titles(
        one=_("Step of a ladder"),
        many=_("Ladders of action"),
        add=_("Settle a step"),
        about=_(
            "From presence to the use of force, military and police: who decides on each step, and"
            " within which limits. Where the mission settled nothing, the proposal stands."
        ),
        none=_("The mission has settled no step: the proposals above stand."),
    ),
    fields=(
        Field(
            "step",
            _("Step"),
            control=_step_field,
            only="new",
            says={code: _lazy_word(step.label) for code, step in steps().items()},
        ),
        Field("authority", _("Who decides"), NO_NAMES),
        Field(
            "limits",
            _("Within which limits"),
            _("As the rules of engagement or the directives say, in plain words."),
            lines=4,
        ),
        Field("source", _("Source"), _("The order, directive or rule, with its paragraph.")),
        Field("settled_on", _("Settled on")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("step"),
        ListColumn("authority"),
        ListColumn("limits", under=("source",), quiet=True),
        ListColumn("settled_on"),
    ),
    beside=lambda standing, _rows: {"ladder": list(ladders_read(standing).values())},
    list_template="crisis/ladders.html",
    day=lambda step: step.settled_on,
)
