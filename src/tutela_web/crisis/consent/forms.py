"""What a person says of a loss of consent, and of what headquarters did about it."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day, Moment
from tutela_web.base.ids import new_id
from tutela_web.base.values import FormOptions, Posted, Words
from tutela_web.crisis.consent.queries import escalators
from tutela_web.crisis.consent.verbs import ACT
from tutela_web.crisis.consent_models import ConsentLoss
from tutela_web.warning.telling.addressees import Named


class OwnerField(forms.ChoiceField):
    """One of those who can speak to headquarters, by post and name."""

    def __init__(self, label: Words) -> None:
        super().__init__(label=label)
        self.named: dict[str, Named] = {}

    def of(self, standing: Standing) -> None:
        """Offer who holds such a post now."""
        able = escalators(standing.mission)
        self.named = {f"{one.post.pk} {one.person.pk}": one for one in able}
        self.choices = [
            (key, f"{one.post.title} – {one.person}") for key, one in self.named.items()
        ]

    def clean(self, value: str | None) -> Named:
        """The post and person that were chosen."""
        return self.named[super().clean(value)]


class LossForm(forms.Form):
    """Consent was lost: which, where, from what day, by what evidence, whose it is."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    kind = forms.ChoiceField(choices=ConsentLoss.Kind, label=_("Which consent"))
    area = forms.ModelChoiceField(DutyArea.objects.none(), required=False, label=_("Where"))
    since = Day(
        label=_("From what day"),
        help_text=_("It may lie ahead: a withdrawal is often announced."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    said_by = forms.CharField(required=False, max_length=200, label=_("Who of the host said so"))
    evidence = forms.CharField(
        max_length=5000, label=_("By what it is known"), widget=forms.Textarea(attrs={"rows": 4})
    )
    reference = forms.CharField(
        required=False, max_length=120, label=_("Reference of the note or letter")
    )
    owner = OwnerField(_("Who takes it to headquarters"))

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        area: Any = self.fields["area"]
        known = areas_on(standing.mission, standing.on)
        able = [one.pk for one in known if standing.may(ACT, area=one.pk)]
        area.queryset = known.filter(pk__in=able)
        whole = standing.may(ACT)
        area.required, area.empty_label = not whole, _("the whole mission") if whole else "–"
        owner: Any = self.fields["owner"]
        owner.of(standing)


class ToldForm(forms.Form):
    """Headquarters was told."""

    told_to = forms.CharField(max_length=200, label=_("Who at headquarters"))
    reference = forms.CharField(required=False, max_length=120, label=_("Reference of the cable"))
    at = Moment(required=False, label=_("When, if not now"))
    answer_by = Moment(required=False, label=_("Answer awaited by (three days, if left open)"))


class HeadquartersAnswerForm(forms.Form):
    """Headquarters answered."""

    answer = forms.CharField(
        max_length=5000, label=_("What headquarters said"), widget=forms.Textarea(attrs={"rows": 3})
    )


class OwnerForm(forms.Form):
    """It is another's from now on."""

    to = OwnerField(_("Hand over to"))
    why = forms.CharField(max_length=100, label=_("Why"))

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        to: Any = self.fields["to"]
        to.of(standing)


class LossEndForm(forms.Form):
    """It ended."""

    how = forms.ChoiceField(choices=ConsentLoss.Ended, label=_("How it ended"))
    words = forms.CharField(
        max_length=5000, label=_("In your words"), widget=forms.Textarea(attrs={"rows": 3})
    )
