"""What a person says of a plan, an exercise, a phase and its steps, and of harm by our own side."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.crisis.phases import lines
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, sent_key, text
from tutela_web.base.forms import Day, FigureField
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


class OpenPhaseForm(forms.Form):
    """A phase opens at a place."""

    id = sent_key()
    phase = choice(_("Phase"), Phased)
    trigger = text(_("What was seen"), 300)
    reason = text(_("Why it asks for this phase"), 3000, rows=3)
    normal_when = _words(
        _("By what it will be called normal again"),
        _("One condition on a line: each is judged before consolidation closes."),
        rows=2,
    )
    opened_on = _day(_("Since, if not today"))


class ClosePhaseForm(forms.Form):
    """A phase closes."""

    reason = text(_("Why it closes"), 3000, rows=2)
    closed_on = _day(_("On, if not today"))


class RefuseMeasureForm(forms.Form):
    """A measure of a phase, refused by name."""

    id = sent_key()
    phase = forms.ChoiceField(choices=Phased)
    option = text(most=30)
    reason = text(_("Why it is refused"), 500)


class NormalConditionForm(forms.Form):
    """A condition for calling a place normal again."""

    id = sent_key()
    what = text(_("Condition"), 300)


class PhaseStepForm(forms.Form):
    """A step of a phase that is no tasking."""

    id = sent_key()
    line = choice(_("Part of"))
    what = text(_("What"), 300)
    owner = text(_("Responsible (a post)"), 120)
    level = choice(_("At which level"), PhaseStep.Level)
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

    id = sent_key()
    kind = choice(_("What"), RhythmDone.Kind)
    number = forms.IntegerField(
        min_value=0,
        initial=1,
        label=_("How many"),
        help_text=_("0 says that there was none. Patrols of alerts count by themselves."),
    )
    on = _day(_("On, if not today"))
    words = few_words(_("Remarks"), 300)


class HarmForm(forms.Form):
    """Harm by the mission or by forces it supports: a hazard and where, never a case."""

    id = sent_key()
    by_whom = choice(_("By whose forces"), HarmReference.By)
    place_said = few_words(_("Place"), 200)
    event_from = _day(_("Day"))
    hazard = few_words(
        _("Who may be in danger now"), 300, _("No names, no story: human rights asks in person.")
    )
