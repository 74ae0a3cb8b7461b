"""What the page of letterheads accepts."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tutela.base.guards.limits import require_bytes


class LetterheadForm(forms.Form):
    """A Word template, and the papers it is for."""

    file = forms.FileField(
        label=_("Word template"),
        help_text=_(
            "A .docx without macros, links or objects. It says with {{ body }}, alone on a line, "
            "where the words of a paper go."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the papers"),
        choices=[("", _("every language")), *settings.LANGUAGES],
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        """The file, where it is no larger than a letterhead: it is refused before it is read."""
        upload: UploadedFile = self.cleaned_data["file"]
        require_bytes("letterhead_bytes", upload.size or 0, upload.name or "")
        return upload
