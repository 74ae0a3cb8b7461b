"""What is accepted of indicators, readings and reporting duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.programme.efforts.queries import in_force
from tutela_web.programme.fields import LineChoice
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.forms import RoomForm
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for


class IndicatorForm(RoomForm):
    """The fields of an indicator."""

    class Meta:
        model = Indicator
        fields = (
            "words",
            "perception",
            "monitored_by",
            "baseline",
            "benchmark",
            "first_due",
            "every_days",
            "ended_on",
            "classification",
        )
        labels = {
            "words": _("Indicator"),
            "perception": _("How safe people themselves feel"),
            "monitored_by": _("Who reads it"),
            "baseline": _("How it stood at first"),
            "benchmark": _("Benchmark"),
            "first_due": _("First reading due on"),
            "every_days": _("Days between readings"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "words": _("What shows that people are safer, not what was spent on it."),
            "monitored_by": _("An office, never a person's name."),
        }


class NewIndicatorForm(IndicatorForm):
    """A new indicator, of a line or of an objective."""

    line = LineChoice(MatrixLine.objects.none(), label=_("Line of the matrix"), required=False)
    objective = LineChoice(Objective.objects.none(), label=_("Objective"), required=False)

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        names: Any = self.fields
        names["line"].queryset = lines_for(standing).select_related("mission").order_by("code")
        rows = objectives_for(standing).filter(in_force(standing)).select_related("mission")
        names["objective"].queryset = rows.order_by("number")
        del self.fields["ended_on"]


class ReadingForm(forms.Form):
    """One reading."""

    on = forms.DateField(
        label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    value = forms.CharField(max_length=240, label=_("What it showed, a figure or words"))
    said_by = forms.CharField(max_length=160, label=_("Which office says so"))
    source = forms.CharField(max_length=240, label=_("By what"))


class MadeForm(forms.Form):
    """That a report was made."""

    on = forms.DateField(
        label=_("Made on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reference = forms.CharField(max_length=200, required=False, label=_("Its reference"))
