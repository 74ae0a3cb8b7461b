"""How protection actors, and what falls to the host and to the mission, are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.links.verbs import not_ahead
from tutela_web.partners.roles.verbs import ACT
from tutela_web.partners.sides.models import ProtectionActor, Responsibility
from tutela_web.partners.sides.queries import protectors_for, responsibilities_for
from tutela_web.records import verbs as records


@transaction.atomic
def keep_protector(fields: Mapping[str, Any], *, by: Standing) -> ProtectionActor:
    """Record one who protects in an area.

    Raises  Denied; BadParameter without a name, for no kind, a day ahead, an overlap settled that
            was never named, what belongs to another mission, or a marking above the own clearance.
    """
    by.require(ACT)
    made = ProtectionActor(known_at=clock.now(by.mission), **_protector(dict(fields), by))
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_protector(
    one: ProtectionActor,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> ProtectionActor:
    """Put it right; with `ended_on` it is over, and stays.

    Raises  as keep_protector; Conflict.
    """
    by.require(ACT, of=one)
    names = ("kind", "name", "seen_on", "overlap", "settled_on")
    values = _protector({name: getattr(one, name) for name in names} | dict(changes), by)
    return records.edit(
        one,
        {n: values[n] for n in changes},
        version=version,
        by=by.person,
        reason=reason,
        seen=protectors_for(by),
    )


def _protector(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if values.get("kind") not in ProtectionActor.Kind.values:
        raise BadParameter(
            say("there is no such kind of actor"), next=say("choose one of the list")
        )
    if not str(values.get("name", "")).strip() or not values.get("seen_on"):
        raise BadParameter(
            say("a protection actor has a name and the day it was seen so"), next=say("write both")
        )
    not_ahead(values["seen_on"], by)
    if values.get("settled_on") and not str(values.get("overlap") or "").strip():
        raise BadParameter(
            say("no overlap is named that could be settled"), next=say("name it first")
        )
    return _ours(values, by)


@transaction.atomic
def keep_point(fields: Mapping[str, Any], *, by: Standing) -> Responsibility:
    """Record what of a point falls to the host state and what to the mission.

    Raises  Denied; BadParameter without a point, where neither side is said, or where it is agreed
            or disputed and nobody says with whom and on what day.
    """
    by.require(ACT)
    made = Responsibility(known_at=clock.now(by.mission), **_point(dict(fields), by))
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_point(
    one: Responsibility,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Responsibility:
    """Put a point right, or say that it was agreed or disputed.

    Raises  as keep_point; Conflict.
    """
    by.require(ACT, of=one)
    names = ("point", "host", "ours", "state", "discussed_on", "discussed_with")
    values = _point({name: getattr(one, name) for name in names} | dict(changes), by)
    return records.edit(
        one,
        {n: values[n] for n in changes},
        version=version,
        by=by.person,
        reason=reason,
        seen=responsibilities_for(by),
    )


def _point(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if not str(values.get("point", "")).strip():
        raise BadParameter(say("a point has words"), next=say("write them"))
    if not any(str(values.get(side) or "").strip() for side in ("host", "ours")):
        raise BadParameter(
            say("a point says what falls to the host or to the mission"),
            next=say("write at least one side"),
        )
    state = values.get("state", Responsibility.State.SILENT)
    if state not in Responsibility.State.values:
        raise BadParameter(say("there is no such state"))
    with_whom = str(values.get("discussed_with") or "").strip()
    if state != Responsibility.State.SILENT and not (values.get("discussed_on") and with_whom):
        raise BadParameter(
            say("what is agreed or disputed was discussed with somebody on a day"),
            next=say("give the office and the day"),
        )
    not_ahead(values.get("discussed_on"), by)
    return _ours(values, by)


def _ours(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    by.require_ours(values.get("area"))
    by.require_marking("strategy", values.get("classification", 0))
    return values
