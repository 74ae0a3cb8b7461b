"""How engagements are recorded and judged, and how armed groups come to be engaged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.access.queries import post_acting
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.engagements.engagement.models import GUARDED, Authorisation, Commitment, Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.links.queries import SEEN
from tutela_web.links.verbs import bound, not_ahead, pk_of
from tutela_web.records import verbs as records

ACT = "keep_engagements"
AUTHORISE = "authorise_engagement"


# --- who may be engaged


@transaction.atomic
def authorise(actor: Actor, fields: Mapping[str, Any], *, by: Standing) -> Authorisation:
    """Authorise engagement with an armed group: for what, from when, to which last day.

    Raises  Denied for anybody but the Head of Mission; BadParameter without a purpose, or where it
            ends before it begins.
    """
    by.require(AUTHORISE, of=actor)
    values = dict(fields)
    if not str(values.get("purpose", "")).strip():
        raise BadParameter(say("an authorisation says what for"), next=say("write it"))
    if not values.get("starts") or not values.get("ends") or values["ends"] < values["starts"]:
        raise BadParameter(
            say("an authorisation has a first and a last day"), next=say("give both, in order")
        )
    made = Authorisation(
        actor=actor,
        given_by=post_acting(by, AUTHORISE),
        known_at=clock.now(by.mission),
        classification=max(actor.classification, Classification.CONFIDENTIAL),
        **values,
    )
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def withdraw(authorisation: Authorisation, reason: str, *, by: Standing) -> Authorisation:
    """End an authorisation today, for a reason; what was done under it stays.

    Raises  Denied; BadParameter without a reason; NotNow if it ended before.
    """
    by.require(AUTHORISE, of=authorisation)
    if not reason.strip():
        raise BadParameter(say("an authorisation is withdrawn for a reason"), next=say("write it"))
    today = clock.today(by.mission)
    if authorisation.ends <= today:
        raise NotNow(say("this authorisation has ended"), next=say("look at it anew"))
    ends = max(today, authorisation.starts)
    return records.edit(
        authorisation,
        {"ends": ends},
        version=authorisation.version,
        by=by.person,
        reason=reason.strip(),
    )


# --- engagements


@transaction.atomic
def record_engagement(fields: Mapping[str, Any], *, by: Standing) -> Engagement:
    """Record that the mission engaged an actor or an office: who met whom, when, and what was said.

    Raises  Denied without the act keep_engagements in its area; NotNow for an armed group that the
            Head of Mission did not authorise for that day; BadParameter for a day ahead, without a
            counterpart or a message, or for what belongs to another mission.
    """
    values = _values(dict(fields), by)
    by.require(ACT, area=pk_of(values.get("area")))
    made = Engagement(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_engagement(
    engagement: Engagement,
    changes: Mapping[str, Any],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Engagement:
    """Put an engagement right; the rule on armed groups holds for what it becomes.

    Raises  as record_engagement; Conflict.
    """
    by.require(ACT, area=engagement.area_id, of=engagement)
    names = (
        *SEEN,
        "kind",
        "channel",
        "on",
        "met_by",
        "office",
        "message",
        "classification",
        "consequences",
        "support_named",
    )
    before = {name: getattr(engagement, name) for name in (*names, "area", "authorised_by")}
    values = _values(before | dict(changes), by)
    by.require(ACT, area=pk_of(values.get("area")))
    changed = records.differing(before, values)
    return records.edit(
        engagement, changed, version=version, by=by.person, reason=reason, seen=engagements_for(by)
    )


def _values(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    """What is kept of an engagement."""
    if values.get("kind") not in Engagement.Kind.values:
        raise BadParameter(say("there is no such kind of engagement"))
    if not values.get("on") or values.get("met_by") is None:
        raise BadParameter(
            say("an engagement says who met whom, and on what day"),
            next=say("give the post and the day"),
        )
    not_ahead(values["on"], by)
    if not str(values.get("message", "")).strip():
        raise BadParameter(say("an engagement says what was conveyed"), next=say("write it"))
    if values.get("actor") is None and not str(values.get("office") or "").strip():
        raise BadParameter(
            say("an engagement is with an actor or an office"),
            next=say("choose the actor or write the office"),
        )
    told = values.get("consequences") or []
    if unknown := set(told) - set(Engagement.Consequence.values):
        raise BadParameter(say("there is no such consequence"), where=", ".join(sorted(unknown)))
    if Engagement.Consequence.SUPPORT in told and not str(values.get("support_named", "")).strip():
        raise BadParameter(say("support that could end is named"), next=say("write which support"))
    values = bound(values, by, kind="engagements")
    return values | _authorised(values, by)


def _authorised(values: Mapping[str, Any], by: Standing) -> dict[str, Any]:
    """By what an armed group is engaged: an authorisation that holds on that day."""
    actor: Actor | None = values.get("actor")
    if actor is None and _names_armed(str(values["office"]), by):
        raise BadParameter(say("an armed group is no office"), next=say("choose it as the actor"))
    if actor is None or actor.type not in GUARDED:
        return {"authorisation": None}
    given = Authorisation.objects.filter(
        mission=by.mission, actor=actor, starts__lte=values["on"], ends__gte=values["on"]
    )
    found = given.select_related("given_by").order_by("-ends").first()
    if found is None:
        raise NotNow(
            say("armed groups are engaged only with the Head of Mission's authorisation"),
            next=say("ask the Head of Mission to authorise it for that day"),
        )
    return {"authorisation": found, "authorised_by": found.given_by}


def _names_armed(office: str, by: Standing) -> bool:
    """Whether words for an office name an armed group the person knows of."""
    words = f" {fold(office)} "
    armed = actors_for(by).filter(type__in=GUARDED - {Actor.Type.UNKNOWN})
    return any(f" {fold(name)} " in words for name in armed.values_list("name", flat=True))


# --- what was promised


@transaction.atomic
def promise(engagement: Engagement, fields: Mapping[str, Any], *, by: Standing) -> Commitment:
    """Record what was promised in an engagement, by which side, until when.

    Raises  Denied; BadParameter without words or a day, or due before it was promised.
    """
    by.require(ACT, area=engagement.area_id, of=engagement)
    values = dict(fields)
    if not str(values.get("what", "")).strip() or not values.get("due"):
        raise BadParameter(say("a commitment says what, and until when"), next=say("write both"))
    if values["due"] < engagement.on:
        raise BadParameter(
            say("it would be due before it was promised"), next=say("put the day right")
        )
    made = Commitment(
        engagement=engagement,
        area=engagement.area,
        known_at=clock.now(by.mission),
        classification=engagement.classification,
        **values,
    )
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def judge(
    commitment: Commitment, judged: str, seen: str, *, version: int, by: Standing
) -> Commitment:
    """Say whether a commitment was kept, was broken, or is not known yet, and by what one sees it.

    The post that judged and the day are kept; a later judgement takes the place of an earlier one,
    which stays in the history.
    Raises  Denied; BadParameter for another word, or without what was seen; Conflict.
    """
    by.require(ACT, area=commitment.engagement.area_id, of=commitment)
    if judged not in Commitment.Judged.values:
        raise BadParameter(say("a commitment was kept, was broken, or is not known yet"))
    if not seen.strip():
        raise BadParameter(
            say("a commitment is judged by something seen"),
            next=say("write what was seen, and by whom"),
        )
    changes = {
        "judged": judged,
        "seen": seen.strip(),
        "judged_on": clock.today(by.mission),
        "judged_by": post_acting(by, ACT),
    }
    return records.edit(commitment, changes, version=version, by=by.person)
