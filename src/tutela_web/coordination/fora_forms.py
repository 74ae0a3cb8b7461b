"""What is accepted of fora, meetings, decisions, actions and reports upward."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.coordination.meetings import FUNCTIONS
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.access.queries import areas_on
from tutela_web.base.forms import Moment
from tutela_web.capacity.models import Unit
from tutela_web.capacity.queries import units_for
from tutela_web.coordination.arrangement_queries import standing_arrangements
from tutela_web.coordination.fora_models import Action, Decision, Forum, Meeting, UpwardReport
from tutela_web.coordination.fora_queries import standing_fora
from tutela_web.links.forms import RiskChoice, posts_of, risk_field
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for
from tutela_web.records.pages import ProseForm, RecordForm, WordsField


class RoomForm(ProseForm):
    """A form of this room."""

    kind = "fora"


class ForumForm(RoomForm):
    """The fields of a forum."""

    class Meta:
        model = Forum
        fields = (
            "name",
            "kind",
            "level",
            "area",
            "chair",
            "chair_said",
            "purpose",
            "rhythm_days",
            "reports_to",
            "rests_on",
            "women",
            "men",
            "ended_on",
            "classification",
        )
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "level": _("Level"),
            "area": _("Area"),
            "chair": _("Chair"),
            "chair_said": _("Chair, of another house"),
            "purpose": _("What it settles"),
            "rhythm_days": _("Meets at least every so many days"),
            "reports_to": _("Reports to"),
            "rests_on": _("Integration arrangement it results from"),
            "women": _("Women among its members"),
            "men": _("Men among its members"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "chair_said": _("An office, never a person's name."),
            "purpose": _(
                "Priority risks and activities, joint assessments, who does what, sharing of "
                "information, accountability, means: which of these, and who settles the others."
            ),
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area: Any = self.fields["area"]
        area.queryset = (
            areas_on(standing.mission, standing.on)
            .filter(kind=DutyArea.Kind.FIELD_OFFICE)
            .order_by("name")
        )
        area.empty_label = _("the whole mission")
        chair: Any = self.fields["chair"]
        chair.queryset = posts_of(standing)
        chair.empty_label = _("no post of the mission")
        above: Any = self.fields["reports_to"]
        above.queryset = standing_fora(standing)
        above.empty_label = _("none")
        rests: Any = self.fields["rests_on"]
        rests.queryset = standing_arrangements(standing).filter(kind="integration")
        rests.empty_label = _("none")


class MemberForm(forms.Form):
    """A seat of a forum."""

    post = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Post"), empty_label=_("none, but")
    )
    organisation = forms.CharField(
        required=False,
        max_length=160,
        label=_("Organisation"),
        help_text=_("Named, with no person's name."),
    )
    component = forms.CharField(required=False, max_length=120, label=_("Component"))
    guest = forms.BooleanField(required=False, label=_("Guest: attends or briefs, no more"))

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["post"].queryset = posts_of(standing)  # type: ignore[attr-defined]


class MeetingForm(RoomForm):
    """When and where; who came and what was said may be put right later."""

    present = WordsField(
        label=_("Who came"),
        help_text=_("Posts and organisations, parted by semicolons; never names of people."),
    )

    class Meta:
        model = Meeting
        fields = ("starts_at", "where", "present", "women", "men", "notes", "classification")
        labels = {
            "starts_at": _("Begins"),
            "where": _("Where"),
            "women": _("Women who came"),
            "men": _("Men who came"),
            "notes": _("Notes"),
            "classification": _("Classification"),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        self.fields["starts_at"].widget = Moment().widget


class CallForm(MeetingForm):
    """A meeting that is called."""

    class Meta(MeetingForm.Meta):
        fields = ("starts_at", "where", "classification")

    present = None  # type: ignore[assignment]


class HoldForm(MeetingForm):
    """What is said of a meeting that was held."""

    class Meta(MeetingForm.Meta):
        fields = ("present", "women", "men", "notes")

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        RecordForm.__init__(self, *args, standing=standing, **how)
        self.fields["present"].required = True


class PointForm(forms.Form):
    """A point somebody puts on the agenda."""

    words = forms.CharField(max_length=400, label=_("Point"))


class PaperForm(forms.Form):
    """A paper that is tabled."""

    title = forms.CharField(max_length=200, label=_("Paper"))
    reference = forms.CharField(max_length=200, required=False, label=_("Where it lies"))


class PackForm(forms.Form):
    """The trend pack is tabled by a button alone."""


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(max_length=400, label=_("Why"))


class DecisionForm(RoomForm):
    """What was decided."""

    class Meta:
        model = Decision
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
            "directs": _("A forum that owes an answer."),
        }
        widgets = {
            "what": forms.Textarea(attrs={"rows": 3}),
            "weighed": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"risk": RiskChoice}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        risk: Any = self.fields["risk"]
        risk_field(standing, risk)
        risk.empty_label = _("none")
        directs: Any = self.fields["directs"]
        directs.queryset = standing_fora(standing)
        directs.empty_label = _("nobody")


class ActionForm(RoomForm):
    """What somebody is to do."""

    class Meta:
        model = Action
        fields = ("what", "owner", "owner_said", "due")
        labels = {
            "what": _("What is to be done"),
            "owner": _("Owner"),
            "owner_said": _("Owner, of another house"),
            "due": _("Due"),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        owner: Any = self.fields["owner"]
        owner.queryset = posts_of(standing)
        owner.empty_label = _("no post of the mission")


class EndForm(forms.Form):
    """How an action ended."""

    state = forms.ChoiceField(choices=Action.State.choices[1:], label=_("How it ended"))
    came_of = forms.CharField(
        max_length=3000,
        label=_("What came of it, or why it was dropped"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """An answer to a direction."""

    answer = forms.CharField(
        max_length=3000, label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2})
    )


class ReportForm(RoomForm):
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
            "decisions_sought": _("They stand on the next agenda of the forum above."),
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

    def __init__(self, *args: Any, forum: Forum, **how: Any) -> None:
        super().__init__(*args, **how)
        for name in FUNCTIONS:
            self.fields[name] = forms.CharField(
                max_length=160,
                required=False,
                label=SETTLED[name],
                initial=_here(forum.functions.get(name, "")),
                help_text=_("“here”, or who else settles it"),
            )

    def clean(self) -> dict[str, Any]:
        """The word "here" is kept in one way, whatever the language it was typed in."""
        said = {name: who.strip() for name, who in (super().clean() or {}).items()}
        return {name: "here" if who == gettext("here") else who for name, who in said.items()}


def _here(kept: str) -> str:
    return gettext("here") if kept == "here" else kept


class ClaimForm(forms.Form):
    """Another mandated task's claim on a unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    task = forms.ModelChoiceField(
        MandatedTask.objects.none(),
        required=False,
        label=_("Other mandated task"),
        empty_label=_("none of the list"),
    )
    what = forms.CharField(max_length=300, label=_("What it would do, and how long"))

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, **how)
        fields: Any = self.fields
        fields["unit"].queryset = units_for(standing).order_by("name")
        confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
        fields["task"].queryset = confirmed.order_by("what")
        fields["task"].label_from_instance = lambda one: one.what
