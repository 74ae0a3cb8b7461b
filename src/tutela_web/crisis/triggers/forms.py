"""What is accepted of the answer to a trigger that fired."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.crisis.trigger_models import PlanTrigger


class TriggerAnswerForm(forms.Form):
    """What becomes of the plan, and why."""

    answer = forms.ChoiceField(
        choices=PlanTrigger.Answer.choices, label=_("What becomes of the plan")
    )
    why = forms.CharField(max_length=3000, label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
