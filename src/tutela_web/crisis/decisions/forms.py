"""What a person says when deciding, tasking, answering and ending."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tutela.crisis.chain import authorities_of
from tutela.crisis.phases import lines
from tutela.crisis.tables import PHASES, decisions, intents, options, outcomes, reasons
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_moment, few_words, text, tick
from tutela_web.base.forms import FigureField, HourNear, Moment, PartialForm
from tutela_web.base.ids import new_id
from tutela_web.base.values import FormOptions, Posted, Words
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.ladders.choices import step_choices
from tutela_web.crisis.models import (
    Authority,
    Competing,
    HrddpFile,
    Principle,
    PrincipleKept,
    TaskingAnswer,
)
from tutela_web.crisis.taskings.harm_queries import checks_offered
from tutela_web.crisis.taskings.queries import posts_tasked
from tutela_web.look.translate import word
from tutela_web.mandate.models import Paragraph
from tutela_web.safeguards.forms import NO_NAMES
from tutela_web.safeguards.models import HarmCheck
from tutela_web.warning.models import Alert, Spoken

YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
BY_WHICH_WAY = [("", _("by which way")), *Spoken.choices]


def _yes_no(label: Words) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        required=False,
        choices=YES_NO,
        empty_value=None,
        label=label,
        coerce=lambda said: said == "yes",
    )


class ParagraphChoice(forms.ModelChoiceField):
    """A paragraph of the mandate, by its number and its first words."""

    def label_from_instance(self, obj: Paragraph) -> str:
        return f"{obj.resolution.symbol}, {obj.number}: {Truncator(obj.text).words(12)}"


class AlertDecisionForm(forms.Form):
    """A decision: what, by whom, by what authority, why; options taken and left."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    choice = forms.ChoiceField(label=_("Decision"))
    authority = forms.ChoiceField(required=False, choices=Authority, label=_("By what authority"))
    decider_said = few_words(_("Who decided"), 120)
    said_channel = forms.ChoiceField(
        required=False,
        choices=BY_WHICH_WAY,
        label=_("By which way they said it"),
        help_text=_("Of what another decided: without it no clock stops."),
    )
    decided_at = a_moment(_("When, if not now"))
    taken = forms.MultipleChoiceField(required=False, label=_("Options taken"))
    reason = few_words(_("Reason"), 5000, rows=3)
    reason_code = forms.ChoiceField(required=False, label=_("Reason for no action or waiting"))
    risk_accepted = few_words(_("Risk accepted"), 2000, rows=2)
    host_unable = few_words(
        _("Why the host authorities cannot or will not protect, if we act on our own"), 1000
    )
    force_rule = few_words(_("Rule of engagement, if force is chosen"), 200)
    force_aim = few_words(_("Political aim the force serves"), 300)
    force_account = few_words(_("Account of force used"), 2000)
    exposure_asked = tick(_("Asked: would this visit, call or route expose the source?"))
    exposure_found = few_words(_("What was found"), 300)

    paragraph = ParagraphChoice(
        Paragraph.objects.none(),
        required=False,
        empty_label=_("none cited"),
        label=_("Paragraph of the mandate it rests on"),
    )
    step = forms.ChoiceField(
        required=False,
        label=_("Step of the ladder"),
        help_text=_("The highest step it takes; optional."),
    )
    principles_note = few_words(_("Note on the principles"), 1000)
    departs_by = few_words(_("By whose authority, if it departs from one"), 160)

    def __init__(
        self,
        data: Posted = None,
        *,
        own: bool,
        roles: Collection[str] = (),
        cited: QuerySet[Paragraph] | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        held = authorities_of(roles) if own else []
        named = dict(Authority.choices)
        offered = [(name, named[name]) for name in [*held, *(n for n in named if n not in held)]]
        # Nobody is offered first what they do not hold: it would put them outside the chain.
        unsaid = [] if held else [("", _("choose by whose authority"))]
        unsaid_last = [("", _("not said"))] if held else []
        self.fields["authority"].initial = held[0] if held else ""
        self.fields["authority"].choices = [  # type: ignore[attr-defined]
            *unsaid,
            *offered,
            *unsaid_last,
        ]
        if cited is not None:
            self.fields["paragraph"].queryset = cited  # type: ignore[attr-defined]
        for principle in Principle:
            self.fields[f"principle_{principle.value}"] = forms.ChoiceField(
                required=False,
                choices=PrincipleKept.choices,
                initial=PrincipleKept.KEPT,
                label=principle.label,
            )
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            ("", _("not said")),
            *step_choices(),
        ]
        choices = [
            (c.decision, word(c.label))
            for c in decisions().values()
            if c.decision != "pass_to_host"
        ]
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            ("", _("choose what is decided")),
            *choices,
        ]
        self.fields["reason_code"].choices = [  # type: ignore[attr-defined]
            ("", _("none of these")),
            *((r.reason, word(r.label)) for r in reasons().values()),
        ]
        self.fields["taken"].choices = [  # type: ignore[attr-defined]
            (o.option, word(o.label)) for o in options().values()
        ]

    @property
    def principles(self) -> list[forms.BoundField]:
        """The three principles, each to be kept or departed from."""
        return [self[f"principle_{principle.value}"] for principle in Principle]

    def clean(self) -> dict[str, Any]:
        """The principles in one: those that were answered."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answers = {
            principle.value: cleaned.pop(f"principle_{principle.value}", "")
            for principle in Principle
        }
        return cleaned | {"principles": {name: kept for name, kept in answers.items() if kept}}


class TaskingForm(forms.Form):
    """A tasking: who, what, with which intent, when."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), required=False, label=_("Unit"), empty_label=_("choose the unit")
    )
    addition = tick(_("It goes as well as the unit that is tasked already"))
    post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        label=_("Post"),
        empty_label=_("no post"),
        help_text=_(
            "For what no unit does. Its holder reads the intent and the position, and answers."
        ),
    )
    component = few_words(_("Office or partner without a post"), 120)
    option = forms.ChoiceField(label=_("Task"))
    standard = forms.ChoiceField(required=False, label=_("Intent"))
    phase = forms.ChoiceField(
        required=False, choices=[("", "–"), *((p, p) for p in PHASES)], label=_("Phase")
    )
    intent = few_words(
        _("Intent in words"), 2000, _("Beside an intent of the list, or in its place."), rows=2
    )
    planned_departure = a_moment(_("Planned departure"))
    planned_arrival = a_moment(_("Planned arrival"))
    planned_return = a_moment(_("Planned return"))
    competing = forms.ChoiceField(
        required=False,
        choices=[("", "–"), *Competing.choices],
        label=_("If the unit is committed to another task"),
    )
    harm_check = forms.ModelChoiceField(
        HarmCheck.objects.none(),
        required=False,
        label=_("Harm check"),
        empty_label=_("none yet"),
        help_text=_(
            "Could it expose people? Asked of patrols, visits and meetings; the tasking goes out "
            "with or without one."
        ),
    )
    interpreter = _yes_no(_("Interpreter goes along"))
    women_in_team = _yes_no(_("Women in the team"))
    limits_seen = tick(_("I looked at the unit's authority, equipment and limits for this task"))
    joint = tick(_("With a force that is not the UN's, or in its aid"))
    due_diligence = forms.UUIDField(
        required=False,
        label=_("Due-diligence file of that force"),
        help_text=_(
            "Its number, from human rights; without a file that allows support nothing is tasked."
        ),
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.mission = standing.mission
        units = units_for(standing).filter(retired=False).order_by("name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["post"].queryset = posts_tasked(standing)  # type: ignore[attr-defined]
        self.fields["harm_check"].queryset = checks_offered(standing)  # type: ignore[attr-defined]
        if not standing.reads("checks"):
            del self.fields["harm_check"]
        self.fields["option"].choices = [  # type: ignore[attr-defined]
            ("", _("choose the task")),
            *((o.option, word(o.label)) for o in options().values()),
        ]
        self.fields["standard"].choices = [  # type: ignore[attr-defined]
            ("", _("choose, or write it below")),
            *((name, word(label)) for name, label in intents().items()),
        ]
        self.fields["phase"].choices = [("", "–"), *((p, word(p)) for p in PHASES)]  # type: ignore[attr-defined]

    def clean_due_diligence(self) -> HrddpFile | None:
        """The file itself; whether it allows support is asked by the verb."""
        asked = self.cleaned_data["due_diligence"]
        file = HrddpFile.objects.filter(mission=self.mission, pk=asked).first() if asked else None
        if asked and file is None:
            raise forms.ValidationError(_("There is no such file."))
        return file


class TaskingCheckForm(forms.Form):
    """Which harm check a tasking rests on, or why it goes without one."""

    check = forms.ModelChoiceField(
        HarmCheck.objects.none(), required=False, label=_("Harm check"), empty_label="–"
    )
    why = few_words(_("Why it goes without one"), 300, NO_NAMES)

    def __init__(
        self, data: Posted = None, *, standing: Standing, alert: Alert, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        check: forms.ModelChoiceField[HarmCheck] = self.fields["check"]  # type: ignore[assignment]
        check.queryset = checks_offered(standing, alert)
        check.choices = list(check.iterator(check))  # asked once, though it stands at each tasking
        for name in ("check", "why"):  # the form stands once at each tasking, without a label
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label
        self.fields["why"].widget.attrs["placeholder"] = _("why it goes without one")


POLITICAL = tuple(
    dict.fromkeys(
        name
        for line in lines()
        if line.phase == "response" and line.political
        for name in line.options
    )
)
"""The options of the political lines of a response, in the country and beyond it."""


class PoliticalStepForm(forms.Form):
    """A political step asked for beside force: what, of whom, until when."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    option = forms.ChoiceField(label=_("Political step"))
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Post that takes it"), empty_label=_("choose the post")
    )
    planned_arrival = a_moment(_("Until"))
    intent = text(
        _("With whom, and what is asked"),
        2000,
        _("An office or an actor, never a private person."),
        rows=2,
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.fields["post"].queryset = posts_tasked(standing)  # type: ignore[attr-defined]
        self.fields["option"].choices = [  # type: ignore[attr-defined]
            (name, word(options()[name].label)) for name in POLITICAL
        ]


class MeasureRefusalForm(forms.Form):
    """A measure refused, and why; political steps first."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    option = forms.ChoiceField(label=_("Measure refused"))
    reason = text(
        _("Why it is refused"), 500, _("No readiness and no caveat of a unit: others read this.")
    )

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["option"].choices = [  # type: ignore[attr-defined]
            (name, word(options()[name].label)) for name in dict.fromkeys([*POLITICAL, *options()])
        ]


class TaskingAnswerForm(forms.Form):
    """What a unit answered, or reports; nothing is chosen beforehand.

    proposed    the arrival a card proposed, which one tap accepts
    hour        another hour of arrival, without its day
    """

    answer = forms.ChoiceField(label=_("Answer"))
    reason = forms.ChoiceField(required=False, label=_("Reason of a refusal or delay"))
    words = few_words(_("In words"), 500)
    norms = tick(_("It acknowledges the norms of the task"))
    expected_arrival = a_moment(_("Arrives, as they say"))
    answered_at = a_moment(_("When, if not now"))
    said_by = few_words(_("Who answered"), 120)
    channel = forms.ChoiceField(required=False, choices=BY_WHICH_WAY, label=_("By which way"))
    at = HourNear(required=False, label=_("At what hour, if not now"))
    proposed = Moment(required=False, widget=forms.HiddenInput)
    hour = HourNear(required=False, label=_("Another hour"))
    competing = forms.ChoiceField(
        required=False, choices=[("", "–"), *Competing.choices], label=_("Which goes first?")
    )

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            ("", _("choose the answer")),
            *TaskingAnswer.Answer.choices,
        ]
        refusals = [(r.reason, word(r.label)) for r in reasons().values() if r.refusal]
        self.fields["reason"].choices = [("", "–"), *refusals]  # type: ignore[attr-defined]
        for name in ("answer", "reason"):  # the form stands once at each tasking, without a label
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def read_answer(self) -> dict[str, Any]:
        """What was answered, as the verb takes it; the arrival is the hour that was said."""
        said = dict(self.cleaned_data)
        proposed, hour, at = said.pop("proposed"), said.pop("hour"), said.pop("at")
        said["expected_arrival"] = said["expected_arrival"] or hour or proposed
        said["answered_at"] = said["answered_at"] or at
        return said


class RefusalReasonForm(forms.Form):
    """Why those tasked cannot go, as the tasking headquarters heard it."""

    reason = forms.ChoiceField(label=_("Reason of a refusal or delay"))
    words = few_words(_("In words"), 500)
    channel = forms.ChoiceField(required=False, choices=BY_WHICH_WAY, label=_("By which way"))

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (r.reason, word(r.label)) for r in reasons().values() if r.refusal
        ]


class SpokenForm(forms.Form):
    """Who said something by voice, by which way, and at what hour."""

    who = few_words(most=120)
    channel = forms.ChoiceField(required=False, choices=BY_WHICH_WAY)
    at = HourNear(required=False)


HOST_ACTED = [
    ("in time", _("acted in time")),
    ("late", _("acted late")),
    ("not", _("did not act")),
]


class AlertOutcomeForm(PartialForm):
    """What came of it.

    asks    whether something on record speaks against what was sent: it is asked about
    """

    asks = False
    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    outcome = forms.ChoiceField(label=_("Result"))
    why = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Why not, or late")
    )
    happened_at = a_moment(_("When, if not now"))
    host_acted = forms.ChoiceField(
        required=False,
        label=_("Host force"),
        choices=[("", _("not known")), *HOST_ACTED],
    )
    partner_acted = _yes_no(_("A partner acted"))
    sheltered = FigureField(label=_("Civilians sheltered"))
    moved = FigureField(label=_("Civilians moved to safety"))
    evidence = few_words(_("What shows it"), 2000, rows=2)
    danger_ended = few_words(
        _("The danger has ended: who or what says so"),
        300,
        _(
            "Function and channel, no name of a source. Left blank, the danger lasts: level, "
            "rank and clocks stay."
        ),
    )

    although = tick(_("I have read this: it is so all the same"))

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("", _("choose")),
            *((o.outcome, word(o.label)) for o in outcomes().values()),
        ]
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            (r.reason, word(r.label)) for r in reasons().values()
        ]


class HazardReleaseForm(forms.Form):
    """A hazard, a place, a time: nothing else goes to a host force."""

    hazard = forms.ChoiceField(label=_("Hazard"))
    since = a_moment(_("From"))
    until = a_moment(_("Until"))
    receiver = forms.UUIDField(label=_("Due-diligence file of the unit"))
