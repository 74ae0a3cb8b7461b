"""What is accepted of a concern outside the scope of the strategy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.links.forms import NO_NAMES, RiskChoice, area_field, risk_field
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.sides.queries import standing_protectors
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.records.pages import ProseForm
from tutela_web.risk.models import Risk


class ReferralForm(ProseForm):
    """The words of a concern, and who answers for it."""

    kind = "strategy"

    class Meta:
        model = WiderConcern
        fields: tuple[str, ...] = (
            "what",
            "reason",
            "protector",
            "partner",
            "office",
            "referred_on",
            "area",
            "classification",
        )
        labels = {
            "what": _("Concern"),
            "reason": _("Why it lies outside the scope of the strategy"),
            "risk": _("Line of the register"),
            "protector": _("Protection actor who answers for it"),
            "partner": _("Partner who answers for it"),
            "office": _("Another office who answers for it"),
            "referred_on": _("Referred on"),
            "area": _("Area"),
            "classification": _("Classification"),
        }
        help_texts = {
            "office": NO_NAMES,
            "referred_on": _("Left blank: nobody was told yet."),
            "risk": _("It leaves the priorities of the register and is listed apart."),
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"risk": RiskChoice}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        fields: dict[str, Any] = self.fields
        fields["protector"].queryset = standing_protectors(standing)
        fields["partner"].queryset = standing_partners(standing)
        area_field(standing, fields["area"])
        if "risk" in fields:
            risk_field(standing, fields["risk"])
            fields["risk"].queryset = fields["risk"].queryset.exclude(status=Risk.Status.OUTSIDE)
            fields["risk"].empty_label = _("none: it never stood on the register")


class ConcernForm(ReferralForm):
    """A new concern, which may be a line of the register."""

    class Meta(ReferralForm.Meta):
        fields = ("risk", *ReferralForm.Meta.fields)


class BackForm(forms.Form):
    """Why a concern is taken back in."""

    why = forms.CharField(max_length=3000, label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))
