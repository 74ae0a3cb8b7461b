"""What is asked of a unit for a community, as a kind of record beside its need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.taskings.queries import commands
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.outreach.escorts.queries import (
    ACT,
    KIND,
    escorts_for,
    needs_of_ours,
    units_to_ask,
)
from tutela_web.outreach.escorts.verbs import answer_escort, tell_commanders, withdraw_escort
from tutela_web.places.profile.models import CommunityNeed
from tutela_web.places.profile.queries import closed_facts_for, marking_of_closed, needs_for
from tutela_web.places.profile.rules import refuse_words
from tutela_web.places.queries import places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles

State = EscortAsk.State


class EscortInput(TypedDict, total=False):
    """The fields of what is asked that its rules ask."""

    need: CommunityNeed
    window: str
    stretch: str
    starts: date
    until: date | None


def _escort_rules(values: EscortInput, by: Standing) -> dict[str, Any]:
    need, until = values["need"], values.get("until")
    for name in ("window", "stretch"):
        if not str(values.get(name) or "").strip():
            raise BadParameter(
                say("a unit cannot go without a window and a stretch"),
                where=name,
                next=say("write it as the unit needs it, and nothing of who told it"),
            )
    refuse_words(values["window"], where="window", hours=True, refuge=True)
    refuse_words(values["stretch"], where="stretch", hours=True, refuge=True)
    if until is not None and until < values["starts"]:
        raise BadParameter(
            say("it would end before it begins"), where="until", next=say("put the days right")
        )
    by.require_ours(need)
    return {**values, "place": need.place}


def _from_routine(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """Window and stretch of the closed routine a person comes from; nothing else of it."""
    key = asked.get("routine", "")
    routine = closed_facts_for(standing).filter(pk=key).first() if is_id(key) else None
    return {"window": routine.window, "stretch": routine.stretch} if routine else {}


def _ask_again(
    _escort: EscortAsk, changed: Mapping[str, FieldValue], _by: Standing
) -> dict[str, FieldValue]:
    """What was asked is asked anew where it changed: an answer was to what stood there."""
    return {"state": State.ASKED, "said": "", "said_by": ""} if changed else {}


def _beside_escort(standing: Standing, escort: EscortAsk) -> dict[str, Any]:
    stands = escort.state in (State.ASKED, State.ACCEPTED)
    answers = stands and commands(standing, escort.unit)
    withdraws = stands and standing.may(ACT, area=escort.area_id)
    return {
        "marking": marking_of_closed(standing),
        "answer_form": ANSWER.form_for(standing) if answers else None,
        "may_withdraw": withdraws,
    }


def _line() -> forms.Field:
    return forms.CharField(max_length=160)


ESCORT = RecordKind(
    EscortAsk,
    name="escort",
    room="outreach",
    path="escorts",
    reads=KIND,
    act=ACT,
    rows=escorts_for,
    rules=_escort_rules,
    amends=_ask_again,
    begun=_from_routine,
    follows=lambda escort, by: tell_commanders(escort),
    initial=lambda standing: {"starts": standing.on},
    parent=Parent(
        "need",
        needs_of_ours,
        "escorts/of/<uuid:pk>/new/",
        "places:community_need",
        initial=lambda need: {"until": need.until},
    ),
    titles=Titles(
        one=_("What is asked of a unit"),
        many=_("Escorts asked of units"),
        about=_(
            "Window and stretch, for the office that asks, the POC adviser and who commands the "
            "unit. To all others there is nothing here."
        ),
        add=_("Ask a unit"),
        none=_("Nothing is asked of a unit here."),
        words=_(
            "The unit reads the place, the window and the stretch. Nothing else of what the "
            "community told goes along, nor who told it."
        ),
        button=_("Ask the unit"),
    ),
    fields=(
        Field("place", _("Community"), linked=places_for, page="places:community", asked=False),
        Field(
            "need",
            _("What is useful"),
            linked=needs_for,
            page="places:community_need",
            asked=False,
        ),
        Field(
            "unit",
            _("Unit"),
            choices=units_to_ask,
            linked=units_for,
            page="capacity:unit",
            only="new",
        ),
        Field("window", _("Window"), _("From when until when, on which days."), control=_line),
        Field("stretch", _("Stretch"), _("From where to where."), control=_line),
        Field("starts", _("From the day")),
        Field("until", _("Until the day"), unknown=_("until it is withdrawn")),
        Field(
            "state",
            _("State"),
            asked=False,
            tones={State.ASKED: "warn", State.ACCEPTED: "ok", State.REFUSED: "danger"},
        ),
        Field("said", _("What the unit answered"), asked=False, unknown=_("nothing said")),
        Field("said_by", _("Answered by"), asked=False, unknown=_("nobody")),
    ),
    columns=(
        ListColumn("place", under=("need",)),
        ListColumn("unit"),
        ListColumn("window", under=("stretch",)),
        ListColumn("until", under=("starts",), quiet=True),
        ListColumn("state", under=("said",), quiet=True),
    ),
    warns=lambda escort: escort.waits,
    history=("state",),
    beside=lambda standing, _rows: {"marking": marking_of_closed(standing)},
    page_beside=_beside_escort,
    page_template="outreach/escort.html",
    day=lambda escort: escort.starts,
)

ANSWER = Act(
    answer_escort,
    on=ESCORT,
    path="escorts/<uuid:pk>/answer/",
    name="escort_answer",
    form="answer_form",
    fields={
        "state": choice(
            _("Answer"),
            [(state.value, state.label) for state in (State.ACCEPTED, State.REFUSED, State.DONE)],
        ),
        "said": few_words(_("In words"), 300, _("A refusal says why.")),
    },
    says=_("It is recorded."),
)
WITHDRAW = Act(
    withdraw_escort,
    on=ESCORT,
    path="escorts/<uuid:pk>/withdraw/",
    name="escort_withdraw",
    says=_("It is withdrawn, and the unit is told to open Tutela."),
)
