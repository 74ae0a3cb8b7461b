"""What an officer says in a flash report and at a handover."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import a_moment, few_words, text, tick

LINES = forms.Textarea(attrs={"rows": 3})


class NoteForm(forms.Form):
    """What the lists do not say."""

    note = few_words(
        _("Note"),
        5000,
        _("Add what the lists leave out. Do not name victims, witnesses or sources."),
        widget=LINES,
    )


class FlashForm(forms.Form):
    """A flash report, an update, or the final one."""

    facts = text(_("Known facts"), 4000, widget=LINES)
    not_known = few_words(_("Facts not known"), 4000, widget=LINES)
    action = few_words(_("Action taken"), 4000, widget=LINES)
    grade = few_words(_("Grade of the source"), 2)
    next_at = a_moment(_("Next update at"))
    final = tick(_("This is the final report"))
