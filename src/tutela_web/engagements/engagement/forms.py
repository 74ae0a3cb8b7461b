"""What is accepted of engagements, of what was promised, and of who may be engaged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.engagements.engagement.models import GUARDED, Authorisation, Commitment, Engagement
from tutela_web.links.forms import (
    NO_NAMES,
    RiskChoice,
    area_field,
    place_field,
    posts_of,
    risk_field,
)
from tutela_web.records.pages import ProseForm


class EngagementForm(ProseForm):
    """The fields of an engagement."""

    kind = "engagements"
    consequences = forms.MultipleChoiceField(
        label=_("Consequences of violations it was told of"),
        required=False,
        choices=Engagement.Consequence.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Engagement
        fields = (
            "kind",
            "on",
            "channel",
            "met_by",
            "actor",
            "office",
            "authorised_by",
            "message",
            "obligations",
            "consequences",
            "support_named",
            "safety",
            "reply",
            "risk",
            "place",
            "phase",
            "area",
            "classification",
        )
        labels = {
            "kind": _("Kind"),
            "on": _("Day"),
            "channel": _("Channel"),
            "met_by": _("Who of the mission"),
            "actor": _("With which actor"),
            "office": _("With which office"),
            "authorised_by": _("Authorised by"),
            "message": _("Message given"),
            "obligations": _("It was told of its obligations under international law"),
            "support_named": _("Which support could end"),
            "safety": _("What was looked at for safety before"),
            "reply": _("Reply"),
            "risk": _("Risk it answers"),
            "place": _("Place"),
            "phase": _("Phase it belongs to"),
            "area": _("Area"),
            "classification": _("Classification"),
        }
        help_texts = {
            "office": NO_NAMES,
            "authorised_by": _(
                "For an armed group the Head of Mission's authorisation is looked "
                "up; without one nothing is saved."
            ),
            "place": _("Places with a risk or a phase. The area is then the place's."),
        }
        widgets = {
            "message": forms.Textarea(attrs={"rows": 4}),
            "reply": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"risk": RiskChoice}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        fields: dict[str, Any] = self.fields
        fields["met_by"].queryset = fields["authorised_by"].queryset = posts_of(standing)
        fields["authorised_by"].empty_label = _("not known")
        fields["actor"].queryset = actors_for(standing).filter(retired=False).order_by("name")
        fields["actor"].empty_label = _("none, but the office")
        risk_field(standing, fields["risk"])
        fields["risk"].empty_label = _("none")
        place_field(standing, fields["place"], self.initial.get("place"))
        area_field(standing, fields["area"])


class PromiseForm(ProseForm):
    """What was promised."""

    kind = "engagements"

    class Meta:
        model = Commitment
        fields = ("what", "side", "due")
        labels = {"what": _("What was promised"), "side": _("Whose promise"), "due": _("Until")}


class JudgeForm(forms.Form):
    """Whether a promise was kept."""

    judged = forms.ChoiceField(choices=Commitment.Judged.choices, label=_("It"))
    seen = forms.CharField(
        max_length=3000,
        label=_("By what one sees it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was seen, when, by which office; no names of sources."),
    )


class AuthorisationForm(ProseForm):
    """The Head of Mission's word that an armed group may be engaged."""

    kind = "engagements"

    class Meta:
        model = Authorisation
        fields = ("actor", "purpose", "starts", "ends")
        labels = {
            "actor": _("Actor"),
            "purpose": _("What for"),
            "starts": _("From"),
            "ends": _("Until, that day included"),
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        actor: Any = self.fields["actor"]
        actor.queryset = actors_for(standing).filter(type__in=GUARDED, retired=False)
        actor.queryset = actor.queryset.order_by("name")


class WithdrawForm(forms.Form):
    """Why an authorisation ends."""

    reason = forms.CharField(max_length=100, label=_("Why"))
