"""What is accepted of meetings, decisions and actions."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.forms import Moment
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.fora.forum.forms import ForaProseForm
from tutela_web.fora.forum.models import Action, ForumDecision, Meeting
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.forms import RiskChoice, posts_of, risk_field
from tutela_web.records.pages import RecordForm, WordsField


class MeetingForm(ForaProseForm):
    """When and where; who came and what was said may be put right later."""

    present = WordsField(
        label=_("Attendees"),
        help_text=_("Posts and organisations, separated by semicolons; never names of people."),
    )

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = (
            "starts_at",
            "where",
            "present",
            "women",
            "men",
            "notes",
            "classification",
        )
        labels = {
            "starts_at": _("Begins"),
            "where": _("Where"),
            "women": _("Women attending"),
            "men": _("Men attending"),
            "notes": _("Notes"),
            "classification": _("Classification"),
        }

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        self.fields["starts_at"].widget = Moment().widget


class MeetingCallForm(MeetingForm):
    """A meeting that is called."""

    class Meta(MeetingForm.Meta):
        fields = ("starts_at", "where", "classification")

    present = None  # type: ignore[assignment]


class HoldForm(MeetingForm):
    """What is said of a meeting that was held."""

    class Meta(MeetingForm.Meta):
        fields = ("present", "women", "men", "notes")

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        RecordForm.__init__(self, data, files, standing=standing, **how)
        self.fields["present"].required = True


class AgendaPointForm(forms.Form):
    """A point somebody puts on the agenda."""

    words = text(_("Point"), 400)


class PaperForm(forms.Form):
    """A paper that is tabled."""

    title = text(_("Paper"), 200)
    reference = few_words(_("Where it lies"), 200)


class PackForm(forms.Form):
    """The trend pack is tabled by a button alone."""


class ReasonForm(forms.Form):
    """A reason."""

    reason = text(_("Why"), 400)


class MeetingDecisionForm(ForaProseForm):
    """What was decided."""

    class Meta:
        model = ForumDecision
        fields = ("what", "authority", "risk", "political", "weighed", "directs")
        labels = {
            "what": _("What was decided"),
            "authority": _("On whose authority"),
            "risk": _("Risk it answers"),
            "political": _("A political step"),
            "weighed": _("Ranked against which other mandated tasks, and why"),
            "directs": _("Directs"),
        }
        help_texts = {
            "authority": _("A post, never a person's name."),
            "directs": _("A forum from which an answer is due."),
        }
        widgets = {
            "what": forms.Textarea(attrs={"rows": 3}),
            "weighed": forms.Textarea(attrs={"rows": 2}),
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
        directs: Any = self.fields["directs"]
        directs.queryset = standing_fora(standing)
        directs.empty_label = _("nobody")


class ActionForm(ForaProseForm):
    """What somebody is to do."""

    class Meta:
        model = Action
        fields = ("what", "owner", "owner_said", "due")
        labels = {
            "what": _("What is to be done"),
            "owner": _("Owner"),
            "owner_said": _("Owner, of another organisation"),
            "due": _("Due"),
        }

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        owner: Any = self.fields["owner"]
        owner.queryset = posts_of(standing)
        owner.empty_label = _("no post of the mission")


class ActionEndForm(forms.Form):
    """How an action ended."""

    state = choice(_("How it ended"), Action.State.choices[1:])
    came_of = text(_("Result, or why it was dropped"), 3000, rows=2)
