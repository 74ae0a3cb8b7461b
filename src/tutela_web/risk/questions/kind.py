"""Questions whose answers would change the order, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.risk.questions import LEAST_SAID, MOST_SAID
from tutela_web.access.policy import Standing, roles
from tutela_web.base import clock
from tutela_web.base.fields import a_day, text
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.look.translate import in_page_language, word
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.feeds import fed_questions
from tutela_web.risk.questions.queries import (
    ACT,
    may_answer,
    places_named,
    posts_to_ask,
    proposals_for,
    questions_for,
)
from tutela_web.risk.questions.verbs import answer_question

WITHIN = timedelta(days=7)
"""By when a question begun from a proposal is due, unless its asker says another day."""

NO_NAMES = _("No name of a person; sexual violence, children used or held people: not here.")

State = InformationNeed.State


def _authority(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
    place = values.get("place")
    return ACT, place.area_id if isinstance(place, Place) else None


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    """It lies where its place does, is never marked lower, and whoever is asked may read it."""
    asked = draft_of(InformationNeed, values)
    refuse_closed_words(asked.question, asked.decision, asked.exposure_check)
    marking = max(asked.classification, asked.place.classification)
    by.require_marking("risks", marking)
    if roles()[asked.asked_of.role].clearance < marking:
        raise BadParameter(
            say("this post may not read what is classified so high"),
            where="asked_of",
            next=say("ask another post, or choose a lower classification"),
        )
    return {**values, "area": asked.place.area, "classification": marking}


def _not_past(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Raise BadParameter for a question that would be overdue as it is asked."""
    due = values["due_on"]
    if isinstance(due, date) and due < clock.today(by.mission):
        raise BadParameter(
            say("the day lies behind us"), where="due_on", next=say("choose a later day")
        )
    return {}


def _begin_from_proposal(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A form begun from a proposal: its question, what it would change, and the office there."""
    if asked.get("fed"):
        return _begin_from_records(standing, asked["fed"])
    wanted = asked.get("place"), asked.get("factor")
    if None in wanted:
        return {}
    for proposed in proposals_for(standing):
        if (str(proposed.place.pk), proposed.factor) == wanted:
            office = posts_to_ask(standing).filter(
                role="head_of_field_office", area=proposed.place.area_id
            )
            return {
                "question": word(proposed.question),
                "decision": in_page_language(proposed.decision),
                "asked_of": office.first() if proposed.place.area_id else None,
            }
    return {}


def _begin_from_records(standing: Standing, key: str) -> dict[str, Any]:
    """A form begun from a question that records put."""
    for fed in fed_questions(standing):
        if fed.key == key:
            return {
                "question": in_page_language(fed.question),
                "place": fed.place,
                "decision": in_page_language(fed.decision),
                "classification": max(1, fed.marking, fed.place.classification),
            }
    return {}


def _in_state(
    rows: QuerySet[InformationNeed], state: str, standing: Standing
) -> QuerySet[InformationNeed]:
    late = Q(answered_on=None, due_on__lt=standing.on)
    wanted = {
        State.OVERDUE: late,
        State.OPEN: Q(answered_on=None, due_on__gte=standing.on),
        State.ANSWERED: Q(answered_on__isnull=False),
    }
    return rows.filter(wanted[State(state)]) if state in State.values else rows


def _state_told(question: InformationNeed) -> Any:
    return question.state(clock.today(question.mission)).label


def _is_late(question: InformationNeed) -> bool:
    return question.state(clock.today(question.mission)) == State.OVERDUE


def _is_answered(question: InformationNeed) -> bool:
    return question.answered_on is not None


def _list_beside(standing: Standing, rows: QuerySet[InformationNeed]) -> dict[str, Any]:
    if not standing.may_somewhere(ACT):
        return {"proposals": [], "fed": []}
    return {"proposals": proposals_for(standing), "fed": fed_questions(standing)}


def _page_beside(standing: Standing, question: InformationNeed) -> dict[str, Any]:
    return {
        "state": question.state(standing.on),
        "may_answer": may_answer(standing, question),
        "form": ANSWER.form_for(standing),
    }


QUESTION = RecordKind(
    InformationNeed,
    name="question",
    room="risk",
    path="risks/questions",
    reads="risks",
    act=ACT,
    acts=_authority,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=questions_for,
    rules=_rules,
    takes=_not_past,
    begun=_begin_from_proposal,
    initial=lambda standing: {
        "classification": 1,
        "how": InformationNeed.How.VISIT,
        "due_on": standing.on + WITHIN,
    },
    titles=Titles(
        one=_("Question to find out"),
        many=_("Questions to find out"),
        about=_(
            "What would change a decision if it were known. Posts of the mission are asked;"
            " communities, contacts of the alert network and partners never are."
        ),
        add=_("Ask a question"),
        none=_("No question is asked."),
        words=_("Ask only what can be found out without putting anybody at risk."),
    ),
    fields=(
        Field("question", _("Question"), NO_NAMES, lines=2),
        Field("place", _("Place"), choices=places_by_name, linked=places_named, only="new"),
        Field(
            "factor",
            _("Factor of the method"),
            _("Which blank it would fill, if any."),
            unknown=_("none"),
            only="new",
        ),
        Field("decision", _("Decision it serves"), NO_NAMES, lines=2),
        Field("how", _("How it is found out")),
        Field(
            "asked_of",
            _("Asked of"),
            _("A post of the mission. Its holder finds it on their first page."),
            choices=posts_to_ask,
        ),
        Field("due_on", _("Answer due on")),
        Field(
            "exposure_check",
            _("Exposure check"),
            _(
                "What was checked so that asking endangers nobody: who is seen with whom, where and"
                " when, what could follow. No name of a person."
            ),
            lines=3,
        ),
        Field("answer", _("Answer"), asked=False, unknown=_("no answer yet")),
        Field(
            "says",
            _("What it says of the factor"),
            asked=False,
            unknown=_("not said"),
            applies=lambda question: bool(question.factor) and _is_answered(question),
        ),
        Field("answered_on", _("Answered on"), asked=False, applies=_is_answered),
        Field("answered_by", _("Answered by"), asked=False, applies=_is_answered),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("question", under=("place",)),
        ListColumn("state", label=_("State"), told=_state_told),
        ListColumn("due_on"),
        ListColumn("asked_of", under=("how",)),
        ListColumn("decision"),
    ),
    filters=(
        ListFilter(
            "state", _("State"), choices=lambda standing: list(State.choices), apply=_in_state
        ),
        ListFilter("how", _("How it is found out")),
    ),
    warns=_is_late,
    history=("answer", "says", "answered_on", "answered_by"),
    beside=_list_beside,
    list_template="risk/questions.html",
    page_beside=_page_beside,
    page_template="risk/question.html",
)

ANSWER = Act(
    answer_question,
    on=QUESTION,
    path="risks/questions/<uuid:pk>/answer/",
    name="question_answer",
    form="form",
    auto_id="answer_%s",
    begins=lambda standing, question: {"on": standing.on},
    fields={
        "answer": text(
            _("What was found out"),
            3000,
            _("No name of a person; nothing by which who told it could be found."),
            rows=4,
        ),
        "on": a_day(_("Day")),
        "says": forms.TypedChoiceField(
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("not said")), *((n, n) for n in range(MOST_SAID, LEAST_SAID - 1, -1))],
            label=_("What it says of the factor"),
            help_text=_(
                "5 is the worst for people, 1 the best. Of people's situation the suggested order "
                "rests on it for ninety days, where no record tells; what people agreed it does "
                "not change."
            ),
        ),
    },
)
