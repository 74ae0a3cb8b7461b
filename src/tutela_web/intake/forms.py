"""A report from the field as one form of the page: the same questions as on a telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.intake.questions import FORMS, LONGEST, MARKS, Kind, Question
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import ConsentPurpose
from tutela_web.base.fields import a_moment, choice, day, few_words, text, tick
from tutela_web.base.values import Cleaned, FieldValue, FormOptions, JsonValue, Posted
from tutela_web.conduct.forms import personnel_question, refuse_misconduct_words
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.queries import tasking_in_words, taskings_not_back
from tutela_web.incidents.closed.harms import RECORDED
from tutela_web.incidents.record.forms import NO_NAMES
from tutela_web.intake.models import CameBy
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.places.queries import places_for
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import questions_of

LONG = {"what", "observed", "said", "promised", "route", "not_reached", "reached"}
"""Answers that take more than a line."""

YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]

FOUND = ("id", "held_case", "way", "place", "place_said", "place_precision", "marked")
"""Names of the form that are no question."""


class DeskForm(forms.Form):
    """A report written at a desk: after a visit, a call, or with the paper in hand."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    held_case = few_words(widget=forms.HiddenInput)
    way = choice(
        _("How it came"),
        [(way.value, way.label) for way in (CameBy.DESK, CameBy.CALL)],
        initial=CameBy.DESK,
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), required=False, label=_("Place"), empty_label=_("not on the list")
    )
    place_said = few_words(
        _("Where, as said"),
        200,
        _("A name as you heard it, with direction and distance if you have them."),
    )
    place_precision = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("How exactly is the place known"),
        choices=[("", _("not known")), *PlacePrecision.choices],
    )
    un_personnel = personnel_question()

    def __init__(
        self,
        kind: Kind,
        data: Posted = None,
        *,
        standing: Standing,
        version: FormVersion | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        self.kind, self.version = kind, version
        self.questions = (
            questions_of(version, get_language() or "en") if version else FORMS[kind][1]
        )
        self.fields["place"].queryset = places_for(standing).filter(retired=False).order_by("name")  # type: ignore[attr-defined]
        asked = self.fields.pop("un_personnel")
        if kind is Kind.PATROL:
            self.fields["tasking"] = _tasking_field(standing)
        self.fields["marked"] = choice(
            _("Does it tell of sexual violence or of a child?"),
            [("", _("no")), *((m, say_in_page_language(w)) for m, w in MARKS.items())],
            _(
                "If so, stop asking. What to do and whom to call comes next; nothing is kept "
                "before you say whether the person agrees."
            ),
            required=False,
        )
        for question in self.questions:
            self.fields[question.name] = _field_of(question)
        self.fields["un_personnel"] = asked

    def clean(self) -> Cleaned:
        cleaned: Cleaned = super().clean() or self.cleaned_data
        words = [one.name for one in self.questions if one.answer == "words"]
        refuse_misconduct_words(self, [*words, "place_said"])
        if not cleaned.get("marked"):
            for question in self.questions:
                if question.needed and cleaned.get(question.name) in (None, "", []):
                    self.add_error(question.name, _("Answer this question."))
        return cleaned

    def words(self) -> list[str]:
        """What was answered in words."""
        asked = [
            self.cleaned_data.get(question.name)
            for question in self.questions
            if question.answer == "words"
        ]
        return [said for said in asked if isinstance(said, str) and said]

    def answers(self) -> dict[str, JsonValue]:
        """The answers as the verb takes them: a moment as people of the place say it."""
        return {
            question.name: _in_json(self.cleaned_data.get(question.name))
            for question in self.questions
        }


def _in_json(value: FieldValue) -> JsonValue:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="minutes")
    said: JsonValue = cast("JsonValue", value)
    return said


def _tasking_field(standing: Standing) -> forms.Field:
    """Which tasking the patrol carried out: those given to a post of the person, or to a unit
    they may report on, not ended yet."""
    field = forms.ModelChoiceField(
        taskings_not_back(standing),
        required=False,
        empty_label=_("none"),
        label=_("Tasking that was carried out"),
        help_text=_("This report says that you are back, and gives the result."),
    )
    zone = ZoneInfo(standing.mission.time_zone)

    def label(tasking: Tasking) -> str:
        told = tasking_in_words(tasking, at=tasking.entered_at.astimezone(zone))
        return " · ".join(filter(None, [told, tasking.position[:60]]))

    field.label_from_instance = label  # type: ignore[assignment, method-assign]
    return field


def _field_of(question: Question) -> forms.Field:
    """The control of a question; what is needed is asked by `clean`, because a form may stop."""
    field = _control_of(question)
    field.needed = question.needed  # type: ignore[attr-defined]  # no "optional" stands beside it
    return field


def _control_of(question: Question) -> forms.Field:
    label = say_in_page_language(question.ask)
    help_text = _("This goes to the vault.") if question.private else ""
    choices = [(value, say_in_page_language(said)) for value, said in question.choices]
    match question.answer:
        case "choice":
            offered = [("", _("not known")), *choices]
            return choice(label, offered, required=False)
        case "many":
            return forms.MultipleChoiceField(
                required=False,
                label=label,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
            )
        case "number":
            return forms.IntegerField(required=False, label=label, min_value=0, max_value=999_999)
        case "yesno":
            return choice(label, YES_NO, required=False)
        case "moment":
            return a_moment(label)
    return few_words(
        label,
        LONGEST,
        help_text,
        widget=forms.Textarea(attrs={"rows": 3}) if question.name in LONG else forms.TextInput(),
    )


class IncidentOfReportForm(forms.Form):
    """What a person writes of an incident that a report tells of; the rest is the report's."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = text(_("What happened, in one line"), 200, NO_NAMES)
    harms = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Harm, or signs of it")
    )
    summary = few_words(_("In words"), 20000, NO_NAMES, rows=4)

    def __init__(self, data: Posted = None, **how: Unpack[FormOptions]) -> None:
        super().__init__(data, **how)
        self.fields["harms"].choices = [(harm, word(harm)) for harm in RECORDED]  # type: ignore[attr-defined]


class SourceConsentForm(forms.Form):
    """What the source of a report said of one purpose."""

    purpose = choice(_("Purpose"), ConsentPurpose)
    said = choice(
        _("The person"),
        [("agreed", _("agreed")), ("refused", _("refused")), ("withdrew", _("withdrew"))],
        _("A refusal stops no help and no warning."),
    )
    said_on = day(_("Said on"))
    guardian = tick(_("For a child: by a guardian, in the child's best interests"))
