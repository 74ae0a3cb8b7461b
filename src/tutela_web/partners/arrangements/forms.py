"""What is accepted of those an arrangement binds, and of calls on their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day, Moment
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.links.forms import posts_of
from tutela_web.partners.arrangements.models import Call
from tutela_web.partners.arrangements.queries import LineToCall
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.warning.board.queries import open_alerts
from tutela_web.warning.models import Alert


class PartyForm(forms.Form):
    """One who is bound."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), required=False, label=_("Partner"), empty_label=_("none, but")
    )
    post = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Post of the mission"), empty_label=_("none")
    )
    part = forms.CharField(max_length=300, label=_("What it does"))
    line = forms.CharField(
        max_length=120,
        required=False,
        label=_("Its line"),
        help_text=_("Number, radio channel or mail of the office; never of a person."),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["partner"].queryset = standing_partners(standing)  # type: ignore[attr-defined]
        self.fields["post"].queryset = posts_of(standing)  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """That a party agreed, and what it read back."""

    on = Day(
        label=_("Agreed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    read_back = forms.CharField(
        max_length=2000,
        required=False,
        label=_("What it read back"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In its own words: what it will do. Empty: not known to be understood."),
    )


class LineCallForm(forms.Form):
    """A line that was used."""

    why = forms.ChoiceField(choices=Call.Why.choices, label=_("What for"))
    at = Moment(label=_("When"))
    reached = forms.BooleanField(required=False, label=_("Somebody answered"))
    answer = forms.CharField(
        max_length=2000,
        required=False,
        label=_("What was answered"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    alert = forms.ModelChoiceField(
        Alert.objects.none(), required=False, label=_("About which alert"), empty_label=_("none")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["alert"].queryset = open_alerts(standing)  # type: ignore[attr-defined]


class CrisisCallForm(forms.Form):
    """A call about an alert: on which line, when, and what was answered."""

    party = forms.ChoiceField(label=_("Who was called"))
    at = Moment(label=_("When"))
    reached = forms.BooleanField(required=False, label=_("Somebody answered"))
    answer = forms.CharField(
        max_length=2000,
        required=False,
        label=_("What was answered"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        lines: Sequence[LineToCall],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            ("", _("choose")),
            *(
                (str(one.party.pk), " · ".join(filter(None, [one.who, one.party.line])))
                for one in lines
            ),
        ]
