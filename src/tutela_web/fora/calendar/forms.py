"""What is asked for when a calendar address is made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CalendarForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the device"),
        max_length=80,
        help_text=_("So that you know it again: “my telephone”."),
    )
