"""What is accepted of options towards an armed group, of a decision, and of what it led to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.engagements.groups.models import GroupDecision, GroupOption
from tutela_web.links.forms import NO_NAMES
from tutela_web.records.pages import ProseForm


class OptionForm(ProseForm):
    """One option, weighed."""

    kind = "engagements"

    class Meta:
        model = GroupOption
        fields = ("option", "through", "case_for", "case_against")
        labels = {
            "option": _("Option"),
            "through": _("Through whom"),
            "case_for": _("What speaks for it"),
            "case_against": _("What speaks against it"),
        }
        help_texts = {
            "through": _("Any relevant actor: offices and organisations, never a person's name."),
            "option": _(
                "An option assessed earlier is reassessed; the earlier assessment is kept."
            ),
            "case_against": _("Among it: what harm to civilians it may bring."),
        }
        widgets = {n: forms.Textarea(attrs={"rows": 3}) for n in ("case_for", "case_against")}


class GroupDecisionForm(ProseForm):
    """How the mission approaches a group."""

    kind = "engagements"
    chosen = forms.MultipleChoiceField(
        label=_("What is chosen"),
        choices=GroupOption.Option.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = GroupDecision
        fields = ("chosen", "approach", "partners", "limits", "review_on")
        labels = {
            "approach": _("What is done, and why"),
            "partners": _("With which partners"),
            "limits": _("Limits"),
            "review_on": _("Review on"),
        }
        help_texts = {"partners": NO_NAMES}
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("approach", "partners", "limits")
        }


class ApproachOutcomeForm(ProseForm):
    """What a decision led to."""

    kind = "engagements"

    class Meta:
        model = GroupDecision
        fields = ("outcome", "outcome_on")
        labels = {"outcome": _("What it led to"), "outcome_on": _("Seen on")}
        widgets = {"outcome": forms.Textarea(attrs={"rows": 3})}
