"""What is accepted as the answer to a question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Day


class FoundOutForm(forms.Form):
    """What was found out, and when."""

    answer = forms.CharField(
        max_length=3000,
        label=_("What was found out"),
        help_text=_("No name of a person; nothing by which who told it could be found."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on = Day(required=False, label=_("Day"))
