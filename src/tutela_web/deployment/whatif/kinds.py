"""Moves that are requested, drawdowns, and what loses cover, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, text
from tutela_web.base.ids import is_id
from tutela_web.base.values import Words
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Base, Caveat, Unit
from tutela_web.capacity.units.queries import bases_for, holds_readiness, units_for
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans, seen_plans
from tutela_web.deployment.gap.queries import needs_for, open_needs
from tutela_web.deployment.whatif.asked import asked_of
from tutela_web.deployment.whatif.models import CoverGap, Drawdown, MoveRequest
from tutela_web.deployment.whatif.move_queries import (
    ACT,
    KIND,
    NO_PLAN,
    OF_MOVE,
    ORDER,
    RUNS,
    SIGN,
    drawdowns_for,
    gaps_for,
    moves_for,
    neighbours_of,
    posts_by_title,
    waiting_to_be_scored,
)
from tutela_web.deployment.whatif.stages import stages_of
from tutela_web.deployment.whatif.verbs import (
    answer_gap,
    decline_move,
    name_owner,
    record_order,
    require_compartment,
    say_left,
    sign_move,
    tell_where_plan_went,
    withdraw_move,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.look.translate import list_words
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

Asks = MoveRequest.Asks
State = MoveRequest.State
IN_COMPARTMENT = _("Compartment capacity: others find no trace of it.")
MOST_RED = 20
NO_PLAN_YET = _("none: what keeps the place safe is not said")


class MoveInput(TypedDict, total=False):
    """The fields of a request that its rules ask."""

    asks: str
    base: Base | None
    unit: Unit | None
    to_base: Base | None
    to_place: Place | None
    caveat: Caveat | None
    drawdown: Drawdown | None
    because: str
    own_share: int | None
    plan: ContingencyPlan | None
    plan_said: str
    setting: str
    area: DutyArea | None
    compartment: str
    classification: int


NEEDED: Mapping[str, tuple[str, ...]] = {
    Asks.CLOSE: ("base",),
    Asks.OPEN: ("to_place",),
    Asks.MOVE: ("unit",),
    Asks.CAVEAT: ("caveat",),
}
"""What must be named of each thing that is asked."""


def _move_rules(values: MoveInput, by: Standing) -> dict[str, Any]:
    require_compartment(by)
    refuse_closed_words(values.get("because"), values.get("plan_said"))
    asks = values.get("asks", "")
    given: Mapping[str, Any] = values
    for name in NEEDED.get(asks, ()):
        if given.get(name) is None:
            raise BadParameter(
                say("it is not said what this is about"), where=name, next=say("choose one")
            )
    targets = [values.get("to_base"), values.get("to_place")]
    if asks == Asks.MOVE and sum(target is not None for target in targets) != 1:
        raise BadParameter(
            say("a unit moves to one base or to one place"),
            where="to_base",
            next=say("choose one of the two"),
        )
    unit, base = values.get("unit"), values.get("base")
    if asks == Asks.MOVE and base is None and unit is not None:
        base = unit.base
    caveat = values.get("caveat")
    of = base or unit or (caveat.unit if caveat else None) or values.get("to_place")
    marking = max(values.get("classification", 0), 1)
    by.require_marking(KIND, marking)
    return {
        **values,
        "base": base,
        "area": of.area if of is not None else None,
        "compartment": Compartment.CAPACITY,
        "classification": marking,
    }


def _begin_move(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A form begun from a setting: ids alone come by the address."""
    rows: dict[str, QuerySet[Any]] = {
        "base": bases_for(standing),
        "unit": units_for(standing),
        "to_base": bases_for(standing),
        "to_place": places_for(standing),
        "caveat": caveats_for(standing),
        "drawdown": drawdowns_for(standing),
        "need": open_needs(standing),
    }
    begun: dict[str, Any] = {
        name: named
        for name, of in rows.items()
        if is_id(asked.get(name, "")) and (named := of.filter(pk=asked[name]).first()) is not None
    }
    if asked.get("asks") in Asks.values:
        begun["asks"] = asked["asks"]
    if asked.get("setting"):
        begun["setting"] = _only_ids(asked["setting"])
    return begun


def _only_ids(setting: str) -> str:
    """The address of a setting, read and written again: nothing else stays in it."""
    return asked_of(QueryDict(setting[:4000]), "dry").query()[:2000]


def _state_told(request: MoveRequest) -> Words:
    return request.state.label


def _plan_told(request: MoveRequest) -> str | None:
    if not request.leaves:
        return "–"
    if request.plan_id:
        return str(request.plan)
    return request.plan_said or None


