"""Rumours, where each was heard, and what was answered, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, choice, text
from tutela_web.base.markings import Classification
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_linked_area, not_ahead
from tutela_web.outreach.rumours.models import Hearing, Rumour, RumourAnswer
from tutela_web.outreach.rumours.queries import (
    KEEP,
    KIND,
    SETTLE,
    answers_for,
    hearings_for,
    is_answered,
    languages_of,
    open_rumours,
    places_heard,
    rumours_for,
    spread_of,
)
from tutela_web.outreach.rumours.verbs import (
    end_rumour,
    join_rumours,
    judge_rumour,
    refuse_accounts,
    trip_wire,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act, ActForm, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert, Tripped
from tutela_web.warning.tripwires.verbs import keys_of_evidence

NOBODY_FOLLOWED = _(
    "What is said, not who says it: no person, no account, no number. Tutela follows nobody."
)


class RumourInput(TypedDict, total=False):
    """The fields of a rumour that its rules ask."""

    what: str
    place: Place
    heard_on: date
    danger: str
    danger_why: str
    classification: int


def _rumour_rules(values: RumourInput, by: Standing) -> dict[str, Any]:
    refuse_accounts(values.get("what"), values.get("danger_why"))
    not_ahead(values["heard_on"], by)
    if values.get("danger") and not values.get("danger_why"):
        raise BadParameter(
            say("nobody can see why"),
            where="danger_why",
            next=say("say in a sentence why it may lead to that"),
        )
    place = values["place"]
    marking = max(values.get("classification", 0), place.classification)
    by.require_marking(KIND, marking)
    return {**values, "area": place.area, "classification": marking}


def _first_marking(standing: Standing) -> dict[str, Any]:
    """A new one is Confidential, for who may read that; else as far as they may read."""
    reading = standing.readings.get(KIND)
    most = reading.clearance if reading else Classification.UNCLASSIFIED
    return {"classification": min(most, Classification.CONFIDENTIAL)}


def _by_state(rows: QuerySet[Rumour], value: str, standing: Standing) -> QuerySet[Rumour]:
    if value == "ended":
        return rows.exclude(ended_on=None)
    running = rows.filter(ended_on=None)
    answered = answers_for(standing).order_by().values("rumour")
    if value == "answered":
        return running.filter(pk__in=answered)
    return running.filter(same_as=None).exclude(pk__in=answered)


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (
        ("unanswered", _("not answered")),
        ("answered", _("answered")),
        ("ended", _("over")),
    )


def _waits_for_answer(rumour: Rumour) -> bool:
    """Whether it runs, is told as part of no other, and nobody answered it."""
    return not rumour.ended_on and not rumour.same_as_id and not is_answered(rumour)


def _days_told(rumour: Rumour) -> int | None:
    return rumour.days_to_answer([answer.on for answer in rumour.answers.all()])


def _languages_told(rumour: Rumour) -> str | None:
    return ", ".join(languages_of(rumour.answers.all())) or None


def _alerts_on(standing: Standing, rumour: Rumour) -> list[Alert]:
    """The alerts this person may read that a rumour, or a hearing of it, opened. Two queries."""
    if not standing.reads("alerts"):
        return []
    names = [
        f"rumour:{pk}" for pk in (rumour.pk, *(hearing.pk for hearing in rumour.hearings.all()))
    ]
    opened = Tripped.objects.filter(mission=standing.mission, key__in=keys_of_evidence(names))
    return list(alerts_for(standing).filter(pk__in=opened.values("alert")))


def _beside_rumour(standing: Standing, rumour: Rumour) -> dict[str, Any]:
    answers = list(rumour.answers.all())
    may_settle = standing.may(SETTLE, area=rumour.area_id) and rumour.ended_on is None
    first = rumours_for(standing).filter(same=rumour).first() if rumour.same_as_id else None
    return {
        "spread": spread_of(standing, rumour),
        "answers": answers,
        "languages": languages_of(answers),
        "days": rumour.days_to_answer([answer.on for answer in answers]),
        "waits": (standing.on - rumour.heard_on).days,
        "same": list(rumours_for(standing).filter(same_as=rumour)),
        "first": first,
        "alerts": _alerts_on(standing, rumour),
        "may_keep": standing.may(KEEP, area=rumour.area_id) and rumour.ended_on is None,
        "may_settle": may_settle,
        "judge_form": JUDGE.form_for(standing),
        "same_form": SAME.form_for(standing, record=rumour),
        "end_form": END.form_for(standing),
    }


def _told_elsewhere(rumour: Rumour, by: Standing) -> None:
    trip_wire(by.mission, rumour)


def _heard_elsewhere(heard: Hearing, by: Standing) -> None:
    trip_wire(by.mission, heard.rumour)


RUMOUR = RecordKind(
    Rumour,
    name="rumour",
    room="outreach",
    path="rumours",
    reads=KIND,
    act=KEEP,
    acts=in_linked_area(KEEP),
    may_begin=lambda standing: standing.may_somewhere(KEEP),
    rows=rumours_for,
    rules=_rumour_rules,
    follows=_told_elsewhere,
    titles=Titles(
        one=_("Rumour"),
        many=_("Rumours"),
        add=_("Record a rumour"),
        none=_("No rumour is on record."),
        about=_(
            "What people say, where it was heard, whether somebody knows it to be true, and how "
            "it was answered."
        ),
    ),
    fields=(
        Field("what", _("What is said"), NOBODY_FOLLOWED),
        Field("kind", _("Kind")),
        Field("about", _("It is about")),
        Field("place", _("First heard at"), choices=places_by_name, linked=places_for),
        Field("heard_on", _("First heard on")),
        Field("way", _("How it is told"), unknown=_("not known")),
        Field(
            "danger",
            _("What it may lead to"),
            tones={Rumour.Danger.HIGH: "danger", Rumour.Danger.MODERATE: "warn"},
            unknown=_("nobody rated it"),
        ),
        Field("danger_why", _("Why"), unknown=_("not said")),
        Field(
            "truth",
            _("Is it true?"),
            asked=False,
            tones={Rumour.Truth.UNKNOWN: "warn"},
        ),
        Field("truth_by", _("Who says so"), linked=posts_of, asked=False, unknown=_("nobody yet")),
        Field("truth_on", _("Said on"), asked=False, unknown=_("nobody yet")),
        Field("truth_rests", _("On what it rests"), asked=False, unknown=_("nothing yet")),
        Field(
            "ended_on",
            _("Over since"),
            asked=False,
            applies=lambda rumour: rumour.ended_on is not None,
        ),
        Field(
            "ended_why",
            _("Why it is over"),
            asked=False,
            applies=lambda rumour: rumour.ended_on is not None,
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("what", under=("about",)),
        ListColumn("place", under=("heard_on",)),
        ListColumn("heard_in", label=_("Places"), told=places_heard),
        ListColumn("truth"),
        ListColumn("danger", quiet=True),
        ListColumn(
            "days",
            label=_("Days to the first answer"),
            told=_days_told,
            unknown=_("not answered"),
        ),
        ListColumn("languages", label=_("Languages"), told=_languages_told, unknown=_("none")),
    ),
    filters=(
        ListFilter("state", _("State"), choices=_states, apply=_by_state),
        ListFilter("truth", _("Is it true?")),
        ListFilter("about", _("It is about")),
    ),
    warns=_waits_for_answer,
    initial=lambda standing: {"heard_on": standing.on, **_first_marking(standing)},
    history=("truth", "truth_rests", "truth_on", "ended_on", "ended_why"),
    page_beside=_beside_rumour,
    page_template="outreach/rumour.html",
    day=lambda rumour: rumour.heard_on,
)


class HearingInput(TypedDict, total=False):
    """The fields of a hearing that its rules ask."""

    rumour: Rumour
    place: Place
    on: date
    classification: int


def _hearing_rules(values: HearingInput, by: Standing) -> dict[str, Any]:
    rumour, place = values["rumour"], values["place"]
    not_ahead(values["on"], by)
    given = values.get("classification", 0)
    marking = max(given, rumour.classification, place.classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


HEARING = RecordKind(
    Hearing,
    name="hearing",
    room="outreach",
    path="hearings",
    reads=KIND,
    act=KEEP,
    rows=hearings_for,
    rules=_hearing_rules,
    follows=_heard_elsewhere,
    listed=False,
    list_name="rumours",
    parent=Parent(
        "rumour",
        rumours_for,
        "rumours/<uuid:pk>/heard/",
        "outreach:rumour",
        initial=lambda rumour: {"classification": rumour.classification},
        back=True,
    ),
    titles=Titles(
        one=_("Where a rumour was heard"),
        many=_("Rumours"),
        add=_("Heard elsewhere too"),
        none=_("It was heard nowhere else."),
        words=NOBODY_FOLLOWED,
    ),
    fields=(
        Field("rumour", _("Rumour"), linked=rumours_for, page="outreach:rumour", asked=False),
        Field("place", _("Heard at"), choices=places_by_name, linked=places_for),
        Field("on", _("Heard on")),
        Field("times", _("How often"), unknown=_("not counted"), least=1),
        Field("way", _("How it is told"), unknown=_("not known")),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on},
    day=lambda heard: heard.on,
)


class AnswerInput(TypedDict, total=False):
    """The fields of an answer that its rules ask."""

    rumour: Rumour
    said: str
    languages: list[str]
    on: date
    classification: int


def _answer_rules(values: AnswerInput, by: Standing) -> dict[str, Any]:
    rumour = values["rumour"]
    refuse_accounts(values.get("said"))
    not_ahead(values["on"], by)
    if values["on"] < rumour.heard_on:
        raise BadParameter(
            say("it would be answered before it was heard"), next=say("put the day right")
        )
    if not values.get("languages"):
        raise BadParameter(
            say("nobody can see who could understand it"),
            where="languages",
            next=say("name the languages in which it was said"),
        )
    marking = max(values.get("classification", 0), rumour.classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


ANSWER = RecordKind(
    RumourAnswer,
    name="rumour_answer",
    room="outreach",
    path="answers",
    reads=KIND,
    act=SETTLE,
    rows=answers_for,
    rules=_answer_rules,
    listed=False,
    list_name="rumours",
    parent=Parent(
        "rumour",
        rumours_for,
        "rumours/<uuid:pk>/answer/",
        "outreach:rumour",
        initial=lambda rumour: {"classification": rumour.classification},
        back=True,
    ),
    titles=Titles(
        one=_("Answer to a rumour"),
        many=_("Rumours"),
        add=_("Record an answer"),
        none=_("Nothing was answered."),
        words=_("What was said already. An answer that is only planned is none."),
    ),
    fields=(
        Field("rumour", _("Rumour"), linked=rumours_for, page="outreach:rumour", asked=False),
        Field("said", _("What was said"), lines=4),
        Field(
            "languages",
            _("Languages"),
            _("Separate with semicolons."),
            control=lambda: WordsField(required=True),
        ),
        Field("way", _("By which way")),
        Field("on", _("Day")),
        Field("given_by", _("Given by"), choices=posts_of, unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on},
    day=lambda answer: answer.on,
)

JUDGE = Act(
    judge_rumour,
    on=RUMOUR,
    path="rumours/<uuid:pk>/judge/",
    name="rumour_judge",
    form="judge_form",
    auto_id="judge_%s",
    fields={
        "truth": choice(_("Is it true?"), Rumour.Truth.choices),
        "said_by": LinkField(_("Who says so"), posts_of),
        "on": a_day(_("Said on"), _("Today, where nothing is written.")),
        "rests": text(_("On what it rests"), 400, _("No source by name."), rows=2),
    },
    says=_("It is recorded."),
)


class SameForm(ActForm):
    """Which open rumour this one is the same as: one that is joined to none, and not itself."""

    other = LinkField(_("It is the same as"), open_rumours)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        record: Rumour | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        other = self.fields["other"]
        assert isinstance(other, LinkField)
        if record is not None and other.queryset is not None:
            other.queryset = other.queryset.exclude(pk=record.pk).prefetch_related(None)


SAME = Act(
    join_rumours,
    on=RUMOUR,
    path="rumours/<uuid:pk>/same/",
    name="rumour_same",
    form="same_form",
    auto_id="same_%s",
    fields=SameForm,
    says=_("They count together now."),
)

END = Act(
    end_rumour,
    on=RUMOUR,
    path="rumours/<uuid:pk>/end/",
    name="rumour_end",
    form="end_form",
    auto_id="end_%s",
    fields={"why": text(_("Why nothing more is to be done about it"), 400, rows=2)},
    says=_("It is over."),
)
