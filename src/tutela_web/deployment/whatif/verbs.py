"""How a move is signed, ordered, declined, withdrawn and said to have left; how a gap in cover gets
its owner and an answer. Nothing moves by any of these: a commander orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.deployment.whatif import Setting, difference, reach_places
from tutela_web.access.models import Compartment, Post
from tutela_web.access.people.queries import holders_of, post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.capacity.reach.queries import rules_of
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.channels import outbox
from tutela_web.deployment.whatif.asked import WhatIfAsked, asked_of
from tutela_web.deployment.whatif.losses import CHANNEL, MOST, losses_at
from tutela_web.deployment.whatif.models import CoverGap, MoveRequest
from tutela_web.deployment.whatif.move_queries import ACT, ORDER, SIGN
from tutela_web.deployment.whatif.world import reckoning_of
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

ABOUT = "moverequest"
TOLD = "head_of_mission"
GAINS, LOSES, LEFT = "gains", "loses", "left"
NEIGHBOURS = 100
State = MoveRequest.State


def require_compartment(by: Standing) -> None:
    """Raise Denied for who does not hold the compartment capacity."""
    if not holds_readiness(by):
        raise Denied(say("this belongs to the compartment capacity"))


def asked_by(request: MoveRequest) -> WhatIfAsked:
    """The setting of one request alone, at the hour and season in which it was reckoned."""
    season = rules_of(request.mission).season(clock.today(request.mission))
    asked = asked_of(QueryDict(request.setting), season)
    alone = WhatIfAsked(asked.season, asked.dark, asked.hours)
    to = request.to_base_id or request.to_place_id
    match request.asks:
        case MoveRequest.Asks.CLOSE if request.base_id:
            return replace(alone, close=(str(request.base_id),))
        case MoveRequest.Asks.CAVEAT if request.caveat_id:
            return replace(alone, drop=(str(request.caveat_id),))
        case _ if request.unit_id and to:
            return replace(alone, moves=((str(request.unit_id), str(to)),))
    return alone


@dataclass(frozen=True)
class _Effect:
    """What a request changes, as it is kept with the signature."""

    fields: dict[str, FieldValue]
    lost: list[Place]


def _effect_of(request: MoveRequest, by: Standing) -> _Effect:
    reckoning = reckoning_of(by, asked_by(request))
    sides: dict[str, str] = {}
    if reckoning is None:
        return _Effect({"neighbours": _with_left(request, sides)}, [])
    world, moment = reckoning.world, reckoning.moment
    change = difference(
        world,
        reach_places(world, Setting(), moment),
        reach_places(world, reckoning.setting, moment),
    )
    lost, gained = (reckoning.place_rows(at, MOST) for at in (change.lost, change.gained))
    for side, places in ((LOSES, lost), (GAINS, gained)):
        sides |= {str(place.pk): side for place in places[:NEIGHBOURS]}
    fields: dict[str, FieldValue] = {
        "gain_people": change.gain.people_known,
        "gain_places": change.gain.places,
        "loss_people": change.loss.people_known,
        "loss_places": change.loss.places,
        "neighbours": _with_left(request, sides),
    }
    return _Effect(fields, lost)


def _with_left(request: MoveRequest, sides: dict[str, str]) -> Any:
    """The sides of places, the one that is left among them."""
    base = request.base or (request.unit.base if request.unit_id and request.unit else None)
    if request.leaves and base is not None and base.place_id:
        sides[str(base.place_id)] = LEFT
    return sides


@one_at_a_time(hold)
def sign_move(request: MoveRequest, *, version: int, by: Standing) -> MoveRequest:
    """Request a move: what it gains and loses is reckoned and kept, with the places to score again
    and a gap for everything that loses cover. Where a place is left without a plan, the Head of
    Mission is told; nothing is stopped by that.

    Raises  Denied without the act or the compartment; NotNow where it was signed before, or is
            over; Conflict.
    """
    by.require(SIGN, area=request.area_id, of=request)
    require_compartment(by)
    if request.state != State.DRAFT:
        raise NotNow(
            say("this request was signed already, or is over"), next=say("look at it again")
        )
    effect = _effect_of(request, by)
    changes: dict[str, FieldValue] = {
        **effect.fields,
        "signed_on": clock.today(by.mission),
        "signed_as": post_acting(by, SIGN).title,
    }
    if request.lacks_plan:
        changes |= _tell_no_plan(by)
    signed = records.edit(request, changes, version=version, by=by.person)
    _keep_gaps(signed, effect.lost, by)
    return signed


def _keep_gaps(request: MoveRequest, lost: Iterable[Place], by: Standing) -> None:
    losses = losses_at(by, list(lost))
    rows = [
        CoverGap(
            request=request,
            kind=loss.kind,
            name=loss.name[:240],
            place=loss.place,
            owner=loss.owner,
            area=request.area,
            classification=request.classification,
            compartment=Compartment.CAPACITY,
            known_at=clock.now(by.mission),
        )
        for loss in losses
    ]
    if losses and not by.reads("network"):
        rows.append(
            CoverGap(
                request=request,
                kind=CHANNEL,
                name=str(say("alert contacts at these places: counted by who keeps the network")),
                area=request.area,
                classification=request.classification,
                compartment=Compartment.CAPACITY,
                known_at=clock.now(by.mission),
            )
        )
    if rows:
        records.create_many(rows, mission=by.mission, by=by.person)


def _tell_no_plan(by: Standing) -> dict[str, Any]:
    """The Head of Mission is told to open Tutela; gives when, and the titles of the posts told: of
    those alone that somebody holds."""
    posts = Post.objects.filter(mission=by.mission, role=TOLD).order_by("title", "pk")
    ways, titles, day = [], [], clock.today(by.mission)
    for post in posts:
        people = holders_of(post.pk, day)
        ways += [("mail", "person", pk) for pk in people]
        ways += [("sms", "post", post.pk)] if post.duty_number else []
        if people or post.duty_number:
            titles.append(post.title)
    if not ways:
        return {}
    outbox.send_all(by.mission.pk, ways, about_kind=ABOUT)
    return {"told_at": clock.now(by.mission), "told_posts": titles}


def tell_where_plan_went(
    request: MoveRequest, changes: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """What an edit of a running request brings with it: where its plan is taken away, the Head of
    Mission is told."""
    after = {"plan": request.plan, "plan_said": request.plan_said, **changes}
    gone = request.leaves and after["plan"] is None and not str(after["plan_said"] or "").strip()
    return _tell_no_plan(by) if request.runs and gone and not request.lacks_plan else {}


@one_at_a_time(hold)
def record_order(
    request: MoveRequest, number: str, *, version: int, by: Standing, on: date | None = None
) -> MoveRequest:
    """Record the number of the order by which the Force or the police moves.

    Raises  Denied; BadParameter without a number, or for a day ahead or before the signature;
            NotNow where it does not wait for an order; Conflict.
    """
    by.require(ORDER, area=request.area_id, of=request)
    require_compartment(by)
    if not number.strip():
        raise BadParameter(
            say("nobody can find the order"), where="number", next=say("give its number")
        )
    if request.state != State.REQUESTED:
        raise NotNow(say("this request waits for no order"), next=say("look at it again"))
    day = _day(on, request.signed_on, by)
    changes: dict[str, FieldValue] = {"order_number": number.strip(), "ordered_on": day}
    return records.edit(request, changes, version=version, by=by.person)


@one_at_a_time(hold)
def decline_move(request: MoveRequest, why: str, *, version: int, by: Standing) -> MoveRequest:
    """Say that a move that was requested is declined, and why.

    Raises  Denied; BadParameter without a reason; NotNow where it does not wait for an order.
    """
    by.require(SIGN, area=request.area_id, of=request)
    require_compartment(by)
    _require_words(why)
    if request.state != State.REQUESTED:
        raise NotNow(say("this request waits for no order"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "declined_on": clock.today(by.mission),
        "declined_as": post_acting(by, SIGN).title,
        "declined_why": why.strip(),
    }
    return records.edit(request, changes, version=version, by=by.person)


@one_at_a_time(hold)
def withdraw_move(request: MoveRequest, why: str, *, version: int, by: Standing) -> MoveRequest:
    """Withdraw a request that was signed and on which nobody left yet, and say why.

    Raises  Denied; BadParameter without a reason; NotNow where it is not signed, or is over.
    """
    by.require(SIGN, area=request.area_id, of=request)
    require_compartment(by)
    _require_words(why)
    if request.state not in (State.REQUESTED, State.ORDERED):
        raise NotNow(say("this request is not signed, or is over"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "withdrawn_on": clock.today(by.mission),
        "withdrawn_why": why.strip(),
    }
    return records.edit(request, changes, version=version, by=by.person)


@one_at_a_time(hold)
def say_left(
    request: MoveRequest, *, version: int, by: Standing, on: date | None = None
) -> MoveRequest:
    """Say that the base or unit has left: from then on the old place and its neighbours wait to be
    scored again.

    Raises  Denied; BadParameter for a day ahead or before the signature; NotNow where it was not
            ordered, or nothing leaves; Conflict.
    """
    by.require(ORDER, area=request.area_id, of=request)
    require_compartment(by)
    if request.state != State.ORDERED or not request.leaves:
        raise NotNow(say("nothing leaves by this request now"), next=say("record the order first"))
    day = _day(on, request.signed_on, by)
    return records.edit(request, {"left_on": day}, version=version, by=by.person)


@one_at_a_time(hold)
def name_owner(gap: CoverGap, owner: Post, *, version: int, by: Standing) -> CoverGap:
    """Name the post that answers for what loses cover.

    Raises  Denied; BadParameter for a post of another mission; Conflict.
    """
    by.require(ACT, area=gap.area_id, of=gap)
    require_compartment(by)
    if owner.mission_id != by.mission.pk:
        raise BadParameter(say("this post is not of this mission"), where="owner")
    return records.edit(gap, {"owner": owner}, version=version, by=by.person)


@one_at_a_time(hold)
def answer_gap(
    gap: CoverGap, answer: str, *, version: int, by: Standing, on: date | None = None
) -> CoverGap:
    """Record what the owner does about what loses cover.

    Raises  Denied; BadParameter without words or for a day ahead; NotNow without an owner;
            Conflict.
    """
    by.require(ACT, area=gap.area_id, of=gap)
    require_compartment(by)
    _require_words(answer, where="answer")
    if gap.owner_id is None:
        raise NotNow(say("nobody answers for this yet"), next=say("name its owner first"))
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    changes: dict[str, FieldValue] = {"answer": answer.strip(), "answered_on": day}
    return records.edit(gap, changes, version=version, by=by.person)


def _require_words(said: str, where: str = "why") -> None:
    if not said.strip():
        raise BadParameter(say("nobody can see why"), where=where, next=say("write a sentence"))
    refuse_closed_words(said, where=where)


def _day(on: date | None, signed: date | None, by: Standing) -> date:
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    if signed is not None and day < signed:
        raise BadParameter(
            say("it would be done before it was signed"), next=say("put the day right")
        )
    return day
