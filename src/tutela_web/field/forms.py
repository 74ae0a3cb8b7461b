"""What the pages of telephones accept."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text, tick
from tutela_web.base.forms import Moment
from tutela_web.base.values import FormOptions, Posted
from tutela_web.field.models import FEWEST_HOURS, MOST_HOURS, CareService

MOST_BUNDLE = 20_000_000


class BundleForm(forms.Form):
    """A queue as a telephone saved it."""

    file = forms.FileField(label=_("File saved by a telephone"))

    def clean_file(self):  # type: ignore[no-untyped-def]
        """The file, where it is no larger than a queue."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BUNDLE:
            raise forms.ValidationError(_("This is larger than any file a telephone saves."))
        return file


class CheckInForm(forms.Form):
    """By when one means to be heard of."""

    due_at = Moment(
        label=_("I mean to be heard of by"),
        help_text=_("Within three days. Where you go is not asked. A report you write counts."),
    )


class CareForm(forms.Form):
    """A service of the cleared referral pathway."""

    name = text(
        _("Service"), 120, _("A clinic or a centre. No safe house, and no name of a person.")
    )
    number = text(_("Telephone"), 40)
    hours = few_words(_("When it answers"), 60)
    serves = choice(_("For whom"), CareService.Serves.choices)
    area = forms.ModelChoiceField(
        DutyArea.objects.none(), required=False, label=_("Area"), empty_label=_("whole mission")
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        areas = DutyArea.objects.filter(mission=standing.mission).order_by("name")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class MediaForm(forms.Form):
    """What telephones shall take beside words, and why."""

    photos = tick(_("Photos"))
    voice_notes = tick(_("Voice notes"))
    why = text(
        _("Why words are not enough"),
        300,
        _("The data-protection focal point reads it and decides."),
    )

    def clean(self):  # type: ignore[no-untyped-def]
        """Something is chosen."""
        super().clean()
        said = self.cleaned_data
        if not (said.get("photos") or said.get("voice_notes")):
            self.add_error("photos", _("Choose photos, voice notes or both."))
        return said


class ExpiryForm(forms.Form):
    """How long a telephone retains what it could not send, and who is told of missed check-ins."""

    expiry_hours = forms.IntegerField(
        label=_("Hours a telephone retains a report it could not send"),
        min_value=FEWEST_HOURS,
        max_value=MOST_HOURS,
        help_text=_("At least 72. What was not sent by then is erased, and its writer is told."),
    )
    call_me_texts = tick(
        _("A danger that is not sent may be followed by a text “call me”"),
        _(
            "The telephone’s own composer opens: no place, no person, no act. The text stays "
            "among its sent messages, and the app says so."
        ),
    )
    security_post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        label=_("Post told of missed check-ins, beside the head of office"),
        help_text=_("The one that answers for the security of staff."),
        empty_label=_("nobody yet"),
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        posts = Post.objects.filter(mission=standing.mission).order_by("title")
        self.fields["security_post"].queryset = posts  # type: ignore[attr-defined]
