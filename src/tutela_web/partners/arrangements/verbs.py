"""How arrangements with others are agreed, tested and used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.channels import webhooks
from tutela_web.links.verbs import has_words, not_ahead
from tutela_web.partners.arrangements.models import Arrangement, Call, Party
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.verbs import require_depth
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert

ACT = "keep_fora"
LOG = "keep_log"


# --- who is bound


class PartyInput(TypedDict, total=False):
    """Who is bound, a partner or a post, what it does, and its line."""

    partner: Partner | None
    post: Post | None
    part: str
    line: str


class CallInput(TypedDict, total=False):
    """Of a call on a line: why (Call.Occasion), when, whether somebody was reached, the answer, and
    the alert it was about."""

    why: str
    at: datetime | None
    reached: bool
    answer: str
    alert: Alert | None
    invented: bool


@transaction.atomic
def bind_party(arrangement: Arrangement, fields: PartyInput, *, by: Standing) -> Party:
    """Name one who is bound by an arrangement: a partner or a post, its part, its line.

    Raises  Denied; BadParameter for neither or both, without a part, for one bound already, or for
            a partner who does not accept so much contact.
    """
    by.require(ACT, area=arrangement.area_id, of=arrangement)
    partner, post = fields.get("partner"), fields.get("post")
    if (partner is None) == (post is None):
        raise BadParameter(
            say("a party is a partner or a post of the mission"), next=say("choose one of the two")
        )
    if not has_words(fields, "part"):
        raise BadParameter(say("a party needs a role"), next=say("write what it does"))
    by.require_ours(partner, post)
    joint = arrangement.kind in Arrangement.JOINT
    require_depth(partner, "joint" if joint else "consulted")
    if arrangement.parties.filter(until=None, partner=partner, post=post).exists():
        raise BadParameter(say("this party is bound already"))
    party = Party.objects.create(arrangement=arrangement, since=clock.today(by.mission), **fields)
    _record_party_act("create", party, by)
    return party


@transaction.atomic
def agree(party: Party, on: date, read_back: str, *, by: Standing) -> Party:
    """Record that a party agreed, and what it read back in its own words, if it did.

    Raises  Denied; BadParameter for a day ahead.
    """
    by.require(ACT, area=party.arrangement.area_id, of=party.arrangement)
    not_ahead(on, by)
    party.agreed_on, party.read_back = on, read_back.strip()
    party.save(update_fields=["agreed_on", "read_back"])
    _record_party_act("edit", party, by)
    return party


@transaction.atomic
def release_party(party: Party, *, by: Standing) -> None:
    """End a party's part; that it was bound stays known."""
    by.require(ACT, area=party.arrangement.area_id, of=party.arrangement)
    if party.until is None:
        party.until = clock.today(by.mission)
        party.save(update_fields=["until"])
        _record_party_act("edit", party, by)


def _record_party_act(act: str, party: Party, by: Standing) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="party",
        subject=party.pk,
        arrangement=party.arrangement_id,
    )


# --- the lines


def may_record_call(arrangement: Arrangement, alert: Alert | None, by: Standing) -> bool:
    """Whether this person records that a line was used: who manages arrangements, and who keeps the
    log of an operations centre, where the arrangement or the alert is."""
    areas = {arrangement.area_id} | ({alert.area_id} if alert else set())
    return by.may(ACT, area=arrangement.area_id) or any(by.may(LOG, area=area) for area in areas)


@transaction.atomic
def call(party: Party, fields: CallInput, *, by: Standing) -> Call:
    """Record that a party's line was used, to test it or in a crisis, and what was answered.

    Raises  Denied; BadParameter for a moment ahead, or for one in a crisis without an answer or
            the word that nobody answered.
    """
    arrangement = party.arrangement
    by.require_ours(arrangement)
    if not may_record_call(arrangement, fields.get("alert"), by):
        by.require(ACT, area=arrangement.area_id, of=arrangement)
    at = fields.get("at") or clock.now(by.mission)
    if at > clock.now(by.mission):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    in_crisis = fields.get("reached") and fields.get("why") == Call.Occasion.CRISIS
    if in_crisis and not has_words(fields, "answer"):
        raise BadParameter(
            say("who was reached in a crisis answered something"), next=say("write it")
        )
    marking = arrangement.classification
    if (alert := fields.get("alert")) is not None:
        if alert.mission_id != by.mission.pk or alert.compartment:
            raise BadParameter(say("this alert cannot be named here"))
        marking = max(marking, alert.classification)
    by.require_marking("fora", marking)
    values: dict[str, Any] = {**fields, "at": at}
    used = Call(
        party=party,
        area=arrangement.area,
        classification=marking,
        known_at=clock.now(by.mission),
        **values,
    )
    record = records.create(used, mission=by.mission, by=by.person)
    if alert is not None:
        webhooks.tell(by.mission.pk, "alert", alert.pk)
    return record
