"""Fields of forms in a line each: words, a day, a moment, a choice, a tick, a key made before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeAlias, TypedDict, Unpack
from uuid import UUID

from django import forms
from django.db.models import Model

from tutela_web.base.forms import Day, Moment
from tutela_web.base.ids import new_id
from tutela_web.base.values import FieldOptions, FieldValue, Words

Offered: TypeAlias = Any
"""What Django takes as choices: pairs, a class of choices, or what gives them when asked."""


class FieldOverrides(TypedDict, total=False):
    """What a field that may be left out takes by name beside its label and hint."""

    disabled: bool
    initial: FieldValue
    widget: forms.Widget | type[forms.Widget] | None


class AnyFieldOverrides(FieldOverrides, total=False):
    """What any field takes by name beside its label and hint."""

    required: bool


def text(
    label: Words | None = None,
    most: int | None = None,
    hint: Words = "",
    *,
    rows: int = 0,
    **how: Unpack[AnyFieldOverrides],
) -> forms.CharField:
    """Words, in a line or in rows of a text area; `most` letters.

    >>> text("Why", 100).clean(" it rained ")
    'it rained'
    """
    if rows:
        how["widget"] = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(max_length=most, label=label, help_text=hint, **how)


def few_words(
    label: Words | None = None,
    most: int | None = None,
    hint: Words = "",
    *,
    rows: int = 0,
    **how: Unpack[FieldOverrides],
) -> forms.CharField:
    """Words that may be left out.

    >>> few_words("Reference", 120).clean(None)
    ''
    """
    return text(label, most, hint, rows=rows, **AnyFieldOverrides(required=False, **how))


class CutField(forms.CharField):
    """Words of which the rest is left away, where a page has no room for what is refused."""

    def __init__(self, most: int) -> None:
        super().__init__(required=False, strip=False)
        self.most = most

    def clean(self, value: str | None) -> str:
        """The words as far as they go.

        >>> CutField(4).clean("patrol")
        'patr'
        """
        return str(super().clean(value))[: self.most]


def choice(
    label: Words | None, choices: Offered = (), hint: Words = "", **how: Unpack[AnyFieldOverrides]
) -> forms.ChoiceField:
    """One of several; `choices` may be a function, asked when the form is shown."""
    return forms.ChoiceField(choices=choices, label=label, help_text=hint, **how)


def tick(label: Words | None = None, hint: Words = "") -> forms.BooleanField:
    """A box that may be left empty."""
    return forms.BooleanField(required=False, label=label, help_text=hint)


def yes_or_no(
    label: Words, yes: Words, no: Words, *, unsaid: Words = "", **how: Unpack[AnyFieldOverrides]
) -> forms.TypedChoiceField:
    """One of two, as a truth; with `unsaid` none is chosen beforehand.

    >>> yes_or_no("The partner", "came", "did not come").clean("no")
    False
    """
    blank = [("", unsaid)] if unsaid else []
    return forms.TypedChoiceField(
        choices=[*blank, ("yes", yes), ("no", no)],
        coerce=lambda said: said == "yes",
        label=label,
        **how,
    )


def day(label: Words | None = None, hint: Words = "", **how: Unpack[AnyFieldOverrides]) -> Day:
    """A civil date, which must be said; `a_day` may be left open."""
    return Day(label=label, help_text=hint, **how)


def a_day(label: Words | None = None, hint: Words = "") -> Day:
    """A civil date that may be left open."""
    return Day(required=False, label=label, help_text=hint)


def a_moment(label: Words | None = None, hint: Words = "") -> Moment:
    """A civil time of the mission that may be left open."""
    return Moment(required=False, label=label, help_text=hint)


def sent_key(**how: Unpack[FieldOptions]) -> forms.UUIDField:
    """The key of the record to be made, made with the form: what is sent twice is kept once."""
    return forms.UUIDField(
        **{"required": False, "widget": forms.HiddenInput(), "initial": new_id, **how}  # type: ignore[arg-type]
    )


PYTHON: dict[type[forms.Field], type] = {
    forms.DateTimeField: datetime,
    forms.DateField: date,
    forms.UUIDField: UUID,
    forms.BooleanField: bool,
    forms.IntegerField: int,
    forms.FloatField: float,
    forms.ModelMultipleChoiceField: object,
    forms.ModelChoiceField: Model,
    forms.CharField: str,
}
"""What a field has cleaned; the first that a field is one of."""


def cleaned_type(field: forms.Field) -> type | None:
    """The type of what a field has cleaned; None where only the field knows it.

    >>> cleaned_type(day("When"))
    <class 'datetime.date'>
    """
    return next((python for kind, python in PYTHON.items() if isinstance(field, kind)), None)
