"""What is accepted when a concern is taken back in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import text


class BackForm(forms.Form):
    """Why a concern is taken back in."""

    why = text(_("Why"), 3000, rows=2)
