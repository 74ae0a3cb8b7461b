"""What the pages of the vault accept. Nothing typed here is kept but sealed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.vault.models import Ending, OpeningPurpose
from tutela_web.base.fields import choice, text

SEARCHED = [("person", _("name")), ("phone", _("telephone number"))]


class OpenForm(forms.Form):
    """Why an identity is opened."""

    why = choice(_("Why do you open it?"), OpeningPurpose)


class IdentityKeepingForm(forms.Form):
    """For what an identity is kept another six months."""

    why = choice(_("What is it still needed for?"), OpeningPurpose)


class EraseForm(forms.Form):
    """Why an identity is erased, and that it is meant."""

    reason = choice(_("Why is it erased?"), Ending)
    sure = forms.BooleanField(label=_("Nothing brings it back, no backup either"))


class FindForm(forms.Form):
    """A value that is compared by its keyed hash; it is sent in the body, never in the address."""

    field = choice(_("What do you know?"), SEARCHED)
    value = text(
        _("Written as you have it"), 200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class IdentityRequestForm(forms.Form):
    """A request to see one identity; the reason is read by those who decide."""

    number = forms.RegexField(
        r"^\s*[Ss]?-?0*([1-9]\d*)\s*$",
        label=_("Number of the identity"),
        help_text=_("As the record shows it, S-0042"),
    )
    purpose = choice(_("What for?"), OpeningPurpose)
    reason = text(
        _("Reason"),
        500,
        _("It is sealed with the identity; only those who decide read it."),
        rows=4,
    )

    def clean_number(self) -> int:
        return int("".join(c for c in self.cleaned_data["number"] if c.isdigit()))
