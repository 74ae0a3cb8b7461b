"""What is accepted when a concern is taken back in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BackForm(forms.Form):
    """Why a concern is taken back in."""

    why = forms.CharField(max_length=3000, label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))
