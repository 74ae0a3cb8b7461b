"""What is accepted when a choice not to respond is looked at again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import a_day, text


class ChoiceReviewForm(forms.Form):
    """Why, and until when; without a day the choice ends."""

    why = text(_("Why"), 3000, rows=3)
    review_on = a_day(
        _("Look at it again on"),
        _("Left blank, the choice ends today: the mission responds, or must decide."),
    )
