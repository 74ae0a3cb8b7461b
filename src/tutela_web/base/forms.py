"""What every room's forms share: figures that may be not known, and edits that know their base."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar, Unpack

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutela.base.values import plain
from tutela_web.base import clock
from tutela_web.base.values import FieldOptions

V = TypeVar("V")

MOST = 10_000_000
DIGITS = 9
WHEN = "%Y-%m-%dT%H:%M"
"""A civil time as the browser's own control writes it."""


class Day(forms.DateField):
    """A civil date, by the calendar of the browser, in the digits of any script."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: str | date | None) -> date | None:
        """The day that was written. Raises ValidationError."""
        return super().to_python(plain(value) if isinstance(value, str) else value)


class Hour(forms.TimeField):
    """A time of day, in the digits of any script."""

    def to_python(self, value: str | time | None) -> time | None:
        """The hour that was written. Raises ValidationError."""
        return super().to_python(plain(value) if isinstance(value, str) else value)


class HourNear(Hour):
    """An hour as it is said over a radio, without a day: the moment nearest to now."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def clean(self, value: str | None) -> Any:
        """The moment that was meant; None where nothing was said. Raises ValidationError."""
        said = super().clean(value)
        try:
            return None if said is None else clock.hour_written(said)
        except ValueError:
            raise forms.ValidationError(
                _("Clocks went forward over this time: nobody saw it. Correct it."), code="invalid"
            ) from None


class Moment(forms.DateTimeField):
    """A civil time of the mission, by the browser's own control, in the digits of any script.

    Where clocks go back and an hour comes twice, the pass nearest to now is meant; who means the
    other writes its offset behind it (+03:00). A time that clocks go forward over is refused.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN)
    input_formats = [WHEN, "%Y-%m-%d %H:%M"]

    def to_python(self, value: str | date | None) -> datetime | None:
        """The moment that was written. Raises ValidationError."""
        if not isinstance(value, str):
            return super().to_python(value)
        said = plain(value).strip()
        with timezone.override(UTC):
            read = super().to_python(said)
        if read is None or _OFFSET.search(said):
            return read
        try:
            return clock.moment_written(read.replace(tzinfo=None))
        except ValueError:
            raise forms.ValidationError(
                _("Clocks went forward over this time: nobody saw it. Correct it."), code="invalid"
            ) from None


_OFFSET = re.compile(r"\d(?:[Zz]|[+-]\d{2}:?\d{2})$")


class FigureField(forms.IntegerField):
    """A count of people. Empty, or "not known" ticked, is not known; 0 says there were none."""

    def __init__(self, *, min_value: int = 0, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        super().__init__(min_value=min_value, max_value=MOST, **how)


class PartialForm(forms.Form):
    """A form in which a part is valid and "not known" is an answer beside every figure.

    A figure `name` has its box `name_unknown`; both given at once are asked again.
    """

    def figures(self) -> list[str]:
        """The names of the form's figures."""
        return [name for name, field in self.fields.items() if isinstance(field, FigureField)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.figures():
            if f"{name}_unknown" in self.data and cleaned.get(name) is not None:
                self.add_error(name, _("Either a number or not known, not both."))
        return cleaned


def changed_fields(before: Mapping[str, V], after: Mapping[str, V]) -> dict[str, V]:
    """The fields whose value is another after than before: what an edit sends.

    >>> changed_fields({"name": "Luma", "kind": "town"}, {"name": "Luma", "kind": "village"})
    {'kind': 'village'}
    """
    return {name: value for name, value in after.items() if before.get(name) != value}


def number_said(said: str | None) -> int:
    """A whole number as a page sent it; 0 where it sent none, or none that could be one.

    >>> number_said("12"), number_said(None), number_said("²"), number_said("9" * 5000)
    (12, 0, 0, 0)
    """
    return int(said) if said and said.isdecimal() and len(said) <= DIGITS else 0


def version_sent(request: HttpRequest) -> int:
    """The version the person was looking at, as the form sends it; 0 where it sends none."""
    return number_said(request.POST.get("version"))
