"""How engagements are recorded and judged, and how armed groups come to be engaged."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.engagements.engagement.models import Authorisation, Commitment, Engagement
from tutela_web.links.verbs import has_words
from tutela_web.records import verbs as records

ACT = "keep_engagements"
AUTHORISE = "authorise_engagement"


# --- who may be engaged


class AuthorisationInput(TypedDict, total=False):
    """What an authorisation says."""

    purpose: str
    starts: date
    ends: date
    invented: bool


@transaction.atomic
def authorise(actor: Actor, fields: AuthorisationInput, *, by: Standing) -> Authorisation:
    """Authorise engagement with an armed group: for what, from when, to which last day.

    Raises  Denied for anybody but the Head of Mission; BadParameter without a purpose, or where it
            ends before it begins.
    """
    by.require(AUTHORISE, of=actor)
    if not has_words(fields, "purpose"):
        raise BadParameter(say("an authorisation needs a purpose"), next=say("write it"))
    if not fields.get("starts") or not fields.get("ends") or fields["ends"] < fields["starts"]:
        raise BadParameter(
            say("an authorisation needs a first and a last day"), next=say("give both, in order")
        )
    authorisation = Authorisation(
        actor=actor,
        given_by=post_acting(by, AUTHORISE),
        known_at=clock.now(by.mission),
        classification=max(actor.classification, Classification.CONFIDENTIAL),
        **fields,
    )
    return records.create(authorisation, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def withdraw(authorisation: Authorisation, reason: str, *, by: Standing) -> Authorisation:
    """End an authorisation today, for a reason; what was done under it stays.

    Raises  Denied; BadParameter without a reason; NotNow if it ended before.
    """
    by.require(AUTHORISE, of=authorisation)
    if not reason.strip():
        raise BadParameter(
            say("a reason is needed to withdraw an authorisation"), next=say("write it")
        )
    today = clock.today(by.mission)
    if authorisation.ends <= today:
        raise NotNow(say("this authorisation has ended"), next=say("look at it again"))
    ends = max(today, authorisation.starts)
    return records.edit(
        authorisation,
        {"ends": ends},
        version=authorisation.version,
        by=by.person,
        reason=reason.strip(),
    )


# --- what was promised


class CommitmentInput(TypedDict, total=False):
    """What was promised, by which side of Commitment.Side, until when."""

    what: str
    side: str
    due: date
    invented: bool


@transaction.atomic
def promise(engagement: Engagement, fields: CommitmentInput, *, by: Standing) -> Commitment:
    """Record what was promised in an engagement, by which side, until when.

    Raises  Denied; BadParameter without words or a day, or due before it was promised.
    """
    by.require(ACT, area=engagement.area_id, of=engagement)
    if not has_words(fields, "what") or not fields.get("due"):
        raise BadParameter(
            say("a commitment needs its content and its deadline"), next=say("write both")
        )
    if fields["due"] < engagement.on:
        raise BadParameter(
            say("it would be due before it was promised"), next=say("put the day right")
        )
    commitment = Commitment(
        engagement=engagement,
        area=engagement.area,
        known_at=clock.now(by.mission),
        classification=engagement.classification,
        **fields,
    )
    return records.create(commitment, mission=by.mission, by=by.person)


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
            say("a commitment is assessed on what was observed"),
            next=say("write what was seen, and by whom"),
        )
    changes: dict[str, FieldValue] = {
        "judged": judged,
        "seen": seen.strip(),
        "judged_on": clock.today(by.mission),
        "judged_by": post_acting(by, ACT),
    }
    return records.edit(commitment, changes, version=version, by=by.person)
