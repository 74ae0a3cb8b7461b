"""What is accepted of a base, of a unit, and of its readiness."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import TASKS
from tutela_web.access.policy import Standing
from tutela_web.base.said import word
from tutela_web.capacity.models import Base, Caveat, Unit, UnitReadiness
from tutela_web.capacity.queries import bases_for
from tutela_web.places.pages import PointForm, RecordForm, WordsField, YesNoField


class BaseForm(PointForm):
    """The fields of a base."""

    kind = "bases"

    class Meta:
        model = Base
        fields = (
            "name", "kind", "code", "latitude", "longitude", "area", "troops", "opened", "closed",
            "duty_number", "source", "retired", "classification",
        )  # fmt: skip
        labels = {
            "name": _("Name"), "kind": _("Kind"), "code": _("Code"), "latitude": _("Latitude"),
            "longitude": _("Longitude"), "area": _("Duty area"), "troops": _("Troops"),
            "opened": _("Opened on"), "closed": _("Closed from"), "duty_number": _("Duty number"),
            "source": _("Source"), "retired": _("Retired: recorded by mistake"),
            "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {
            "code": _("Left blank, it is made from the name."),
            "area": _("Left blank, the boundaries say."),
            "closed": _("The first day without it."),
            "duty_number": _("The number of the post, never of a person."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened, closed = cleaned.get("opened"), cleaned.get("closed")
        if opened and closed and closed < opened:
            self.add_error("closed", _("The base closes before it opens."))
        return cleaned


class UnitForm(RecordForm):
    """The fields of a unit everybody sees: able or not able, never why."""

    kind = "bases"
    languages = WordsField(label=_("Languages"), help_text=_("Parted by semicolons."))
    able = YesNoField(label=_("Able"))
    interpreter = YesNoField(label=_("Interpreter"))

    class Meta:
        model = Unit
        fields = ("name", "kind", "code", "base", "able", "current_task", "languages",
                  "interpreter", "women", "roe_read_back", "retired", "classification")  # fmt: skip
        labels = {
            "name": _("Name"), "kind": _("Kind"), "code": _("Code"), "base": _("Base"),
            "women": _("Women"), "retired": _("Retired: gone home, or recorded by mistake"),
            "current_task": _("What it does now"),
            "roe_read_back": _("Rules of engagement read back on"),
            "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {"code": _("Left blank, it is made from the name."),
                      "current_task": _("In a few words; no names of people.")}  # fmt: skip

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        base: Any = self.fields["base"]
        base.queryset = bases_for(standing).filter(retired=False).order_by("name")
        base.empty_label = _("not known")
        self.fields["code"].required = False


class ReadinessForm(RecordForm):
    """Compartment capacity: what a unit can do, how far, and what holds it back."""

    night = YesNoField(label=_("Moves by night"))
    air = YesNoField(label=_("Moves by air"))
    medevac = YesNoField(label=_("Medical evacuation assured"))

    class Meta:
        model = UnitReadiness
        fields = ("vehicles", "night", "air", "medevac", "reach_km", "poc_trained", "caveats")
        labels = {"vehicles": _("Vehicles that run"), "reach_km": _("Reach in km"),
                  "poc_trained": _("Trained in protection of civilians on"),
                  "caveats": _("Notes")}  # fmt: skip
        help_texts = {"caveats": _("What is written here bars nothing: record a caveat for that.")}

    def clean_caveats(self) -> str:
        return str(self.cleaned_data["caveats"]).replace("\r\n", "\n")


class TasksField(forms.MultipleChoiceField):
    """Kinds of task."""

    def __init__(self, **how: Any) -> None:
        super().__init__(choices=lambda: [(code, word(label)) for code, label in TASKS.items()],
                         widget=forms.CheckboxSelectMultiple, required=False, **how)  # fmt: skip


class CaveatForm(RecordForm):
    """Compartment capacity: a caveat, its words, and what it takes away."""

    kind = "bases"
    no_tasks = TasksField(label=_("Tasks it bars"))

    class Meta:
        model = Caveat
        fields = ("kind", "status", "wording", "source", "starts", "ends", "no_night", "most_km",
                  "medevac_km", "asks", "no_tasks")  # fmt: skip
        labels = {
            "kind": _("About"), "status": _("Status"), "wording": _("Its words"),
            "source": _("Source"), "starts": _("From"), "ends": _("Until"),
            "no_night": _("Bars movement by night"),
            "most_km": _("Not farther from its base than, km"),
            "medevac_km": _("Not farther from medical evacuation than, km"),
            "asks": _("The capital or a national command is asked first"),
        }  # fmt: skip
        help_texts = {
            "wording": _("As it was said or written."),
            "source": _("Who said it, where it is written; a post, never a person."),
            "ends": _("The last day it holds; blank where no end is known."),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        for name in ("most_km", "medevac_km"):
            label = self.fields[name].label
            self.fields[name] = forms.FloatField(
                label=label, required=False, min_value=0, max_value=5000
            )

    def clean_wording(self) -> str:
        return str(self.cleaned_data["wording"]).replace("\r\n", "\n")
