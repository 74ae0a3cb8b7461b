"""What a person says of a plan, an exercise, a phase and its steps, and of harm by our own side."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.crisis.phases import lines
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day, FigureField
from tutela_web.base.ids import new_id
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.plan_models import (
    ContingencyPlan,
    HarmReference,
    Phased,
    PhaseStep,
    PlanExercise,
    RhythmDone,
)
from tutela_web.look.said import word
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.pages import RecordForm, YesNoField
from tutela_web.safeguards.violence_asked import ASKED, HINT


def _words(label: Words, hint: Words = "", rows: int = 3, most: int = 5000) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=most,
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


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
    owner = forms.CharField(required=False, max_length=120, label=_("Owner (a post)"))
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
    kind = forms.ChoiceField(choices=PlanExercise.Kind, label=_("How"))
    found = _words(_("What was found"))


class OpenPhaseForm(forms.Form):
    """A phase opens at a place."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    phase = forms.ChoiceField(choices=Phased, label=_("Phase"))
    trigger = forms.CharField(max_length=300, label=_("What was seen"))
    reason = forms.CharField(
        max_length=3000,
        label=_("Why it asks for this phase"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    normal_when = _words(
        _("By what it will be called normal again"),
        _("One condition on a line: each is judged before consolidation closes."),
        rows=2,
    )
    opened_on = _day(_("Since, if not today"))


class ClosePhaseForm(forms.Form):
    """A phase closes."""

    reason = forms.CharField(
        max_length=3000, label=_("Why it closes"), widget=forms.Textarea(attrs={"rows": 2})
    )
    closed_on = _day(_("On, if not today"))


class RefuseMeasureForm(forms.Form):
    """A measure of a phase, refused by name."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    phase = forms.ChoiceField(choices=Phased)
    option = forms.CharField(max_length=30)
    reason = forms.CharField(max_length=500, label=_("Why it is refused"))


class NormalConditionForm(forms.Form):
    """A condition for calling a place normal again."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    what = forms.CharField(max_length=300, label=_("Condition"))


class PhaseStepForm(forms.Form):
    """A step of a phase that is no tasking."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    line = forms.ChoiceField(label=_("Part of"))
    what = forms.CharField(max_length=300, label=_("What"))
    owner = forms.CharField(max_length=120, label=_("Responsible (a post)"))
    level = forms.ChoiceField(choices=PhaseStep.Level, label=_("At which level"))
    due_on = _day(_("Due on"))
    done_on = _day(_("Done on, if it was"))
    result = _words(_("Result"), rows=2)

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            (
                str(Phased(phase).label),
                [
                    (f"{one.phase}:{one.line}", word(one.label))
                    for one in lines()
                    if one.phase == phase
                ],
            )
            for phase in Phased.values
        ]


class RhythmForm(forms.Form):
    """How often a week; a blank is not planned."""

    patrol = FigureField(label=_("Patrols a week"))
    visit = FigureField(label=_("Staff visits a week"))
    liaison = FigureField(label=_("Liaison meetings a week"))
    test = FigureField(label=_("Contact tests a week"))


class DoneForm(forms.Form):
    """What was done of the rhythm."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    kind = forms.ChoiceField(choices=RhythmDone.Kind, label=_("What"))
    number = forms.IntegerField(
        min_value=0,
        initial=1,
        label=_("How many"),
        help_text=_("0 says that there was none. Patrols of alerts count by themselves."),
    )
    on = _day(_("On, if not today"))
    words = forms.CharField(required=False, max_length=300, label=_("Remarks"))


class HarmForm(forms.Form):
    """Harm by the mission or by forces it supports: a hazard and where, never a case."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    by_whom = forms.ChoiceField(choices=HarmReference.By, label=_("By whose forces"))
    place_said = forms.CharField(required=False, max_length=200, label=_("Place"))
    event_from = _day(_("Day"))
    hazard = forms.CharField(
        required=False,
        max_length=300,
        label=_("Who may be in danger now"),
        help_text=_("No names, no story: human rights asks in person."),
    )
