"""What is accepted of a plan of others."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.links.queries import in_force
from tutela_web.programme.objectives.models import Objective, PlanMatch
from tutela_web.programme.objectives.queries import objectives_for


class ObjectiveChoice(forms.ModelChoiceField):
    """An objective by its number and its words."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Objective)
        return f"{obj.code} {obj.words[:100]}"


class PlanItemMatchForm(forms.Form):
    """A priority or a role of a plan of others, beside ours."""

    about = choice(_("About"), PlanMatch.MatchedKind.choices)
    theirs = text(_("What their plan says"), 400)
    objective = ObjectiveChoice(
        Objective.objects.none(),
        required=False,
        empty_label=_("none"),
        label=_("Our objective that answers it"),
    )
    ours = few_words(_("Of a role: what the strategy says"), 400)
    fit = choice(_("How the two fit"), PlanMatch.Fit.choices)
    resolution = few_words(_("Where they differ: what is done about it"), 3000, rows=2)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        rows = objectives_for(standing).filter(in_force(standing)).order_by("number")
        self.fields["objective"].queryset = rows  # type: ignore[attr-defined]
