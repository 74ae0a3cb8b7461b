"""What is accepted of fora, their seats and functions, and of reports upward."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.coordination.meetings import FUNCTIONS
from tutela_web.base.fields import few_words, text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.fora.forum.models import Forum, UpwardReport
from tutela_web.records.pages import ProseForm


class ForaProseForm(ProseForm):
    """A form of this room."""

    kind = "fora"


class DirectionAnswerForm(forms.Form):
    """An answer to a direction."""

    answer = text(_("Answer"), 3000, rows=2)


class UpwardReportForm(ForaProseForm):
    """The five headings of a report upward."""

    class Meta:
        model = UpwardReport
        fields = ("progress", "impact", "constraints", "resources", "decisions_sought")
        labels = {
            "progress": _("Progress"),
            "impact": _("Impact on people's safety"),
            "constraints": _("Constraints"),
            "resources": _("Resources needed"),
            "decisions_sought": _("Decisions sought"),
        }
        help_texts = {
            "decisions_sought": _("They are placed on the next agenda of the forum above."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in fields}


SETTLED = {
    "priorities": _("Priority risks and activities"),
    "assessments": _("Joint assessments"),
    "who": _("Who does what"),
    "sharing": _("Sharing of information"),
    "accountability": _("Accountability"),
    "means": _("Means"),
}
"""The functions of coordination in words: tutela.coordination.meetings.FUNCTIONS."""


class FunctionsForm(forms.Form):
    """Who settles each function of coordination."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        forum: Forum,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        for name in FUNCTIONS:
            self.fields[name] = few_words(
                SETTLED[name],
                160,
                _("“here”, or who else settles it"),
                initial=_kept_in_words(forum.functions.get(name, "")),
            )

    def clean(self) -> dict[str, Any]:
        """The word "here" is kept in one way, whatever the language it was typed in."""
        said = {name: who.strip() for name, who in (super().clean() or {}).items()}
        return {name: "here" if who == gettext("here") else who for name, who in said.items()}


def _kept_in_words(kept: str) -> str:
    return gettext("here") if kept == "here" else kept
