"""How a packet is asked for, approved by somebody else, handed over, recalled and destroyed."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.sharing.packet import require_whole_months
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.verbs import require_depth
from tutela_web.records import verbs as records
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.verbs import AnsweredHarm, check_beside_act, require_answers
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.queries import APPROVES, ASKS, content_for, digest_of

MOST_MONTHS = 24
STATE = SharePacket.State


class PacketInput(TypedDict):
    """What is asked for."""

    partner: Partner
    purpose: str
    area: DutyArea | None
    since: date
    until: date
    hazards: bool
    expires_on: date
    classification: int


@transaction.atomic
def ask_packet(fields: PacketInput, *, by: Standing) -> SharePacket:
    """Draw up a packet for a partner; it leaves the mission when somebody else approved it.

    Raises  Denied; BadParameter for a period that is turned, ahead, above two years or not of whole
            months, a copy that would expire at once, or a partner that accepts no contact.
    """
    area = fields.get("area")
    by.require(ASKS, area=area.pk if area else None, of=fields["partner"])
    by.require_marking("fora", fields["classification"])
    require_depth(fields["partner"], "consulted")
    if fields["partner"].kind == Partner.Kind.HOST:
        raise BadParameter(
            say("host authorities are given no packet"),
            where="partner",
            next=say("release the hazard of an alert to them, by the head of office"),
        )
    since, until = fields["since"], fields["until"]
    if until < since:
        raise BadParameter(
            say("the period ends before it begins"), where="until", next=say("put the days right")
        )
    if until > by.on:
        raise BadParameter(
            say("the period lies ahead"), where="until", next=say("end it today at the latest")
        )
    if (until.year - since.year) * 12 + until.month - since.month >= MOST_MONTHS:
        raise BadParameter(
            say("a packet holds {most} months at most", most=MOST_MONTHS),
            where="since",
            next=say("choose a shorter period"),
        )
    said = say("a packet counts whole months that are over")
    require_whole_months(since, until, by.on, where="until", refusal=said)
    if fields["expires_on"] <= by.on:
        raise BadParameter(
            say("the copy would expire at once"), where="expires_on", next=say("choose a later day")
        )
    drawn = content_for(by, area=area, since=since, until=until, with_hazards=fields["hazards"])
    packet = SharePacket(
        **fields,
        number=numbers.next_number(SharePacket, by.mission),
        content=drawn.content,
        held=drawn.held,
        digest=digest_of(drawn.content),
        asked_post=by.as_said,
        known_at=clock.now(by.mission),
    )
    return records.create(packet, mission=by.mission, by=by.person)


def _change(
    packet: SharePacket, changes: dict[str, FieldValue], *, version: int, by: Standing
) -> SharePacket:
    return records.edit(packet, changes, version=version, by=by.person)


@one_at_a_time(hold)
def decide_packet(
    packet: SharePacket,
    *,
    approved: bool,
    why: str,
    version: int,
    by: Standing,
    harm: AnsweredHarm | None = None,
) -> SharePacket:
    """Approve exactly what the packet shows, or refuse it.

    Takes   harm, the answers of the harm check; not asked where it is refused.
    Raises  Denied; NotNow for who drew it up, or where it is decided already; BadParameter for a
            refusal without a reason, or where nobody asked whether it exposes people.
    """
    by.require(APPROVES, of=packet)
    if packet.state != STATE.ASKED:
        raise NotNow(say("this packet is decided already"))
    if packet.author_id == by.person.pk:
        raise NotNow(
            say("who draws up a packet does not approve it"), next=say("ask somebody else")
        )
    if not approved and not why.strip():
        raise BadParameter(say("a refusal needs a reason"), where="why", next=say("say why"))
    state = STATE.APPROVED if approved else STATE.REFUSED
    changes: dict[str, FieldValue] = {
        "state": state,
        "decided_post": by.as_said,
        "decided_at": clock.now(by.mission),
        "decided_why": why.strip(),
    }
    if approved:
        changes["harm_check"] = check_beside_act(
            require_answers(harm),
            kind=HarmCheck.Kind.PACKET,
            act=str(packet),
            goes_ahead=True,
            why=why,
            area=packet.area,
            marking=packet.classification,
            by=by,
        )
    return _change(packet, changes, version=version, by=by)


@one_at_a_time(hold)
def take_packet(packet: SharePacket, *, by: Standing) -> SharePacket:
    """Take the file of an approved packet to hand it over: the day stands in the ledger.

    Raises  Denied; NotNow unless it is approved and not expired.
    """
    by.require(ASKS, area=packet.area_id, of=packet)
    if not packet.may_be_handed_over(by.on):
        raise NotNow(
            say("only an approved packet that has not expired may be handed over"),
            next=say("draw up a new one"),
        )
    trail.record(
        "export",
        mission=by.mission,
        by=by.person,
        kind="share_packet",
        subject=packet.pk,
        form="xlsx",
        sha256=packet.digest,
    )
    if packet.delivered_on is not None:
        return packet
    return _change(packet, {"delivered_on": by.on}, version=packet.version, by=by)


@one_at_a_time(hold)
def recall_packet(packet: SharePacket, *, why: str, version: int, by: Standing) -> SharePacket:
    """Ask the partner to destroy its copy: something in it must no longer be held.

    Raises  Denied; NotNow unless the packet is approved; BadParameter without a reason.
    """
    by.require(APPROVES, of=packet)
    if packet.state != STATE.APPROVED:
        raise NotNow(say("only an approved packet is recalled"))
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    changes: dict[str, FieldValue] = {"state": STATE.RECALLED, "recalled_why": why.strip()}
    return _change(packet, changes, version=version, by=by)


@one_at_a_time(hold)
def confirm_destroyed(packet: SharePacket, *, on: date, version: int, by: Standing) -> SharePacket:
    """Set down the day on which the partner says that its copy was destroyed.

    Raises  Denied; NotNow where nothing was handed over; BadParameter for a day ahead or before.
    """
    by.require(ASKS, area=packet.area_id, of=packet)
    if packet.delivered_on is None:
        raise NotNow(say("nothing was handed over"))
    if not packet.delivered_on <= on <= by.on:
        raise BadParameter(
            say("the day lies between the handing over and today"),
            where="on",
            next=say("put the day right"),
        )
    return _change(packet, {"destroyed_on": on}, version=version, by=by)
