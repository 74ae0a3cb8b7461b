"""What is asked for when a calendar address is made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import text


class CalendarForm(forms.Form):
    name = text(_("Name of the device"), 80, _("So that you know it again: “my telephone”."))
