"""What is accepted of engagements, of what was promised, and of who may be engaged."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.base.fields import choice, text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.engagements.engagement.models import GUARDED, Authorisation, Commitment
from tutela_web.records.pages import ProseForm


class PromiseForm(ProseForm):
    """What was promised."""

    kind = "engagements"

    class Meta:
        model = Commitment
        fields = ("what", "side", "due")
        labels = {"what": _("What was promised"), "side": _("Whose promise"), "due": _("Until")}


class JudgeForm(forms.Form):
    """Whether a promise was kept."""

    judged = choice(_("It"), Commitment.Judged.choices)
    seen = text(
        _("How it is observed"),
        3000,
        _("What was seen, when, by which office; no names of sources."),
        rows=2,
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

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        actor: Any = self.fields["actor"]
        actor.queryset = actors_for(standing).filter(type__in=GUARDED, retired=False)
        actor.queryset = actor.queryset.order_by("name")
