"""What is accepted of the steps of a strategy, and of a document to be checked."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.strategy.endorsement import BY_VERB, STEPS
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text, tick
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

    step = choice(_("Step"))
    on = _day(label=_("When"))
    who = few_words(
        _("Office on the other side"), 160, _("An office or a body, never a person's name.")
    )
    answer = choice(
        _("Their answer"), [("", _("none yet")), *StrategyStep.Answer.choices], required=False
    )
    note = few_words(_("What was agreed, or what they want otherwise"), 10000, rows=3)

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

    officer = choice(_("Who checked it"), OfficerCheck.Officer.choices)
    document = text(_("Planning document"), 200)
    conflicts = few_words(_("What conflicts"), 3000, _("Left blank: none was found."), rows=2)


class EndorseForm(forms.Form):
    """The Head of Mission endorses the text as it was read."""

    digest = few_words(most=64, widget=forms.HiddenInput)
    seen = tick(_("I have seen what changed since they answered"))
    note = few_words(_("Remark"), 3000, rows=2)


class ForceForm(forms.Form):
    """From which day it holds."""

    valid_from = _day(
        label=_("In force from"),
        help_text=_(
            "A day ahead is signed now and comes by itself: the edition before holds until then."
        ),
    )
    note = few_words(_("Remark"), 3000, rows=2)


class VerifyForm(forms.Form):
    """A document in hand: its digest, or the file."""

    digest = few_words(
        _("Digest printed on the document"), 100, _("The first twelve signs are enough.")
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
