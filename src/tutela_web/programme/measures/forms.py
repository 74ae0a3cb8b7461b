"""What is accepted of readings, and of reports that were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Day


class IndicatorReadingForm(forms.Form):
    """One reading."""

    on = Day(label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    value = forms.CharField(max_length=240, label=_("What it showed, a figure or words"))
    said_by = forms.CharField(max_length=160, label=_("Which office says so"))
    source = forms.CharField(max_length=240, label=_("By what"))


class AskedReportForm(forms.Form):
    """A report a resolution asks for, as the mission takes it: which office makes it, from when."""

    take = forms.BooleanField(required=False, label=_("The mission owes it"))
    title = forms.CharField(max_length=200, label=_("Which report"))
    office = forms.CharField(
        max_length=160,
        required=False,
        label=_("Office responsible"),
        help_text=_("An office, never a person's name."),
    )
    due = Day(
        required=False,
        label=_("First due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    every_days = forms.IntegerField(
        required=False, min_value=1, max_value=3660, label=_("Days between reports")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("take") and not cleaned.get("office", "").strip():
            self.add_error("office", _("Write which office makes it."))
        return cleaned


class MadeForm(forms.Form):
    """That a report was made."""

    on = Day(label=_("Made on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reference = forms.CharField(max_length=200, required=False, label=_("Its reference"))
