"""What is accepted of an objective, and of a plan of others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import MandatedTask
from tutela_web.programme.chain.words import call
from tutela_web.programme.objectives.kind import OBJECTIVE
from tutela_web.programme.objectives.models import Objective, PlanMatch
from tutela_web.programme.objectives.queries import in_force, links_to_offer, objectives_for
from tutela_web.records.kind_forms import form_of
from tutela_web.risk.models import Risk


class TaskChoices(forms.ModelMultipleChoiceField):
    """Mandated tasks by what is to be done."""

    def label_from_instance(self, obj: Any) -> str:
        return call(obj).words


class NewObjectiveForm(form_of(OBJECTIVE, "new")):  # type: ignore[misc]
    """A new objective, with what it answers from the first."""

    tasks = TaskChoices(
        MandatedTask.objects.none(),
        label=_("Mandated tasks it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    risks = TaskChoices(
        Risk.objects.none(),
        label=_("Risks it is to lessen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Priority risks; others can be linked on its page."),
    )

    def __init__(self, *args: Any, standing: Standing, priority: Any, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        tasks = [one.pk for one in links_to_offer(standing, ("task",), [])["task"]]
        names: Any = self.fields
        names["tasks"].queryset = (
            MandatedTask.objects.filter(pk__in=tasks)
            .select_related("paragraph__resolution", "mission")
            .order_by("tier", "pk")
        )
        names["risks"].queryset = priority.select_related("place", "mission")


class ObjectiveChoice(forms.ModelChoiceField):
    """An objective by its number and its words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.words[:100]}"


class PlanItemMatchForm(forms.Form):
    """A priority or a role of a plan of others, beside ours."""

    about = forms.ChoiceField(label=_("About"), choices=PlanMatch.About.choices)
    theirs = forms.CharField(label=_("What their plan says"), max_length=400)
    objective = ObjectiveChoice(
        Objective.objects.none(),
        required=False,
        empty_label=_("none"),
        label=_("Our objective that answers it"),
    )
    ours = forms.CharField(
        label=_("Of a role: what the strategy says"), max_length=400, required=False
    )
    fit = forms.ChoiceField(label=_("How the two fit"), choices=PlanMatch.Fit.choices)
    resolution = forms.CharField(
        label=_("Where they part: what is done about it"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, **how)
        rows = objectives_for(standing).filter(in_force(standing)).order_by("number")
        self.fields["objective"].queryset = rows  # type: ignore[attr-defined]
