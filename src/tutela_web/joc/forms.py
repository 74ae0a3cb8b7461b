"""What an officer says in a flash report and at a handover."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.forms import Moment

LINES = forms.Textarea(attrs={"rows": 3})


class NoteForm(forms.Form):
    """What the lists do not say."""

    note = forms.CharField(
        required=False,
        max_length=5000,
        label=_("Note"),
        help_text=_("What the lists do not say. No names of victims, witnesses or sources."),
        widget=LINES,
    )


class FlashForm(forms.Form):
    """A flash report, an update, or the final one."""

    facts = forms.CharField(max_length=4000, label=_("What is known"), widget=LINES)
    not_known = forms.CharField(
        required=False, max_length=4000, label=_("What is not known"), widget=LINES
    )
    action = forms.CharField(required=False, max_length=4000, label=_("What is done"), widget=LINES)
    grade = forms.CharField(required=False, max_length=2, label=_("Grade of the source"))
    next_at = Moment(required=False, label=_("Next update at"))
    final = forms.BooleanField(required=False, label=_("This is the final report"))
