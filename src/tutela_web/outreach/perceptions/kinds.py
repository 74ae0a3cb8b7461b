"""A survey and its questions, as kinds of record, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Required, TypedDict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_questions import choices_said
from tutela.outreach.samples import Wanted, people_to_approach
from tutela.outreach.survey_form import Item, require_sound_items
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import text
from tutela_web.base.values import Words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.links.verbs import in_named_area
from tutela_web.outreach.perceptions import verbs
from tutela_web.outreach.perceptions.models import Survey, SurveyItem
from tutela_web.outreach.perceptions.page import beside_survey, state_of
from tutela_web.outreach.perceptions.queries import (
    ACT,
    KIND,
    items_for,
    questionnaires_for,
    surveys_for,
)
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField

HIGHEST = 1
"""Confidential: an estimate of people's fears is no secret, and no more may be in it."""

FIXED_BY_DRAW = frozenset(
    {
        "area",
        "strata_by",
        "margin",
        "expected",
        "effect",
        "response",
        "per_place",
        "widest",
        "replacement",
    }
)
"""What may not change once the places are drawn: it was to be said before."""


class SurveyInput(TypedDict, total=False):
    """The fields of a survey that its rules ask."""

    area: DutyArea | None
    run_by: Post
    starts: date
    ends: date
    classification: int
    margin: float
    expected: float
    effect: float
    response: float
    per_place: int


def _survey_rules(values: SurveyInput, by: Standing) -> Mapping[str, Any]:
    if values["ends"] < values["starts"]:
        raise BadParameter(
            say("it ends before it begins"), where="ends", next=say("put the days right")
        )
    if values.get("classification", 0) > HIGHEST:
        raise BadParameter(say("a survey is Unclassified or Confidential"), where="classification")
    wanted = Wanted(
        values["margin"],
        values["expected"],
        values["effect"],
        values["response"],
        values["per_place"],
    )
    people_to_approach(wanted, 1)
    return values


def _keep_drawn(survey: Survey, changes: Mapping[str, Any], by: Standing) -> Mapping[str, Any]:
    if survey.closed_on is not None:
        raise NotNow(say("the fieldwork of this survey has ended"), next=say("plan another survey"))
    if survey.seed is not None and FIXED_BY_DRAW & changes.keys():
        raise NotNow(
            say("the places were drawn by this plan, which stands"),
            next=say("plan another survey"),
        )
    return {}


def _written(name: str, label: Words) -> Field:
    """A day that a verb writes; nothing is shown before it has come."""
    return Field(name, label, asked=False, applies=lambda survey: getattr(survey, name) is not None)


REPLACEMENT = _(
    "A place that cannot be reached is replaced by the next of the reserve of its stratum. A "
    "household where nobody is met on two visits, or that refuses, is not replaced: it counts."
)

