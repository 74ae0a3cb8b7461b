"""What is accepted of the steps of a strategy, and of a document to be checked."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.strategy.endorsement import BY_VERB, STEPS
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.strategy.endorsing.models import OfficerCheck, StrategyStep
from tutela_web.strategy.endorsing.verbs import may_record

MOST = 5_000_000
"""Bytes of a document to be checked."""


class DayOptions(TypedDict, total=False):
    """What the field of a day takes."""

    label: Words
    required: bool
    help_text: Words


def _day(**how: Unpack[DayOptions]) -> forms.DateField:
    return Day(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **how)


class DraftEventForm(forms.Form):
    """Something that happened with a draft."""

    step = forms.ChoiceField(label=_("Step"))
    on = _day(label=_("When"))
    who = forms.CharField(
        label=_("Office on the other side"),
        required=False,
        max_length=160,
        help_text=_("An office or a body, never a person's name."),
    )
    answer = forms.ChoiceField(
        label=_("Their answer"),
        required=False,
        choices=[("", _("none yet")), *StrategyStep.Answer.choices],
    )
    note = forms.CharField(
        label=_("What was agreed, or what they want otherwise"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        may = {key: may_record(key, standing) for key in STEPS if key not in BY_VERB}
        names = dict(StrategyStep._meta.get_field("step").choices or [])
        step: Any = self.fields["step"]
        step.choices = [(key, names[key]) for key, allowed in may.items() if allowed]


class CheckForm(forms.Form):
    """An officer read the draft beside a planning document."""

    officer = forms.ChoiceField(label=_("Who checked it"), choices=OfficerCheck.Officer.choices)
    document = forms.CharField(label=_("Planning document"), max_length=200)
    conflicts = forms.CharField(
        label=_("What conflicts"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Left blank: none was found."),
    )


class EndorseForm(forms.Form):
    """The Head of Mission endorses the text as it was read."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    seen = forms.BooleanField(
        label=_("I have seen what changed since they answered"), required=False
    )
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ForceForm(forms.Form):
    """From which day it holds."""

    valid_from = _day(
        label=_("In force from"),
        help_text=_(
            "A day ahead is signed now and comes by itself: the edition before holds until then."
        ),
    )
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 2})
    )


class VerifyForm(forms.Form):
    """A document in hand: its digest, or the file."""

    digest = forms.CharField(
        label=_("Digest printed on the document"),
        required=False,
        max_length=100,
        help_text=_("The first twelve signs are enough."),
    )
    file = forms.FileField(
        label=_("Or the strategy as a JSON file"), required=False, max_length=255
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if (file is None) == (not cleaned.get("digest")):
            raise forms.ValidationError(_("Give the digest or the file, one of both."))
        if file is not None and (file.size is None or file.size > MOST):
            raise forms.ValidationError(_("This file is too long for a strategy."))
        return cleaned
