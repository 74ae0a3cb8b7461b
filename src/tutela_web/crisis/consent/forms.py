"""What a person says of a loss of consent, and of what headquarters did about it."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, day, few_words, sent_key, text
from tutela_web.base.values import FormOptions, Posted, Words
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import escalators
from tutela_web.crisis.consent.verbs import ACT
from tutela_web.warning.telling.addressees import Named


class OwnerField(forms.ChoiceField):
    """One of those who can speak to headquarters, by post and name."""

    def __init__(self, label: Words) -> None:
        super().__init__(label=label)
        self.named: dict[str, Named] = {}

    def fit(self, standing: Standing) -> None:
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

    id = sent_key()
    kind = choice(_("Which consent"), ConsentLoss.Kind)
    area = forms.ModelChoiceField(DutyArea.objects.none(), required=False, label=_("Where"))
    since = day(_("From what day"), _("It may lie ahead: a withdrawal is often announced."))
    said_by = few_words(_("Who of the host said so"), 200)
    evidence = text(_("By what it is known"), 5000, rows=4)
    reference = few_words(_("Reference of the note or letter"), 120)
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
        owner.fit(standing)
