"""What is accepted of the answer to a trigger that fired."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, text
from tutela_web.crisis.trigger_models import PlanTrigger


class TriggerAnswerForm(forms.Form):
    """What becomes of the plan, and why."""

    answer = choice(_("What becomes of the plan"), PlanTrigger.Answer.choices)
    why = text(_("Why"), 3000, rows=3)
