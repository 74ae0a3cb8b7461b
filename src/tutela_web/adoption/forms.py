"""What pages of this room accept of a table."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.guards.limits import require_bytes


class TableForm(forms.Form):
    """A table as CSV."""

    file = forms.FileField(label=_("Table"), help_text=_("CSV, in UTF-8."))

    def clean_file(self) -> tuple[str, str]:
        """The text of the file and its name, where it is no larger than such a table."""
        upload = self.cleaned_data["file"]
        require_bytes("line_bytes", upload.size, upload.name)
        try:
            return upload.read().decode("utf-8-sig"), upload.name
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no CSV in UTF-8.")) from None
