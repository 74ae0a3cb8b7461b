"""What the register accepts: factors 0-5 with an interval, a gravity, a reason; a forum's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.risk.anchors import STEPS, factor_anchors
from tutela.risk.factors import FACTORS
from tutela_web.base.fields import choice, day, few_words, text
from tutela_web.base.values import FieldValue, Files, FormOptions, JsonValue, Posted
from tutela_web.look.translate import word
from tutela_web.risk.figures import (
    COMPONENT_OF,
    AskedFactor,
    FactorInput,
    KeptFactor,
    PlainFactor,
    all_factors,
    one_decimal,
)
from tutela_web.risk.models import Risk
from tutela_web.risk.prune_verbs import MOST_DAYS
from tutela_web.risk.verbs import open_harms, stands

GRAVITIES = (
    (1, gettext_lazy("1 intimidation")),
    (2, gettext_lazy("2 injury, looting")),
    (3, gettext_lazy("3 killing, abduction or sexual violence against individuals")),
    (4, gettext_lazy("4 several deaths, a village burnt")),
    (5, gettext_lazy("5 mass atrocity")),
)


NOT_KNOWN = "?"


class FactorField(forms.FloatField):
    """A number from 0 to 5, or "?": not known; 0 says that there is evidence of absence."""

    empty_values = [*forms.FloatField.empty_values, NOT_KNOWN]

    def __init__(self, *, label: str, initial: float | str | None = None) -> None:
        attrs = {"step": "any", "inputmode": "decimal"}
        widget = forms.NumberInput(attrs=attrs)
        super().__init__(
            min_value=0, max_value=5, required=False, widget=widget, initial=initial, label=label
        )


@dataclass(frozen=True)
class Choice:
    """One choice of a factor: what is sent, what it means, and whether it is chosen, stands or is
    suggested. `id` leads an error to the choice that is made."""

    value: str
    means: str
    chosen: bool
    stands: bool
    suggested: bool
    id: str

    @property
    def shown(self) -> str:
        """A number with one decimal at most: a second would say more than anybody knows."""
        return self.value if self.value in ("", NOT_KNOWN) else one_decimal(float(self.value))


@dataclass(frozen=True)
class FactorControls:
    """A factor as a row of choices, with its range, its anchors and why it stands where it does."""

    code: str
    factor: str
    why: JsonValue
    choices: tuple[Choice, ...]
    anchors: tuple[tuple[int, str], ...]
    value: BoundField
    low: BoundField
    high: BoundField
    former: BoundField
    records: bool

    @property
    def range(self) -> str:
        """The lowest and highest that were given, where they are not the value itself."""
        ends = [_as_choice(end.value()) for end in (self.low, self.high)]
        if NOT_KNOWN in ends or "" in ends or len(set(ends)) == 1:
            return ""
        return "–".join(one_decimal(float(end)) for end in ends)

    @property
    def errors(self) -> list[str]:
        return [*self.value.errors, *self.low.errors, *self.high.errors]


class FactorsForm(forms.Form):
    """Some factors with value, lowest and highest, each of which may be not known.

    What a person changed is told apart from what was shown by the hidden `was` of each factor.
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = text(
        gettext_lazy("Reason"),
        500,
        gettext_lazy("Every change of a score is recorded with its reason."),
        rows=2,
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        factors: Sequence[KeptFactor | AskedFactor],
        version: int,
        suggested: Mapping[str, float | None] | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        how["initial"] = {"version": version} | (how.get("initial") or {})
        super().__init__(data, files, **how)
        self.factors = list(factors)
        self.suggested = suggested or {}
        for n, factor in enumerate(self.factors):
            known = factor["value"] is not None
            name = word(factor["factor"])
            numbers = {"v": factor["value"], "l": factor["low"], "h": factor["high"]}
            ends = _("lowest"), _("highest")
            labels = {"v": name, "l": f"{name}, {ends[0]}", "h": f"{name}, {ends[1]}"}
            blank = {"v": NOT_KNOWN, "l": None, "h": None}
            for key, number in numbers.items():
                initial = _short(number) if known else blank[key]
                self.fields[f"{key}{n}"] = FactorField(label=labels[key], initial=initial)
            self.fields[f"w{n}"] = few_words(
                widget=forms.HiddenInput, initial=_former_value(factor)
            )

    def answers_sent(self) -> dict[str, JsonValue]:
        """What was sent, as it was sent: of each factor by its name, so that it is found again
        where a later form asks in another order."""
        of_factors: dict[str, JsonValue] = {
            factor["factor"]: {key: str(self.data.get(f"{key}{n}", "")) for key in "vlhw"}
            for n, factor in enumerate(self.factors)
        }
        names = {"gravity", "owner", "reason"} & set(self.fields)
        return of_factors | {name: str(self.data.get(name, "")) for name in names}

    def rows(self) -> list[FactorControls]:
        """Each factor beside its controls."""
        return [self._row(n, factor) for n, factor in enumerate(self.factors)]

    def _row(self, n: int, factor: KeptFactor | AskedFactor) -> FactorControls:
        name = factor["factor"]
        letter = COMPONENT_OF[name]
        means = {score: word(said) for score, said in factor_anchors(name).items()}
        return FactorControls(
            code=f"{letter}{FACTORS[letter].index(name) + 1}",
            factor=name,
            why=factor.get("why", ""),
            choices=self._choices(n, factor, means),
            anchors=tuple(means.items()),
            value=self[f"v{n}"],
            low=self[f"l{n}"],
            high=self[f"h{n}"],
            former=self[f"w{n}"],
            records=bool(factor.get("events")),
        )

    def _choices(
        self, n: int, factor: KeptFactor | AskedFactor, means: Mapping[int, str]
    ) -> tuple[Choice, ...]:
        """0 to 5, a fraction that stands, and not known."""
        bound = self[f"v{n}"]
        chosen, stands = _as_choice(bound.value()), _as_choice(_short(factor["value"]))
        values = [str(step) for step in STEPS]
        values += sorted({stands, chosen} - {*values, NOT_KNOWN, ""})
        suggested = ""
        if factor["factor"] in self.suggested:
            number = self.suggested[factor["factor"]]
            suggested = _as_choice(_short(number))
            if number is not None and suggested not in values:
                suggested = str(round(number))
        focused = chosen or values[0]
        return tuple(
            Choice(
                value,
                means.get(int(value), "") if value.isdigit() else "",
                chosen=value == chosen,
                stands=value == stands,
                suggested=value == suggested,
                id=bound.auto_id if value == focused else f"{bound.auto_id}-{value}",
            )
            for value in (*values, NOT_KNOWN)
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(len(self.factors)):
            value, low, high = (cleaned.get(f"{key}{n}") for key in "vlh")
            if value is None:
                continue
            former = str(cleaned.get(f"w{n}") or "").split()[1:]
            if (
                low is not None
                and high is not None
                and [_two_decimals(low), _two_decimals(high)] == former
            ):
                # A range that nobody touched follows the value, and never falls.
                low, high = min(low, value), max(high, value)
                cleaned |= {f"l{n}": low, f"h{n}": high}
            if not (value if low is None else low) <= value <= (value if high is None else high):
                self.add_error(f"v{n}", _("Write lowest ≤ value ≤ highest."))
        return cleaned

    def changes(self) -> dict[str, FactorInput | None]:
        """The factors that differ from what was shown; None where they are not known any more."""
        changed: dict[str, FactorInput | None] = {}
        for n, factor in enumerate(self.factors):
            value, low, high = (self.cleaned_data.get(f"{key}{n}") for key in "vlh")
            number: FactorInput | None = (
                None if value is None else {"value": value, "low": low, "high": high}
            )
            if _former_value(number or {"value": None}) != self.cleaned_data.get(f"w{n}"):
                changed[factor["factor"]] = number
        return changed


def _as_choice(sent: FieldValue) -> str:
    """A number as a choice is sent; blank for what is no number from 0 to 5."""
    if sent in (None, "", NOT_KNOWN):
        return NOT_KNOWN
    try:
        number = float(str(sent))
    except ValueError:
        return ""
    return f"{number:g}" if 0 <= number <= 5 else ""


def _two_decimals(number: float) -> str:
    return f"{float(number):.2f}"


def _short(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _former_value(factor: FactorInput | PlainFactor) -> str:
    if factor["value"] is None:
        return NOT_KNOWN
    low, high = factor.get("low"), factor.get("high")
    parts = (
        factor["value"],
        factor["value"] if low is None else low,
        factor["value"] if high is None else high,
    )
    return " ".join(map(_two_decimals, parts))


class ProposedValueForm(FactorsForm):
    """The value of a risk as somebody proposes it: it begins from the one that `stands`."""

    gravity = forms.TypedChoiceField(
        choices=GRAVITIES,
        coerce=int,
        label=gettext_lazy("Gravity if it happens"),
        widget=forms.RadioSelect,
    )
    owner = choice(gettext_lazy("Owner: a post"), required=False)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        risk: Risk,
        posts: Sequence[str],
        suggested: Mapping[str, float | None],
        version: int | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        self.stands = stands(risk)
        begun = {"gravity": self.stands["gravity"] or 3, "owner": risk.owner}
        how["initial"] = begun | (how.get("initial") or {})
        super().__init__(
            data,
            files,
            factors=all_factors(self.stands["factors"]),
            version=version or risk.version,
            suggested=suggested,
            **how,
        )
        held = self.initial["owner"]
        names = list(dict.fromkeys([*posts, *([held] if held else [])]))
        self.fields["owner"].choices = [("", _("nobody yet")), *((n, n) for n in names)]  # type: ignore[attr-defined]


def posted_again(
    answers: Mapping[str, JsonValue], factors: Sequence[KeptFactor], version: int
) -> dict[str, str]:
    """Answers kept as a draft, as a form of these factors is sent them.

    Takes   answers, as `answers_sent` gives them; version of the line they were given on.
    """
    sent = {"version": str(version)}
    sent |= {name: str(answers.get(name, "")) for name in ("gravity", "owner", "reason")}
    for n, factor in enumerate(factors):
        kept = answers.get(factor["factor"])
        if not isinstance(kept, dict):
            kept = {"w": _former_value(factor)}
        sent |= {f"{key}{n}": str(kept.get(key, "")) for key in "vlhw"}
    return sent


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

    actor = text(
        gettext_lazy("Who may do harm"),
        200,
        gettext_lazy("An armed actor, state forces included; never a people."),
    )
    harm = choice(gettext_lazy("Harm"))

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

    forum_date = day(gettext_lazy("Day of the forum"))
    note = few_words(gettext_lazy("Note of the forum"), 500)


class ModerateForm(forms.Form):
    """What the JMAC says of the answers."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = few_words(gettext_lazy("Note"), 500, rows=2)
    red_team = few_words(gettext_lazy("Red team: what speaks against this?"), 500, rows=2)
