"""What is accepted on harm, reprisals and retention."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import DestructionHold
from tutela_web.base.values import FormOptions, Posted
from tutela_web.safeguards.models import Exposure, HarmCheck
from tutela_web.safeguards.queries import ANSWERS, CLASSES, checks_for
from tutela_web.safeguards.verbs import AnsweredHarm

NO_NAMES = _("Groups, never a person's name.")


class HarmMixin(forms.Form):
    """The questions of a harm check, asked where an act is decided."""

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        for name, label in ANSWERS:
            self.fields[name] = forms.ChoiceField(
                choices=Exposure.choices, required=False, label=label
            )
        self.fields["precautions"] = forms.CharField(
            max_length=1000,
            required=False,
            label=_("Precautions"),
            help_text=_("Needed unless every answer is no: what is not known is not safe."),
            widget=forms.Textarea(attrs={"rows": 2}),
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


class DecideHarmForm(forms.Form):
    """Whether it goes ahead."""

    decision = forms.ChoiceField(
        choices=[one for one in HarmCheck.GoAhead.choices if one[0]], label=_("Decision")
    )
    why = forms.CharField(max_length=300, required=False, label=_("Reason"))


class WatchHarmForm(forms.Form):
    """What was seen afterwards."""

    words = forms.CharField(
        max_length=2000,
        label=_("What was seen afterwards"),
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReprisalForm(forms.Form):
    """An allegation of reprisal, as anybody of the mission tells it. It is not shown again."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        max_length=4000,
        label=_("What happened, or is feared"),
        help_text=_("Sealed at once: human rights alone reads it. You cannot read it again."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    named = forms.CharField(
        max_length=20,
        required=False,
        label=_("Contact or source, by pseudonym"),
        help_text=_("As on the record: C-0012 or S-0012. Outgoing contact pauses at once."),
    )
    place_said = forms.CharField(max_length=200, required=False, label=_("Where"))
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


class ResumeForm(forms.Form):
    """That contact may begin again."""

    safe = forms.BooleanField(
        required=False, label=_("The person was asked, by a way that is safe, and wants contact")
    )


class DestructionHoldForm(forms.Form):
    """A hold of Legal Affairs."""

    why = forms.ChoiceField(choices=DestructionHold.Ground, label=_("For"))
    reference = forms.CharField(
        max_length=80, label=_("Reference of the file"), help_text=_("No names.")
    )
    named = forms.CharField(
        max_length=20,
        required=False,
        label=_("Identity, by pseudonym"),
        help_text=_("As S-0012. Without one, everything that is reviewed is held."),
    )


class RetainForm(forms.Form):
    """Words that are retained on."""

    why = forms.CharField(max_length=160, label=_("Reason"), help_text=_("No names."))
    months = forms.IntegerField(min_value=1, max_value=12, initial=6, label=_("Months"))


class RuleForm(forms.Form):
    """How long a class is retained."""

    kept = forms.ChoiceField(label=_("Class"))
    months = forms.IntegerField(min_value=1, max_value=60, label=_("Months"))

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["kept"].choices = [(name, one.label) for name, one in CLASSES.items()]  # type: ignore[attr-defined]