def _by_state(rows: QuerySet[MoveRequest], chosen: str, standing: Standing) -> QuerySet[Any]:
    if chosen == "red":
        return rows.filter(RUNS & NO_PLAN)
    if chosen == "runs":
        return rows.filter(RUNS, left_on=None)
    return rows.filter(signed_on=None) if chosen == "draft" else rows


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (
        ("draft", _("not signed")),
        ("runs", _("signed, nobody has left")),
        ("red", _("without a plan for the place that is left")),
    )


def _move_beside(standing: Standing, request: MoveRequest) -> dict[str, Any]:
    state, area = request.state, request.area_id
    signs, orders = standing.may(SIGN, area=area), standing.may(ORDER, area=area)
    return {
        "state": state,
        "gaps": list(gaps_for(standing).filter(request=request)),
        "near": neighbours_of(standing, request),
        "flights": _flights_said(standing, request),
        "panels": [
            (template, told)
            for template, of_feature in OF_MOVE.items()
            if (told := of_feature(standing, request)) is not None
        ],
        "whatif": f"{reverse('deployment:whatif', args=[standing.mission.code])}?{request.setting}",
        "may_keep": standing.may(ACT, area=area),
        "may_sign": signs and state == State.DRAFT,
        "may_order": orders and state == State.REQUESTED,
        "may_decline": signs and state == State.REQUESTED,
        "may_withdraw": signs and state in (State.REQUESTED, State.ORDERED),
        "may_leave": orders and state == State.ORDERED and request.leaves,
        "order_form": ORDERED.form_for(standing),
        "decline_form": DECLINE.form_for(standing),
        "withdraw_form": WITHDRAW.form_for(standing),
        "left_form": LEFT.form_for(standing),
    }


def _flights_said(standing: Standing, request: MoveRequest) -> str:
    """The areas for which its setting took flights to be assured."""
    assured = asked_of(QueryDict(request.setting), "dry").air
    if not assured:
        return ""
    areas = DutyArea.objects.filter(mission=standing.mission, pk__in=assured).order_by("name")
    return list_words(areas.values_list("name", flat=True))


def _moves_beside(standing: Standing, rows: QuerySet[MoveRequest]) -> dict[str, Any]:
    red = list(rows.filter(RUNS & NO_PLAN)[:MOST_RED])
    return {"red": red, "waiting": waiting_to_be_scored(standing)}


def _has(name: str) -> Any:
    return lambda request: getattr(request, name) not in (None, "")


