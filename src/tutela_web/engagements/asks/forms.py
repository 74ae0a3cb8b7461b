"""What is accepted of an ask and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.engagements.asks.models import Ask
from tutela_web.links.forms import RiskChoice, area_field, place_field, risk_field
from tutela_web.records.pages import ProseForm, WordsField


class AskForm(ProseForm):
    """The fields of an ask."""

    kind = "engagements"
    references = WordsField(
        label=_("References"),
        help_text=_(
            "CONOPS, SUR, MOU, budget line, cable: by their numbers, parted by semicolons."
        ),
    )

    class Meta:
        model = Ask
        fields = (
            "of",
            "of_whom",
            "kind",
            "what",
            "asked_on",
            "due",
            "risk",
            "place",
            "gap",
            "references",
            "area",
            "classification",
        )
        labels = {
            "of": _("Asked of"),
            "of_whom": _("Which office or state"),
            "kind": _("Kind"),
            "what": _("What was asked"),
            "asked_on": _("Asked on"),
            "due": _("Answer needed by"),
            "risk": _("Risk"),
            "place": _("Place"),
            "gap": _("Gap it would close"),
            "area": _("Area"),
            "classification": _("Classification"),
        }
        help_texts = {
            "of_whom": _("An office or a state, never a person's name."),
            "what": _(
                "An ask about a caveat is read only by those who hold the compartment "
                "capacity; say nothing of caveats in any other."
            ),
        }
        widgets = {"what": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"risk": RiskChoice}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        risk: Any = self.fields["risk"]
        risk_field(standing, risk)
        risk.empty_label = _("none")
        place_field(standing, self.fields["place"], self.initial.get("place"))
        area_field(standing, self.fields["area"])
        if "capacity" not in standing.compartments:
            kind: Any = self.fields["kind"]
            kind.choices = [one for one in kind.choices if one[0] != Ask.Kind.CAVEAT]


class AnsweredForm(forms.Form):
    """What they answered."""

    answer = forms.ChoiceField(choices=Ask.Answer.choices, label=_("Answer"))
    said = forms.CharField(
        max_length=3000,
        label=_("What it said, and what came of it"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(
        required=False,
        label=_("It came on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
