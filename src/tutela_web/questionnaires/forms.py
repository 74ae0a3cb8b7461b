"""What the pages of the mission's forms accept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import few_words, text

MOST_XLSFORM = 5_000_000


class XlsFormForm(forms.Form):
    """A form as KoboToolbox or ODK made it."""

    file = forms.FileField(
        label=_("XLSForm"),
        help_text=_("The workbook of KoboToolbox or ODK, with the sheets survey and choices."),
    )
    purpose = text(
        _("Why it is asked"),
        2000,
        _("Who needs the answers, for which decision, and until when."),
        rows=3,
    )

    def clean_file(self):  # type: ignore[no-untyped-def]
        """The file, where it is no larger than a form."""
        file = self.cleaned_data["file"]
        if file.size > MOST_XLSFORM:
            raise forms.ValidationError(_("This is larger than any form."))
        return file


class DecisionForm(forms.Form):
    """What an office decides of a version."""

    office = text(most=20)
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    why = few_words(most=300)
