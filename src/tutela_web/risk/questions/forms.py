"""What is accepted as the answer to a question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.risk.questions import LEAST_SAID, MOST_SAID
from tutela_web.base.forms import Day


class FoundOutForm(forms.Form):
    """What was found out, and when; of a factor of the method, how bad it is."""

    answer = forms.CharField(
        max_length=3000,
        label=_("What was found out"),
        help_text=_("No name of a person; nothing by which who told it could be found."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on = Day(required=False, label=_("Day"))
    says = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not said")), *((n, n) for n in range(MOST_SAID, LEAST_SAID - 1, -1))],
        label=_("What it says of the factor"),
        help_text=_(
            "5 is the worst for people, 1 the best. Of people's situation the suggested order rests"
            " on it for ninety days, where no record tells; what people agreed it does not change."
        ),
    )
