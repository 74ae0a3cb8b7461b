"""What is accepted of a residual risk."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import text, tick
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.links.forms import RiskChoice, area_field, place_field, risk_field
from tutela_web.records.pages import ProseForm


class ResidualForm(ProseForm):
    """What the mission cannot protect, in four answers."""

    kind = "risks"
    capacity = tick(
        _("It tells of caveats, readiness or reach"),
        _("It is then read only by those who hold the compartment capacity."),
    )

    class Meta:
        model = ResidualRisk
        fields = ("what", "why", "until", "changes_if", "risk", "place", "area", "classification")
        labels = {
            "what": _("What the mission cannot protect"),
            "why": _("Why"),
            "until": _("Accepted until, that day included"),
            "changes_if": _("What would change it"),
            "risk": _("Risk"),
            "place": _("Place"),
            "area": _("Area"),
            "classification": _("Classification"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("what", "why", "changes_if")
        }
        field_classes = {"risk": RiskChoice}

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        risk: Any = self.fields["risk"]
        risk_field(standing, risk)
        risk.empty_label = _("none")
        place_field(standing, self.fields["place"], self.initial.get("place"))
        area_field(standing, self.fields["area"])


class EndingForm(forms.Form):
    """Why an acceptance ends."""

    why = text(_("Why"), 3000, rows=2)
