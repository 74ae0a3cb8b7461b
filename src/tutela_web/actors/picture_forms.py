"""What is accepted of assessments of an actor, and of its links with others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.access.queries import areas_on
from tutela_web.actors.models import ActorLink, ActorNote
from tutela_web.actors.queries import actors_for
from tutela_web.records.pages import ProseForm

EVIDENCE = _("What was seen, when, by which office; no names of sources or of private persons.")


class ActorNoteForm(ProseForm):
    """One thing assessed of an actor."""

    kind = "actors"

    class Meta:
        model = ActorNote
        fields = (
            "about",
            "says",
            "evidence",
            "certainty",
            "assessed_on",
            "area",
            "ended_on",
            "classification",
        )
        labels = {
            "about": _("About"),
            "says": _("What is so"),
            "evidence": _("By what one sees it"),
            "certainty": _("How certain"),
            "assessed_on": _("Assessed on"),
            "area": _("Area"),
            "ended_on": _("No longer so since"),
            "classification": _("Classification"),
        }
        help_texts = {"evidence": EVIDENCE}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("says", "evidence")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area: Any = self.fields["area"]
        offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
        area.queryset = offices.order_by("name")
        area.empty_label = _("no one area")


class ActorLinkForm(ProseForm):
    """What an actor is to another one."""

    kind = "actors"

    class Meta:
        model = ActorLink
        fields = (
            "kind",
            "other",
            "why",
            "evidence",
            "certainty",
            "starts",
            "ended_on",
            "classification",
        )
        labels = {
            "kind": _("It is"),
            "other": _("Which actor"),
            "why": _("What each gains by it"),
            "evidence": _("By what one sees it"),
            "certainty": _("How certain"),
            "starts": _("Since"),
            "ended_on": _("No longer so since"),
            "classification": _("Classification"),
        }
        help_texts = {"evidence": EVIDENCE, "starts": _("Left blank: since when is not known.")}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("why", "evidence")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        other: Any = self.fields["other"]
        other.queryset = actors_for(standing).filter(retired=False).order_by("name")
