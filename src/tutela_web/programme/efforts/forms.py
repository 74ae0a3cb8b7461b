"""What is accepted of plan items, of parts of outside entities, and of programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.strategy.concept import STEPS
from tutela_web.access.policy import Standing
from tutela_web.links.forms import RiskChoice, risk_field
from tutela_web.places.models import Place
from tutela_web.programme.chain.words import call
from tutela_web.programme.efforts.models import OutsidePart, PlanItem, Programme
from tutela_web.programme.efforts.queries import directives_for, in_force, planned_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.forms import RoomForm
from tutela_web.risk.models import Risk


class ItemForm(RoomForm):
    """The fields of a line of a plan, or a part of a concept of operations."""

    class Meta:
        model = PlanItem
        fields = (
            "paper",
            "kind",
            "title",
            "reference",
            "under",
            "gives",
            "issued_on",
            "governs",
            "replaces",
            "ended_on",
            "classification",
        )
        labels = {
            "paper": _("Where it stands"),
            "kind": _("What it is"),
            "title": _("In words"),
            "reference": _("Number or paragraph"),
            "under": _("What it serves"),
            "gives": _("Who provides or issued it"),
            "ended_on": _("Ended on"),
            "issued_on": _("Issued on"),
            "governs": _("What it governs"),
            "replaces": _("Takes the place of"),
            "classification": _("Classification"),
        }
        help_texts = {
            "under": _("An operation serves an outcome, a task an operation, a resource a task."),
            "gives": _("An office, never a person's name."),
            "governs": _("Of a directive only: which part of the military's work."),
            "replaces": _("Of a renewed directive only: the former ends that day."),
        }
        widgets = {"governs": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        former: Any = self.fields["replaces"]
        former.queryset = directives_for(standing).filter(in_force(standing)).order_by("reference")
        under: Any = self.fields["under"]
        rows = planned_for(standing).filter(in_force(standing), kind__in=STEPS[:-1])
        under.queryset = rows.order_by("paper", "title")
        under.empty_label = gettext("nothing, or not known yet")


class LineChoice(forms.ModelChoiceField):
    """A line of the matrix by its code and words."""

    def label_from_instance(self, obj: Any) -> str:
        return call(obj).whole


class PartForm(RoomForm):
    """What a UN entity outside the mission is expected to do."""

    line = LineChoice(
        MatrixLine.objects.none(),
        label=_("Line of the matrix"),
        required=False,
        empty_label=_("none: it is a section's"),
    )

    class Meta:
        model = OutsidePart
        fields = (
            "entity",
            "line",
            "section",
            "side",
            "expected",
            "answer",
            "answered_on",
            "ended_on",
            "classification",
        )
        labels = {
            "entity": _("UN entity outside the mission"),
            "section": _("Section of the strategy"),
            "side": _("Leads or supports"),
            "expected": _("What it is expected to do"),
            "answer": _("Its answer"),
            "answered_on": _("Answered on"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "entity": _("An organisation, never a person's name."),
            "section": _(
                "Where no line of the matrix is named. Nothing is said here of section F."
            ),
        }
        widgets = {"expected": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        line: Any = self.fields["line"]
        line.queryset = lines_for(standing).select_related("mission").order_by("code")


class ProgrammeForm(RoomForm):
    """The fields of other work of the mission."""

    risk = RiskChoice(Risk.objects.none(), label=_("POC risk it lowers"), required=False)

    class Meta:
        model = Programme
        fields = (
            "kind",
            "title",
            "whose",
            "place",
            "institution",
            "risk",
            "dangers",
            "measures",
            "examined_on",
            "harm",
            "clearance",
            "clearance_came",
            "education",
            "education_came",
            "victims",
            "victims_came",
            "stockpiles",
            "stockpiles_came",
            "ended_on",
            "classification",
        )
        labels = {
            "kind": _("What it is"),
            "title": _("In words"),
            "whose": _("Who runs it"),
            "place": _("Place"),
            "institution": _("National institution it strengthens"),
            "dangers": _("What it may bring upon civilians"),
            "measures": _("What is done so that they are safer"),
            "examined_on": _("Examined for its effect on civilians on"),
            "harm": _("Mine action: harm by explosive ordnance at the place"),
            "clearance": _("Mine action: clearance"),
            "clearance_came": _("What came of the clearance"),
            "education": _("Mine action: risk education"),
            "education_came": _("What came of the risk education"),
            "victims": _("Mine action: help for victims"),
            "victims_came": _("What came of the help for victims"),
            "stockpiles": _("Mine action: destruction of stockpiles"),
            "stockpiles_came": _("What came of the destruction"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "institution": _("An office, never a person's name."),
            "examined_on": _("Left open, it shows as not yet examined."),
            "harm": _("What was seen; no names of those harmed."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("dangers", "measures", "harm")
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        risk_field(standing, self.fields["risk"])
        place: Any = self.fields["place"]
        place.queryset = Place.objects.filter(standing.sees_open("places")).order_by("name")
        place.empty_label = gettext("none")
