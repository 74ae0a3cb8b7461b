"""What is accepted of the words that may leave the mission."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import text


class ClearedWordsForm(forms.Form):
    """The words that may leave the mission."""

    words = text(_("The words that may leave the mission"), 3000, rows=3)
