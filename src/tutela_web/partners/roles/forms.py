"""What is accepted of the words that may leave the mission."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ClearedWordsForm(forms.Form):
    """The words that may leave the mission."""

    words = forms.CharField(
        max_length=3000,
        label=_("The words that may leave the mission"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
