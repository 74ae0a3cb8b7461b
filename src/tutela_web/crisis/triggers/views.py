"""Answering a trigger of a plan that fired."""

from __future__ import annotations

from functools import partial

from django import forms

from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.crisis.trigger_models import PlanTrigger
from tutela_web.crisis.triggers.forms import TriggerAnswerForm
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.crisis.triggers.verbs import TriggerAnswer, answer_trigger
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record

told = forms_beside_record(
    "alerts", partial(find_record, TRIGGER), partial(show_record, TRIGGER), "crisis:trigger"
)


def _answer_form(sent: Posted) -> forms.Form:
    return TriggerAnswerForm(sent, auto_id="answer_%s")


@told("form", _answer_form, versioned=True)
def trigger_answer(
    standing: Standing, trigger: PlanTrigger, given: TriggerAnswer, version: int
) -> None:
    """Say what becomes of the plan."""
    answer_trigger(trigger, **given, version=version, by=standing)
