"""What is accepted of a new objective: the form of its kind, and what it answers from the first."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.links.forms import RiskTicks
from tutela_web.mandate.models import MandatedTask
from tutela_web.programme.naming import call
from tutela_web.programme.objectives.kind import OBJECTIVE
from tutela_web.programme.objectives.queries import links_to_offer
from tutela_web.records.kind_forms import form_of
from tutela_web.risk.models import Risk


class TaskChoices(forms.ModelMultipleChoiceField):
    """Mandated tasks by their paragraph and what is to be done."""

    def label_from_instance(self, obj: Model) -> str:
        return call(obj).whole


class NewObjectiveForm(form_of(OBJECTIVE, "new")):  # type: ignore[misc]
    """A new objective, with what it answers from the first."""

    tasks = TaskChoices(
        MandatedTask.objects.none(),
        label=_("Mandated tasks it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    risks = RiskTicks(
        Risk.objects.none(),
        label=_("Risks it is to lessen"),
        required=False,
        help_text=_("Priority risks; others can be linked on its page."),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        priority: QuerySet[Risk],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        tasks = [one.pk for one in links_to_offer(standing, ("task",), [])["task"]]
        names: Any = self.fields
        names["tasks"].queryset = (
            MandatedTask.objects.filter(pk__in=tasks)
            .select_related("paragraph__resolution", "mission")
            .order_by("tier", "paragraph__resolution__symbol", "paragraph__order")
        )
        names["risks"].queryset = priority.select_related("place", "mission")
