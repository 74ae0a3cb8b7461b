"""What is accepted of readings, and of reports that were made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import a_day, day, few_words, text, tick


class IndicatorReadingForm(forms.Form):
    """One reading."""

    on = day(_("Read on"))
    value = text(_("What it showed, a figure or words"), 240)
    said_by = text(_("Which office says so"), 160)
    source = text(_("By what"), 240)


class AskedReportForm(forms.Form):
    """A report a resolution asks for, as the mission takes it: which office makes it, from when."""

    take = tick(_("The mission owes it"))
    title = text(_("Which report"), 200)
    office = few_words(_("Office responsible"), 160, _("An office, never a person's name."))
    due = a_day(_("First due on"))
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

    on = day(_("Made on"))
    reference = few_words(_("Its reference"), 200)
