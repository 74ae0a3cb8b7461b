"""What the pages of telephones accept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.field.models import FEWEST_HOURS, MOST_HOURS

MOST_BUNDLE = 20_000_000


class BundleForm(forms.Form):
    """A queue as a telephone saved it."""

    file = forms.FileField(label=_("File saved by a telephone"))

    def clean_file(self):  # type: ignore[no-untyped-def]
        """The file, where it is no larger than a queue."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BUNDLE:
            raise forms.ValidationError(_("This is larger than any file a telephone saves."))
        return file


class ExpiryForm(forms.Form):
    """How long a telephone retains what it could not send."""

    expiry_hours = forms.IntegerField(
        label=_("Hours a telephone retains a report it could not send"),
        min_value=FEWEST_HOURS,
        max_value=MOST_HOURS,
        help_text=_("At least 72. What was not sent by then is erased, and its writer is told."),
    )
