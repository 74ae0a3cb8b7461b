"""What is accepted on harm, reprisals and retention."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.safeguards.models import Exposure, HarmCheck
from tutela_web.safeguards.queries import ANSWERS, checks_for
from tutela_web.safeguards.verbs import AnsweredHarm

NO_NAMES = _("Groups, never a person's name.")


class HarmMixin(forms.Form):
    """The questions of a harm check, asked where an act is decided."""

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        for name, label in ANSWERS:
            self.fields[name] = choice(label, Exposure.choices, required=False)
        self.fields["precautions"] = few_words(
            _("Precautions"),
            1000,
            _("Needed unless every answer is no: what is not known is not safe."),
            rows=2,
        )
        # "optional" would be untrue beside it: see its help
        self.fields["precautions"].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The answers together, as verbs take them."""
        said = super().clean() or self.cleaned_data
        harm: AnsweredHarm = {
            "traced": said.pop("traced", ""),
            "drawn": said.pop("drawn", ""),
            "reprisals": said.pop("reprisals", ""),
            "precautions": said.pop("precautions", ""),
        }
        said["harm"] = harm
        return said


class ReprisalForm(forms.Form):
    """An allegation of reprisal, as anybody of the mission tells it. It is not shown again."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    words = text(
        _("What happened, or is feared"),
        4000,
        _("Sealed at once: human rights alone reads it. You cannot read it again."),
        rows=4,
    )
    named = few_words(
        _("Contact or source, by pseudonym"),
        20,
        _("As on the record: C-0012 or S-0012. Outgoing contact pauses at once."),
    )
    place_said = few_words(_("Where"), 200)
    danger_now = forms.NullBooleanField(required=False, label=_("In danger now"))
    harm_check = forms.ModelChoiceField(
        HarmCheck.objects.none(),
        required=False,
        label=_("After which act of ours"),
        empty_label=_("none, or not known"),
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.fields["harm_check"].queryset = checks_for(standing)  # type: ignore[attr-defined]
