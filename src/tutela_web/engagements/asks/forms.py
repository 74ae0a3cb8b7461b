"""What is accepted of the answer to an ask."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Day
from tutela_web.engagements.asks.models import Ask


class AnsweredForm(forms.Form):
    """What they answered."""

    answer = forms.ChoiceField(choices=Ask.Answer.choices, label=_("Answer"))
    said = forms.CharField(
        max_length=3000,
        label=_("What it said, and the result"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = Day(
        required=False,
        label=_("It came on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
