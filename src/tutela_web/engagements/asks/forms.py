"""What is accepted of the answer to an ask."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import a_day, choice, text
from tutela_web.engagements.asks.models import Ask


class AnsweredForm(forms.Form):
    """What they answered."""

    answer = choice(_("Answer"), Ask.Answer.choices)
    said = text(_("What it said, and the result"), 3000, rows=3)
    on = a_day(_("It came on"))
