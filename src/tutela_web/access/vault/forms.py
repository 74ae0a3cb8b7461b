"""What the pages of the vault accept. Nothing typed here is kept but sealed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.vault.models import Ending, OpeningPurpose

SEARCHED = [("person", _("name")), ("phone", _("telephone number"))]


class OpenForm(forms.Form):
    """Why an identity is opened."""

    why = forms.ChoiceField(label=_("Why do you open it?"), choices=OpeningPurpose)


class IdentityKeepingForm(forms.Form):
    """For what an identity is kept another six months."""

    why = forms.ChoiceField(label=_("What is it still needed for?"), choices=OpeningPurpose)


class EraseForm(forms.Form):
    """Why an identity is erased, and that it is meant."""

    reason = forms.ChoiceField(label=_("Why is it erased?"), choices=Ending)
    sure = forms.BooleanField(label=_("Nothing brings it back, no backup either"))


class FindForm(forms.Form):
    """A value that is compared by its keyed hash; it is sent in the body, never in the address."""

    field = forms.ChoiceField(label=_("What do you know?"), choices=SEARCHED)
    value = forms.CharField(
        label=_("Written as you have it"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class IdentityRequestForm(forms.Form):
    """A request to see one identity; the reason is read by those who decide."""

    number = forms.RegexField(
        r"^\s*[Ss]?-?0*([1-9]\d*)\s*$",
        label=_("Number of the identity"),
        help_text=_("As the record shows it, S-0042"),
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=OpeningPurpose)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text=_("It is sealed with the identity; only those who decide read it."),
    )

    def clean_number(self) -> int:
        return int("".join(c for c in self.cleaned_data["number"] if c.isdigit()))
