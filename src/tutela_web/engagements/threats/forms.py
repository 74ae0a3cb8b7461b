"""What is accepted of an approach to a threat."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.engagements.threats.models import ThreatApproach
from tutela_web.records.pages import ProseForm


class ApproachForm(ProseForm):
    """One version of an approach."""

    kind = "risks"

    class Meta:
        model = ThreatApproach
        fields = (
            "says",
            "context",
            "means",
            "others",
            "why",
            "disrupt",
            "disrupt_why",
            "limits",
            "harm_expected",
        )
        labels = {
            "says": _("Action taken"),
            "context": _("Why it fits here"),
            "means": _("With which capabilities, where"),
            "others": _("What falls to others by their mandates"),
            "why": _("Why the version before no longer holds"),
            "disrupt": _("Disrupting the perpetrator's ability"),
            "disrupt_why": _("Reason"),
            "limits": _("Limits"),
            "harm_expected": _("Harm to civilians to be expected"),
        }
        help_texts = {
            "disrupt": _("For or against: decided by the Head of Mission alone."),
            "why": _("Left blank in the first version."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in (
                "says",
                "context",
                "means",
                "others",
                "why",
                "disrupt_why",
                "limits",
                "harm_expected",
            )
        }
