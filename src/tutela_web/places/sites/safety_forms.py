"""What is filled in beside a defect."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class PhotoForm(forms.Form):
    """A photo of a defect, and that who sends it looked for faces."""

    file = forms.FileField(label=gettext_lazy("Photo (JPEG)"))
    faceless = forms.BooleanField(
        required=False,
        label=gettext_lazy("I looked: nobody can be recognised on it"),
        help_text=gettext_lazy(
            "No program here finds faces. Without this, only who answers for the site sees it."
        ),
    )
