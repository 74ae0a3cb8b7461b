"""What is accepted of claims on a unit."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for


class ClaimForm(forms.Form):
    """Another mandated task's claim on a unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    task = forms.ModelChoiceField(
        MandatedTask.objects.none(),
        required=False,
        label=_("Other mandated task"),
        empty_label=_("none of the list"),
    )
    what = text(_("What it would do, and how long"), 300)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        fields: Any = self.fields
        fields["unit"].queryset = units_for(standing).order_by("name")
        confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
        fields["task"].queryset = confirmed.order_by("what", "paragraph__order")
        fields["task"].label_from_instance = lambda one: one.named
