"""What is accepted when a choice not to respond is looked at again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Day


class ChoiceReviewForm(forms.Form):
    """Why, and until when; without a day the choice ends."""

    why = forms.CharField(max_length=3000, label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    review_on = Day(
        required=False,
        label=_("Look at it again on"),
        help_text=_("Left blank, the choice ends today: the mission responds, or must decide."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
