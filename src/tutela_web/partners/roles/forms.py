"""What is accepted of roles, and of the strengths and weaknesses of the host state."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.forms import area_field
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.records.pages import ProseForm


class RoleForm(ProseForm):
    """One line of roles."""

    kind = "strategy"

    class Meta:
        model = RoleLine
        fields = (
            "who",
            "name",
            "what",
            "says",
            "source",
            "agreed_on",
            "contested",
            "reports",
            "forum",
            "help",
            "area",
            "ended_on",
            "classification",
        )
        labels = {
            "who": _("Who"),
            "name": _("Which component or organisation"),
            "what": _("Does what"),
            "says": _("In words"),
            "source": _("On what it rests"),
            "agreed_on": _("They said so themselves on"),
            "area": _("Area"),
            "contested": _("What of it is contested"),
            "reports": _("Who reports to this post"),
            "forum": _("Forum that carries it"),
            "help": _("Help it gives"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "source": _("A paragraph of the mandate, a directive, an agreement."),
            "name": _("An office, never a person's name."),
            "contested": _("And by which office; left open where nobody objects."),
            "reports": _("Such as rights and child-protection staff; offices, never names."),
            "help": _("Of mission support: what activities of protection need."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("says", "contested")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area_field(standing, self.fields["area"])
        forum: Any = self.fields["forum"]
        forum.queryset = standing_fora(standing).order_by("name")
        forum.label_from_instance = lambda one: one.name


class HostForm(ProseForm):
    """A strength or a weakness of a host institution."""

    kind = "drafts"

    class Meta:
        model = HostNote
        fields = (
            "institution",
            "area",
            "side",
            "of",
            "what",
            "evidence",
            "seen_on",
            "ended_on",
            "classification",
        )
        labels = {
            "institution": _("Institution"),
            "area": _("Area"),
            "side": _("Strength or weakness"),
            "of": _("Of what"),
            "what": _("What is so"),
            "evidence": _("By what one sees it"),
            "seen_on": _("Seen on"),
            "ended_on": _("No longer so since"),
            "classification": _("Classification"),
        }
        help_texts = {
            "institution": _("An office, never a person's name."),
            "evidence": _("What was seen, when, by which office; no names of sources."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("what", "evidence")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area_field(standing, self.fields["area"])


class ClearForm(forms.Form):
    """The words that may leave the mission."""

    words = forms.CharField(
        max_length=3000,
        label=_("The words that may leave the mission"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