SURVEY = RecordKind(
    Survey,
    name="survey",
    room="outreach",
    path="surveys",
    reads=KIND,
    act=ACT,
    acts=in_named_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    numbered=True,
    rows=surveys_for,
    rules=_survey_rules,
    amends=_keep_drawn,
    titles=Titles(
        one=_("Survey"),
        many=_("Surveys: how safe people feel"),
        add=_("Plan a survey"),
        none=_("No survey is planned. How safe people feel is not known."),
        about=_(
            "People asked by chance, so that what they say can be told of all. No name is taken."
        ),
    ),
    fields=(
        Field("title", _("Title"), NO_NAMES),
        Field(
            "purpose",
            _("What is to be known, and for which decision"),
            _("It is read by who approves the questions."),
            lines=3,
        ),
        Field("whom", _("Who is asked"), _("As: one person of 18 and more in each household.")),
        Field(
            "run_by",
            _("Run by"),
            _("Its holder alone reads answers row by row."),
            choices=posts_of,
        ),
        AREA,
        Field("strata_by", _("Strata"), _("Each gets places of its own.")),
        Field(
            "margin",
            _("Precision wanted, in points either way"),
            _("Of the share of everybody. 7 means: 40 % would lie between 33 and 47."),
            least=1,
            most=30,
        ),
        Field("expected", _("Share expected, in percent"), _("50 is careful."), least=1, most=99),
        Field(
            "effect",
            _("Design effect expected"),
            _("People of one place are alike: 2 asks twice as many as a simple sample."),
            least=1,
            most=10,
        ),
        Field("response", _("How many will answer, in percent"), least=10, most=100),
        Field("per_place", _("People approached in each place drawn"), least=1, most=200),
        Field(
            "widest",
            _("An estimate wider than this is not told, in points either way"),
            least=2,
            most=40,
        ),
        Field(
            "replacement",
            _("Rule of replacement"),
            _("Written before the places are drawn; it cannot be changed after."),
            lines=3,
            unknown=_("not written: no place can be drawn"),
        ),
        Field("starts", _("Fieldwork from")),
        Field("ends", _("Fieldwork until")),
        _written("approved_on", _("Questions approved on")),
        _written("drawn_on", _("Places drawn on")),
        _written("closed_on", _("Fieldwork ended on")),
        _written("erased_on", _("Answers erased on")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title", under=("purpose",)),
        ListColumn("starts", under=("ends",), label=_("Fieldwork from, until")),
        ListColumn("state", label=_("State"), told=state_of),
        ListColumn("run_by", quiet=True),
    ),
    initial=lambda standing: {
        "classification": 1,
        "starts": standing.on,
        "replacement": REPLACEMENT,
        "whom": _("one person of 18 and more in each household, chosen by chance"),
    },
    history=("drawn_on", "approved_on", "closed_on", "erased_on"),
    page_beside=beside_survey,
    page_template="outreach/survey.html",
)


class ItemInput(TypedDict, total=False):
    """The fields of a question that its rules ask."""

    survey: Required[Survey]
    name: Required[str]
    label: str
    label_fr: str
    label_ar: str
    choices: str
    counts: list[str]


def _item_rules(values: ItemInput, by: Standing) -> Mapping[str, Any]:
    survey = values["survey"]
    if survey.answers.exists() or survey.closed_on is not None:
        raise NotNow(
            say("somebody was asked already: the questions stand"),
            next=say("plan another survey"),
        )
    require_sound_items(
        [
            Item(
                values["name"],
                values.get("label", ""),
                values.get("label_fr", ""),
                values.get("label_ar", ""),
                tuple(choices_said(values.get("choices", ""))),
                frozenset(values.get("counts", [])),
            )
        ]
    )
    return {**values, "classification": survey.classification, "area": survey.area}


def _item_takes(values: ItemInput, by: Standing) -> Mapping[str, Any]:
    if values["survey"].items.filter(name=values["name"]).exists():
        raise BadParameter(
            say("two questions have this name"),
            where=values["name"],
            next=say("give one of them another name"),
        )
    return {}


ITEM = RecordKind(
    SurveyItem,
    name="survey_item",
    room="outreach",
    path="surveys/items",
    list_name="surveys",
    listed=False,
    reads=KIND,
    act=ACT,
    rows=items_for,
    rules=_item_rules,
    takes=_item_takes,
    parent=Parent(
        field="survey",
        rows=surveys_for,
        path="surveys/<uuid:pk>/items/new/",
        address="outreach:survey",
        back=True,
    ),
    titles=Titles(
        one=_("Question of a survey"),
        many=_("Questions of surveys"),
        add=_("Add a question"),
        none=_("The survey asks nothing yet."),
        words=_(
            "“Does not know” and “does not want to say” are added to every list by themselves, "
            "and never count. Of children and of sexual violence no survey asks."
        ),
    ),
    fields=(
        Field("survey", _("Survey"), linked=surveys_for, page="outreach:survey", asked=False),
        Field("about", _("What it is about")),
        Field("name", _("Name"), _("Small letters, digits and _, as safe_at_night."), only="new"),
        Field("label", _("Question"), lines=2),
        Field("label_fr", _("In French"), lines=2),
        Field("label_ar", _("In Arabic"), lines=2),
        Field(
            "choices",
            _("List of answers"),
            _("A line each, as “closed: Closed | Fermé | مغلق”."),
            lines=5,
        ),
        Field(
            "counts",
            _("Answers that count"),
            _("By their values, as: safe; very_safe. The estimate is the share who say so."),
            control=WordsField,
        ),
        Field("told", _("What the share is of"), _("As: feel safe at night.")),
    ),
    columns=(ListColumn("label", under=("name",)),),
    initial=lambda standing: {},
    above=(("outreach:surveys", _("Surveys: how safe people feel")),),
)

SEND = Act(
    verbs.send_questions,
    on=SURVEY,
    path="surveys/<uuid:pk>/send/",
    name="survey_send",
    says=_("Sent to the data-protection focal point."),
)
DRAW = Act(
    verbs.draw_sample,
    on=SURVEY,
    path="surveys/<uuid:pk>/draw/",
    name="survey_draw",
    says=_("The places are drawn. The seed is kept."),
)
CLOSE = Act(
    verbs.close_fieldwork,
    on=SURVEY,
    path="surveys/<uuid:pk>/close/",
    name="survey_close",
    says=_("The fieldwork has ended, and the estimates stand."),
)
ERASE = Act(
    verbs.erase_answers,
    on=SURVEY,
    path="surveys/<uuid:pk>/erase/",
    name="survey_erase",
    says=_("The answers row by row are erased. The estimates stand."),
)
REPLACE = Act(
    verbs.replace_place,
    on=SURVEY,
    path="surveys/<uuid:pk>/places/<uuid:of>/replace/",
    name="survey_replace",
    of=lambda standing, survey: survey.places.filter(replaced_by=None),
    fields={"why": text(_("Why it cannot be reached"), 240, NO_NAMES)},
    to=lambda standing, survey, _made: reverse(
        "outreach:survey_frame", args=[standing.mission.code, survey.pk]
    ),
    says=_("Another place of the reserve stands for it."),
)
APPROVE = Act(
    verbs.approve_questions,
    on=ActsOn(
        reads=(KIND, "forms"),
        to="outreach:survey_questions",
        find=one_of(questionnaires_for),
    ),
    path="surveys/<uuid:pk>/approve/",
    name="survey_approve",
    says=_("The questions are approved."),
)
