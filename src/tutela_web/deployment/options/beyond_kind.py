"""What of a need is beyond the mission's ability, as a kind of record, and the Head of Mission's
answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import a_day, choice, text
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import needs_for
from tutela_web.deployment.options.models import BeyondAbility
from tutela_web.deployment.options.option_kind import TELLS_CAPACITY, require_capacity
from tutela_web.deployment.options.queries import KIND, WEIGH, beyond_for
from tutela_web.deployment.options.verbs import answer_beyond, send_beyond
from tutela_web.engagements.residual.models import ACCEPT
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles

State = BeyondAbility.State


class BeyondInput(TypedDict, total=False):
    """The fields of a statement that its rules ask."""

    need: Need
    what: str
    why: str
    all_the_same: str
    changes_if: str
    compartment: str
    classification: int


def _rules(values: BeyondInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(
        values.get("what"), values.get("why"), values.get("all_the_same"), values.get("changes_if")
    )
    if values.get("compartment"):
        require_capacity(by)
    marking = max(values.get("classification", 0), values["need"].classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _takes(values: BeyondInput, by: Standing) -> Mapping[str, Any]:
    """One statement a need, whoever may read it."""
    if BeyondAbility.objects.filter(need=values["need"]).exists():
        raise NotNow(
            say("what is beyond the mission is stated for this need already"),
            next=say("change that statement, or ask a holder of capacity for it"),
        )
    return {}


def _stands_as_signed(beyond: BeyondAbility, changes: BeyondInput, by: Standing) -> dict[str, Any]:
    state = beyond.state(clock.today(by.mission))
    if changes and state in (State.SENT, State.ACCEPTED):
        raise NotNow(
            say("the Head of Mission has these words, or signed them"),
            next=say("wait for the answer; end an acceptance before you change its words"),
        )
    return {}


def _is_answered(beyond: BeyondAbility) -> bool:
    return bool(beyond.answered_on)


def _page_beside(standing: Standing, beyond: BeyondAbility) -> dict[str, Any]:
    state = beyond.state(standing.on)
    may_send = standing.may(WEIGH, area=beyond.area_id)
    named = [beyond.residual_id] if beyond.residual_id else []
    accepted = residuals_for(standing).filter(pk__in=named).first()
    return {
        "state": state,
        "until": accepted.until if accepted else None,
        "may_write": may_send and state not in (State.SENT, State.ACCEPTED),
        "may_send": may_send and state not in (State.SENT, State.ACCEPTED),
        "may_answer": standing.may(ACCEPT) and state == State.SENT,
        "answer_form": ANSWER.form_for(standing),
    }


BEYOND = RecordKind(
    BeyondAbility,
    name="beyond_ability",
    list_name="beyond",
    room="deployment",
    path="beyond",
    reads=KIND,
    act=WEIGH,
    rows=beyond_for,
    rules=_rules,
    takes=_takes,
    amends=_stands_as_signed,
    listed=False,
    parent=Parent(
        "need",
        needs_for,
        "needs/<uuid:pk>/beyond/",
        "deployment:need_options",
        initial=lambda need: {"classification": need.classification},
    ),
    titles=Titles(
        one=_("Beyond the mission's ability"),
        many=_("Beyond the mission's ability"),
        add=_("State what is beyond the mission"),
        none=_("Nothing is stated as beyond the mission. That is not the same as all is covered."),
        words=_(
            "Said frankly. The Head of Mission accepts it in writing, asks for more or returns it."
        ),
        button=_("State it"),
    ),
    fields=(
        Field("need", _("Need"), linked=needs_for, page="deployment:need_options", asked=False),
        Field("what", _("What the mission cannot protect"), lines=3),
        Field("why", _("Why"), lines=3),
        Field("all_the_same", _("What is done all the same"), lines=3),
        Field("changes_if", _("What would change it"), lines=2),
        Field("sent_on", _("Sent to the Head of Mission on"), asked=False, unknown=_("not sent")),
        Field("sent_by", _("Sent by"), asked=False, applies=lambda beyond: bool(beyond.sent_on)),
        Field("answer", _("Answer"), asked=False, unknown=_("not signed")),
        Field("answer_said", _("Words of the answer"), asked=False, applies=_is_answered),
        Field("answered_on", _("Answered on"), asked=False, applies=_is_answered),
        Field("answered_by", _("Answered by"), asked=False, applies=_is_answered),
        Field(
            "residual",
            _("Residual risk"),
            linked=residuals_for,
            page="engagements:residual",
            asked=False,
            applies=lambda beyond: beyond.answer == BeyondAbility.Answer.ACCEPTED,
        ),
        TELLS_CAPACITY,
        CLASSIFICATION,
    ),
    columns=(),
    history=("sent_on", "answer", "answer_said", "answered_by"),
    page_beside=_page_beside,
    page_template="deployment/beyond_ability.html",
    day=lambda beyond: beyond.answered_on or beyond.sent_on,
)

SEND = Act(
    send_beyond,
    on=BEYOND,
    path="beyond/<uuid:pk>/send/",
    name="beyond_send",
    says=_("It waits for the Head of Mission."),
)
ANSWER = Act(
    answer_beyond,
    on=BEYOND,
    path="beyond/<uuid:pk>/answer/",
    name="beyond_answer",
    form="answer_form",
    auto_id="answer_%s",
    fields={
        "answer": choice(_("Answer"), BeyondAbility.Answer.choices),
        "said": text(_("Why, or what is asked for"), 3000, rows=3),
        "until": a_day(_("Accepted until, that day included"), _("Of an acceptance only.")),
    },
    says=_("It is answered."),
)
