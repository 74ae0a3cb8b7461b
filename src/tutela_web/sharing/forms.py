"""What is accepted beside a packet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import day, few_words, text
from tutela_web.safeguards.forms import HarmMixin


class DecidePacketForm(HarmMixin):
    """Whether exactly this may leave the mission."""

    approved = forms.TypedChoiceField(
        choices=[
            ("", _("choose")),  # none is preset: nobody approves by a slip of the hand
            ("yes", _("approve exactly what is shown")),
            ("no", _("refuse")),
        ],
        coerce=lambda said: said == "yes",
        label=_("Decision"),
    )
    why = few_words(_("Reason"), 400)


class RecallPacketForm(forms.Form):
    """Why the partner is asked to destroy its copy."""

    why = text(_("Reason"), 400)


class DestroyedPacketForm(forms.Form):
    """When the partner says its copy was destroyed."""

    on = day(_("Destroyed on"))
