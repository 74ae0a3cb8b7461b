"""The choice not to respond to a risk, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import a_day, text
from tutela_web.base.values import FieldValue
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.queries import ACT, no_responses_for
from tutela_web.engagements.no_response.verbs import review_choice
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION, has_ended
from tutela_web.links.forms import RiskChoice, risks_offered
from tutela_web.links.verbs import fields_bound_by_links, in_linked_area
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

LOOKED_AT_WITHIN = timedelta(days=30)
"""When a choice is looked at again, unless whoever decides it says another day [P]."""

State = NoResponse.State


def _risks(standing: Standing) -> QuerySet[Risk]:
    return risks_for(standing).select_related("place")


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    choice = draft_of(NoResponse, values)
    refuse_closed_words(choice.reason, choice.told)
    bound = fields_bound_by_links(values, by, kind="risks")
    bound.pop("place", None)  # it is the risk's
    return bound


def _takes(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Who decided it and when; a review that lies ahead, and one choice a risk."""
    today, review_on = clock.today(by.mission), values["review_on"]
    if not isinstance(review_on, date) or review_on <= today:
        raise BadParameter(
            say("the next review lies ahead"), where="review_on", next=say("choose a later day")
        )
    choice = draft_of(NoResponse, values)
    if NoResponse.objects.filter(risk=choice.risk, ended_on=None).exists():
        raise NotNow(
            say("this choice was made already"), next=say("look at the one that is in force")
        )
    return {"decided_by": post_acting(by, ACT), "decided_on": today}


def _in_state(rows: QuerySet[NoResponse], state: str, standing: Standing) -> QuerySet[NoResponse]:
    wanted = {
        State.DUE: Q(ended_on=None, review_on__lte=standing.on),
        State.HOLDS: Q(ended_on=None, review_on__gt=standing.on),
        State.ENDED: Q(ended_on__isnull=False),
    }
    return rows.filter(wanted[State(state)]) if state in State.values else rows


def _state_of(choice: NoResponse) -> NoResponse.State:
    return choice.state(clock.today(choice.mission))


def _was_reviewed(choice: NoResponse) -> bool:
    return choice.reviewed_on is not None


def _page_beside(standing: Standing, choice: NoResponse) -> dict[str, Any]:
    return {"state": choice.state(standing.on), "form": REVIEW.form_for(standing)}


NO_RESPONSE = RecordKind(
    NoResponse,
    name="no_response",
    room="engagements",
    path="no-response",
    reads="risks",
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=no_responses_for,
    rules=_rules,
    takes=_takes,
    initial=lambda standing: {"classification": 1, "review_on": standing.on + LOOKED_AT_WITHIN},
    titles=Titles(
        one=_("Choice not to respond"),
        many=_("Choices not to respond"),
        about=_(
            "Risks to which the mission does not respond, by a named person's decision. The risk"
            " keeps its place in the order."
        ),
        add=_("Decide not to respond"),
        none=_("No such choice is on record. A risk without activities may be nobody's choice."),
        words=_("Only a decision you make yourself. It is looked at again on its review day."),
        button=_("I decide this"),
    ),
    fields=(
        Field(
            "risk",
            _("Risk"),
            control=lambda: RiskChoice(Risk.objects.none()),
            choices=risks_offered,
            linked=_risks,
            page="risk:risk",
            only="new",
        ),
        Field(
            "reason",
            _("Why the mission does not respond"),
            _("No name of a person. Caveats, readiness and reach stand in capacity, not here."),
            lines=4,
        ),
        Field(
            "told",
            _("Who was told"),
            _("Offices, partners, the community and how, a line each; never a person's name."),
            lines=3,
            unknown=_("nobody, as far as is on record"),
        ),
        Field("decided_by", _("Decided by"), asked=False),
        Field("decided_on", _("Decided on"), asked=False),
        Field("review_on", _("Look at it again on"), only="new"),
        Field("reviewed_on", _("Last looked at on"), asked=False, applies=_was_reviewed),
        Field("reviewed_by", _("By"), asked=False, applies=_was_reviewed),
        Field("reviewed_why", _("What was said then"), asked=False, applies=_was_reviewed),
        Field("ended_on", _("Ended on"), asked=False, applies=has_ended),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("risk", under=("reason",), told=str, label=_("Risk")),
        ListColumn("state", label=_("State"), told=lambda choice: _state_of(choice).label),
        ListColumn("decided_by", under=("decided_on",)),
        ListColumn("told"),
        ListColumn("review_on"),
    ),
    filters=(
        ListFilter(
            "state", _("State"), choices=lambda standing: list(State.choices), apply=_in_state
        ),
    ),
    warns=lambda choice: _state_of(choice) == State.DUE,
    history=("review_on", "reviewed_on", "reviewed_by", "reviewed_why", "ended_on"),
    page_beside=_page_beside,
    page_template="engagements/no_response.html",
)

REVIEW = Act(
    review_choice,
    on=NO_RESPONSE,
    path="no-response/<uuid:pk>/review/",
    name="no_response_review",
    form="form",
    auto_id="review_%s",
    fields={
        "why": text(_("Why"), 3000, rows=3),
        "review_on": a_day(
            _("Look at it again on"),
            _("Left blank, the choice ends today: the mission responds, or must decide."),
        ),
    },
)
