"""What the pages of the mission's forms accept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_XLSFORM = 5_000_000


class XlsFormForm(forms.Form):
    """A form as KoboToolbox or ODK made it."""

    file = forms.FileField(
        label=_("XLSForm"),
        help_text=_("The workbook of KoboToolbox or ODK, with the sheets survey and choices."),
    )
    purpose = forms.CharField(
        label=_("Why it is asked"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who needs the answers, for which decision, and until when."),
    )

    def clean_file(self):  # type: ignore[no-untyped-def]
        """The file, where it is no larger than a form."""
        file = self.cleaned_data["file"]
        if file.size > MOST_XLSFORM:
            raise forms.ValidationError(_("This is larger than any form."))
        return file


class DecisionForm(forms.Form):
    """What an office decides of a version."""

    office = forms.CharField(max_length=20)
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    why = forms.CharField(max_length=300, required=False)