MOVE = RecordKind(
    MoveRequest,
    name="move",
    room="deployment",
    path="moves",
    reads=KIND,
    act=ACT,
    may_begin=lambda standing: standing.may_somewhere(ACT) and holds_readiness(standing),
    there=holds_readiness,
    rows=moves_for,
    rules=_move_rules,
    begun=_begin_move,
    amends=tell_where_plan_went,
    titles=Titles(
        one=_("Move that is requested"),
        many=_("Moves and requests"),
        about=IN_COMPARTMENT,
        add=_("Draft a request"),
        none=_("No move is requested."),
        words=_("A draft asks nothing of anybody: a signature requests, and an order moves."),
    ),
    fields=(
        Field("asks", _("What is asked")),
        Field(
            "base",
            _("Base that closes, or that is left"),
            choices=bases_for,
            linked=bases_for,
            page="capacity:base",
            unknown=_("none"),
        ),
        Field(
            "unit",
            _("Unit that moves"),
            choices=units_for,
            linked=units_for,
            page="capacity:unit",
            unknown=_("none"),
        ),
        Field(
            "to_base",
            _("To the base"),
            choices=bases_for,
            linked=bases_for,
            page="capacity:base",
            unknown=_("none"),
        ),
        Field(
            "to_place",
            _("To the place"),
            choices=places_by_name,
            linked=places_for,
            page="site:place",
            unknown=_("none"),
        ),
        Field(
            "caveat",
            _("Caveat to be raised"),
            choices=caveats_for,
            linked=caveats_for,
            page="capacity:caveat",
            unknown=_("none"),
        ),
        Field(
            "drawdown",
            _("Stage of the drawdown"),
            choices=drawdowns_for,
            linked=drawdowns_for,
            page="deployment:drawdown",
            unknown=_("none"),
        ),
        Field(
            "need",
            _("For the need"),
            choices=open_needs,
            linked=needs_for,
            page="deployment:need",
            unknown=_("none"),
        ),
        Field("foreseen_on", _("Foreseen on"), unknown=_("no day foreseen")),
        Field("because", _("Why"), lines=3),
        Field(
            "own_share",
            _("Share needed for own protection, percent"),
            _("Of the strength at the new place; optional."),
            least=0,
            most=100,
        ),
        Field(
            "plan",
            _("Plan for the place that is left"),
            _("Optional: without one the request stands in red and the Head of Mission is told."),
            choices=seen_plans,
            linked=all_plans,
            page="crisis:plan",
            unknown=NO_PLAN_YET,
        ),
        Field(
            "plan_said",
            _("Or in words: who keeps the place safe, and how"),
            lines=3,
            unknown=_("not said"),
        ),
        Field("setting", _("Address of the setting"), unknown=_("none")),
        Field(
            "gain_people",
            _("People who come within reach, as far as known"),
            asked=False,
            applies=_has("signed_on"),
        ),
        Field(
            "gain_places",
            _("Places that come within reach"),
            asked=False,
            applies=_has("signed_on"),
        ),
        Field(
            "loss_people",
            _("People who fall out of reach, as far as known"),
            asked=False,
            applies=_has("signed_on"),
        ),
        Field(
            "loss_places",
            _("Places that fall out of reach"),
            asked=False,
            applies=_has("signed_on"),
        ),
        Field("signed_on", _("Signed on"), asked=False, unknown=_("not signed")),
        Field("signed_as", _("Signed by"), asked=False, applies=_has("signed_on")),
        Field("order_number", _("Number of the order"), asked=False, unknown=_("no order yet")),
        Field("ordered_on", _("Ordered on"), asked=False, applies=_has("ordered_on")),
        Field("declined_on", _("Declined on"), asked=False, applies=_has("declined_on")),
        Field("declined_as", _("Declined by"), asked=False, applies=_has("declined_on")),
        Field("declined_why", _("Why it was declined"), asked=False, applies=_has("declined_on")),
        Field("withdrawn_on", _("Withdrawn on"), asked=False, applies=_has("withdrawn_on")),
        Field(
            "withdrawn_why", _("Why it was withdrawn"), asked=False, applies=_has("withdrawn_on")
        ),
        Field("left_on", _("Left on"), asked=False, applies=_has("left_on")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("asks", under=("base", "unit", "to_base", "to_place"), quiet=True),
        ListColumn("state", label=_("State"), told=_state_told),
        ListColumn("foreseen_on", under=("left_on",), quiet=True),
        ListColumn("loss_people", label=_("Fall out of reach")),
        ListColumn("order_number"),
        ListColumn("plan", label=_("Plan for what is left"), told=_plan_told, unknown=NO_PLAN_YET),
    ),
    filters=(ListFilter("state", _("State"), choices=_states, apply=_by_state),),
    warns=lambda request: request.is_red,
    history=("signed_on", "order_number", "ordered_on", "declined_on", "withdrawn_on", "left_on"),
    above=(("capacity:bases", _("Bases")),),
    beside=_moves_beside,
    list_template="deployment/moves.html",
    page_template="deployment/move.html",
    page_beside=_move_beside,
)

SIGNED = Act(
    sign_move,
    on=MOVE,
    path="moves/<uuid:pk>/sign/",
    name="move_sign",
    says=_("It is requested. Nothing moves until it is ordered."),
)
ORDERED = Act(
    record_order,
    on=MOVE,
    path="moves/<uuid:pk>/order/",
    name="move_order",
    form="order_form",
    auto_id="order_%s",
    fields={
        "number": text(_("Number of the order"), 80),
        "on": a_day(_("Ordered on"), _("Today, where nothing is written.")),
    },
    says=_("The order is recorded."),
)
DECLINE = Act(
    decline_move,
    on=MOVE,
    path="moves/<uuid:pk>/decline/",
    name="move_decline",
    form="decline_form",
    auto_id="decline_%s",
    fields={"why": text(_("Why it is declined"), 1000, rows=2)},
    says=_("It is declined."),
)
WITHDRAW = Act(
    withdraw_move,
    on=MOVE,
    path="moves/<uuid:pk>/withdraw/",
    name="move_withdraw",
    form="withdraw_form",
    auto_id="withdraw_%s",
    fields={"why": text(_("Why it is withdrawn"), 1000, rows=2)},
    says=_("It is withdrawn."),
)
LEFT = Act(
    say_left,
    on=MOVE,
    path="moves/<uuid:pk>/left/",
    name="move_left",
    form="left_form",
    auto_id="left_%s",
    fields={"on": a_day(_("Left on"), _("Today, where nothing is written."))},
    says=_("It has left. The place and its neighbours wait to be scored again."),
)


class OfMoveInput(TypedDict, total=False):
    """The fields of a drawdown, or of what loses cover, that their rules ask."""

    name: str
    because: str
    request: MoveRequest
    classification: int


def _drawdown_rules(values: OfMoveInput, by: Standing) -> dict[str, Any]:
    require_compartment(by)
    refuse_closed_words(values.get("name"), values.get("because"))
    marking = max(values.get("classification", 0), 1)
    by.require_marking(KIND, marking)
    return {**values, "compartment": Compartment.CAPACITY, "classification": marking}


def _drawdown_beside(standing: Standing, drawdown: Drawdown) -> dict[str, Any]:
    rows = moves_for(standing).filter(drawdown=drawdown)
    return {"stages": stages_of(standing, rows), "may_keep": standing.may(ACT)}


DRAWDOWN = RecordKind(
    Drawdown,
    name="drawdown",
    room="deployment",
    path="drawdowns",
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    rows=drawdowns_for,
    rules=_drawdown_rules,
    titles=Titles(
        one=_("Drawdown"),
        many=_("Drawdowns"),
        about=_(
            "By stages: what each stage takes from communities, programmes and alert contacts."
        ),
        add=_("Record a drawdown"),
        none=_("No drawdown is on record."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("because", _("Why, and who decided it"), lines=3, unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(ListColumn("name"), ListColumn("because", quiet=True)),
    above=(("deployment:moves", _("Moves and requests")),),
    page_template="deployment/drawdown.html",
    page_beside=_drawdown_beside,
)


def _gap_beside(standing: Standing, gap: CoverGap) -> dict[str, Any]:
    return {
        "may_keep": standing.may(ACT, area=gap.area_id),
        "owner_form": OWNER.form_for(standing),
        "answer_form": ANSWER.form_for(standing),
    }


def _gap_rules(values: OfMoveInput, by: Standing) -> dict[str, Any]:
    require_compartment(by)
    refuse_closed_words(values.get("name"))
    marking = max(values.get("classification", 0), values["request"].classification)
    by.require_marking(KIND, marking)
    return {**values, "compartment": Compartment.CAPACITY, "classification": marking}


GAP = RecordKind(
    CoverGap,
    name="cover_gap",
    room="deployment",
    path="cover-gaps",
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    rows=gaps_for,
    rules=_gap_rules,
    parent=Parent(
        "request",
        moves_for,
        "moves/<uuid:pk>/gaps/new/",
        "deployment:move",
        initial=lambda request: {"classification": request.classification},
        back=True,
    ),
    titles=Titles(
        one=_("What loses cover"),
        many=_("What loses cover"),
        about=_("By moves that were signed: each with a post that answers for it."),
        add=_("Add what loses cover"),
        none=_("Nothing is known to lose cover."),
    ),
    fields=(
        Field("kind", _("What")),
        Field("name", _("Name"), NO_NAMES),
        Field(
            "place",
            _("Place"),
            choices=places_by_name,
            linked=places_for,
            page="site:place",
            unknown=_("none"),
        ),
        Field(
            "request",
            _("By the request"),
            linked=moves_for,
            page="deployment:move",
            asked=False,
        ),
        Field("owner", _("Owner"), asked=False, unknown=_("no owner: name one")),
        Field("answer", _("What the owner does"), asked=False, unknown=_("no answer yet")),
        Field("answered_on", _("Answered on"), asked=False, unknown=_("no answer yet")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name", under=("kind",)),
        ListColumn("request"),
        ListColumn("owner"),
        ListColumn("answer", under=("answered_on",), quiet=True),
    ),
    filters=(ListFilter("kind", _("What")),),
    warns=lambda gap: gap.owner_id is None,
    history=("owner", "answer", "answered_on"),
    above=(("deployment:moves", _("Moves and requests")),),
    page_template="deployment/cover_gap.html",
    page_beside=_gap_beside,
)

OWNER = Act(
    name_owner,
    on=GAP,
    path="cover-gaps/<uuid:pk>/owner/",
    name="cover_gap_owner",
    form="owner_form",
    auto_id="owner_%s",
    fields={"owner": LinkField(_("Owner"), posts_by_title)},
    says=_("Its owner is named."),
)
ANSWER = Act(
    answer_gap,
    on=GAP,
    path="cover-gaps/<uuid:pk>/answer/",
    name="cover_gap_answer",
    form="answer_form",
    auto_id="answer_%s",
    fields={
        "answer": text(_("What the owner does"), 1000, rows=3),
        "on": a_day(_("On"), _("Today, where nothing is written.")),
    },
    says=_("The answer is recorded."),
)
