"""What the page of a recommendation accepts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.fora.teams.models import TeamRecommendation


class RecommendationEndForm(forms.Form):
    """How a recommendation ended."""

    state = forms.ChoiceField(choices=TeamRecommendation.State.choices[1:], label=_("How it ended"))
    came_of = forms.CharField(
        max_length=3000,
        label=_("Result, or why it was dropped"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
