"""What the page of a recommendation accepts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, text
from tutela_web.fora.teams.models import TeamRecommendation


class RecommendationEndForm(forms.Form):
    """How a recommendation ended."""

    state = choice(_("How it ended"), TeamRecommendation.State.choices[1:])
    came_of = text(_("Result, or why it was dropped"), 3000, rows=2)
