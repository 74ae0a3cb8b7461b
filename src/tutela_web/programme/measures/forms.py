"""What is accepted of readings, and of reports that were made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Day


class IndicatorReadingForm(forms.Form):
    """One reading."""

    on = Day(label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    value = forms.CharField(max_length=240, label=_("What it showed, a figure or words"))
    said_by = forms.CharField(max_length=160, label=_("Which office says so"))
    source = forms.CharField(max_length=240, label=_("By what"))


class MadeForm(forms.Form):
    """That a report was made."""

    on = Day(label=_("Made on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reference = forms.CharField(max_length=200, required=False, label=_("Its reference"))
