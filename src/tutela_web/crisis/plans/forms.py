"""What a person says of a plan, of an exercise, and of harm by our own side."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, sent_key
from tutela_web.base.forms import Day, FigureField
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.plans.models import (
    ContingencyPlan,
    HarmReference,
    PlanExercise,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.pages import RecordForm, YesNoField
from tutela_web.safeguards.violence_asked import ASKED, HINT


def _words(label: Words, hint: Words = "", rows: int = 3, most: int = 5000) -> forms.CharField:
    return few_words(label, most, hint, widget=forms.Textarea(attrs={"rows": rows}))


def _day(label: Words, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return Day(required=required, label=label, widget=widget)


class ContingencyPlanForm(RecordForm):
    """A contingency plan: any part of it is better than none."""

    kind = "alerts"
    triggers = _words(_("Triggers"), _("Signs people there can see or hear, a line each."))
    units = forms.MultipleChoiceField(
        required=False, label=_("Units"), widget=forms.CheckboxSelectMultiple
    )
    units_said = _words(_("What each does, reserve and air among it"))
    shelter = _words(_("Where people shelter"))
    shelter_for = FigureField(label=_("For how many people"))
    evacuation = _words(
        _("How and where people are moved"), _("Routes, meeting points, transport.")
    )
    stocks = _words(_("Stocks: water, food, shelter, medical"), rows=2)
    stocks_on = _day(_("Stocks looked at on"))
    own_staff = _words(_("The mission's own people there"), rows=2)
    host_role = _words(_("What host authorities agreed to do"), rows=2)
    host_agreed_on = _day(_("Agreed with them on"))
    humanitarian_role = _words(_("What humanitarian partners agreed to do"), rows=2)
    humanitarian_agreed_on = _day(_("Agreed with partners on"))
    violence_prevented = _words(ASKED["violence_prevented"], HINT)
    referral_known = YesNoField(label=ASKED["referral_known"])
    women_in_team = YesNoField(label=ASKED["women_in_team"])
    owner = few_words(_("Owner (a post)"), 120)
    valid_until = _day(_("Valid until"))
    radius_km = forms.FloatField(
        label=_("An alert this near opens it (km)"),
        min_value=0,
        max_value=100,
        initial=10,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    class Meta:
        model = ContingencyPlan
        fields = (
            "triggers",
            "units",
            "units_said",
            "shelter",
            "shelter_for",
            "evacuation",
            "stocks",
            "stocks_on",
            "own_staff",
            "host_role",
            "host_agreed_on",
            "humanitarian_role",
            "humanitarian_agreed_on",
            "violence_prevented",
            "referral_known",
            "women_in_team",
            "owner",
            "valid_until",
            "radius_km",
            "classification",
        )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        units = units_for(standing).filter(retired=False).order_by("name")
        self.fields["units"].choices = [(str(u.pk), u.name) for u in units]  # type: ignore[attr-defined]


class NewPlanForm(ContingencyPlanForm):
    """A new plan, for a place the person has found and may see."""

    place = forms.ModelChoiceField(Place.objects.none(), widget=forms.HiddenInput)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        seen = places_for(standing).filter(retired=False)
        self.fields["place"].queryset = seen  # type: ignore[attr-defined]


class ExerciseForm(forms.Form):
    """A plan was exercised."""

    on = _day(_("When"), required=True)
    kind = choice(_("How"), PlanExercise.Kind)
    found = _words(_("What was found"))


class HarmForm(forms.Form):
    """Harm by the mission or by forces it supports: a hazard and where, never a case."""

    id = sent_key()
    by_whom = choice(_("By whose forces"), HarmReference.By)
    place_said = few_words(_("Place"), 200)
    event_from = _day(_("Day"))
    hazard = few_words(
        _("Who may be in danger now"), 300, _("No names, no story: human rights asks in person.")
    )
