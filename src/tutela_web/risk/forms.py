"""What the register accepts: factors 0-5 with an interval, a gravity, a reason; a forum's day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.look.said import word
from tutela_web.risk.figures import AskedFactor, FactorInput, KeptFactor, PlainFactor
from tutela_web.risk.prune_verbs import MOST_DAYS
from tutela_web.risk.verbs import open_harms

GRAVITIES = (
    (1, gettext_lazy("1 intimidation")),
    (2, gettext_lazy("2 injury, looting")),
    (3, gettext_lazy("3 killing, abduction or sexual violence against individuals")),
    (4, gettext_lazy("4 several deaths, a village burnt")),
    (5, gettext_lazy("5 mass atrocity")),
)


class FactorField(forms.FloatField):
    """A number from 0 to 5; 0 says that there is evidence of absence."""

    def __init__(self, *, initial: float | None = None) -> None:
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        super().__init__(min_value=0, max_value=5, required=False, widget=widget, initial=initial)


class FactorsForm(forms.Form):
    """Some factors with value, lowest and highest, each of which may be not known.

    What a person changed is told apart from what was shown by the hidden `was` of each factor.
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Every change of a score is recorded with its reason."),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        factors: Sequence[KeptFactor | AskedFactor],
        version: int,
        **how: Unpack[FormOptions],
    ) -> None:
        how["initial"] = {"version": version} | (how.get("initial") or {})
        super().__init__(data, files, **how)
        self.factors = list(factors)
        for n, factor in enumerate(self.factors):
            known = factor["value"] is not None
            for key, number in (
                ("v", factor["value"]),
                ("l", factor["low"]),
                ("h", factor["high"]),
            ):
                self.fields[f"{key}{n}"] = FactorField(initial=_short(number) if known else None)
            self.fields[f"u{n}"] = forms.BooleanField(required=False, initial=not known)
            self.fields[f"w{n}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=_former_value(factor)
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each factor beside its controls."""
        return [
            dict(factor)
            | {
                "v": self[f"v{n}"],
                "l": self[f"l{n}"],
                "h": self[f"h{n}"],
                "u": self[f"u{n}"],
                "w": self[f"w{n}"],
            }
            for n, factor in enumerate(self.factors)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(len(self.factors)):
            value, low, high = (cleaned.get(f"{key}{n}") for key in "vlh")
            if value is None:
                continue
            if not (value if low is None else low) <= value <= (value if high is None else high):
                self.add_error(f"v{n}", _("Write lowest ≤ value ≤ highest."))
        return cleaned

    def changes(self) -> dict[str, FactorInput | None]:
        """The factors that differ from what was shown; None where they are not known any more."""
        changed: dict[str, FactorInput | None] = {}
        for n, factor in enumerate(self.factors):
            value, low, high = (self.cleaned_data.get(f"{key}{n}") for key in "vlh")
            unknown = value is None or (
                self.cleaned_data.get(f"u{n}") and self.cleaned_data.get(f"w{n}") != "?"
            )
            number: FactorInput | None = (
                None if unknown else {"value": value, "low": low, "high": high}
            )
            if _former_value(number or {"value": None}) != self.cleaned_data.get(f"w{n}"):
                changed[factor["factor"]] = number
        return changed


def _short(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _former_value(factor: FactorInput | PlainFactor) -> str:
    if factor["value"] is None:
        return "?"
    low, high = factor.get("low"), factor.get("high")
    parts = (
        factor["value"],
        factor["value"] if low is None else low,
        factor["value"] if high is None else high,
    )
    return " ".join(f"{float(part):.2f}" for part in parts)


class ProposedValueForm(FactorsForm):
    """The value of a risk as somebody proposes it."""

    gravity = forms.TypedChoiceField(
        choices=GRAVITIES, coerce=int, label=gettext_lazy("Gravity if it happens")
    )
    owner = forms.ChoiceField(required=False, label=gettext_lazy("Owner: a post"))

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        factors: Sequence[KeptFactor | AskedFactor],
        version: int,
        posts: Sequence[str],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, factors=factors, version=version, **how)
        held = self.initial.get("owner") or ""
        names = list(dict.fromkeys([*posts, *([held] if held else [])]))
        self.fields["owner"].choices = [("", _("nobody yet")), *((n, n) for n in names)]  # type: ignore[attr-defined]


class HotspotAnswersForm(FactorsForm):
    """The answers of one hotspot of a week; the reason is asked only where something changed."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        factors: Sequence[KeptFactor | AskedFactor],
        version: int,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, factors=factors, version=version, **how)
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("Needed where an answer differs from last week's.")


class StartForm(forms.Form):
    """Who may do which harm at a place nothing was assessed at."""

    actor = forms.CharField(
        max_length=200,
        label=gettext_lazy("Who may do harm"),
        help_text=gettext_lazy("An armed actor, state forces included; never a people."),
    )
    harm = forms.ChoiceField(label=gettext_lazy("Harm"))

    def __init__(self, data: Posted = None, files: Files = None) -> None:
        super().__init__(data, files)
        self.fields["harm"].choices = [(h, word(h)) for h in open_harms("")]  # type: ignore[attr-defined]


class AssessmentKeepingForm(forms.Form):
    """How long every assessment is kept."""

    days = forms.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        label=gettext_lazy("Days for which every assessment is retained"),
        help_text=gettext_lazy(
            "Always kept beside them: the newest, the last of each week of the past quarter, each "
            "that a week was frozen on, and each that an agreed value rests on."
        ),
    )


class ForumDayForm(forms.Form):
    """When the POC forum met, and what it noted."""

    forum_date = forms.DateField(
        label=gettext_lazy("Day of the forum"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(max_length=500, required=False, label=gettext_lazy("Note of the forum"))


class ModerateForm(forms.Form):
    """What the JMAC says of the answers."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    red_team = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Red team: what speaks against this?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
