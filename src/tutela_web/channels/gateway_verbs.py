"""How gateways are made, changed and paused, and how messages held back are sent on.

What is checked of the person who does it: access/gateways/verbs.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.channels import addresses, proofs, unreachable_servers
from tutela_web.channels.gateway_queries import FRESH
from tutela_web.channels.models import Away, Gateway, Message
from tutela_web.channels.outbox import CHANNELS

State = Message.State


@dataclass(frozen=True)
class GatewaySettings:
    """What somebody types in of a gateway; a blank password keeps the one there is."""

    name: str
    send_url: str = ""
    account: str = ""
    password: str = ""
    sender: str = ""
    cap_an_hour: int = 120


def make(
    mission_id: UUID, kind: str, given: GatewaySettings, *, by_id: UUID
) -> tuple[Gateway, str]:
    """A gateway and its secret, told this once; Twilio signs with our account's own token.

    Raises  BadParameter for an address that may not be followed, or a Twilio without its token.
    """
    gateway = Gateway(mission_id=mission_id, kind=kind, made_by_id=by_id, made_at=real_now())
    if kind == Gateway.Kind.TWILIO:
        if not given.password:
            raise BadParameter(
                say("its webhooks are signed with the account's token"), next=say("type it in")
            )
        secret = ""  # nosec B105 # none yet: it is made below
    else:
        secret = _draw_secret(gateway)
    change(gateway, given)
    return gateway, secret


def change(gateway: Gateway, given: GatewaySettings) -> None:
    """Set how messages leave by it.

    Raises  BadParameter for an address that may not be followed.
    """
    if given.send_url:
        addresses.require_possible(given.send_url)
    gateway.name, gateway.send_url = given.name, given.send_url
    gateway.account, gateway.sender = given.account, given.sender
    gateway.cap_an_hour = given.cap_an_hour
    if given.password:
        gateway.password = proofs.seal(given.password)
    gateway.save()
    unreachable_servers.note_answer(Away.Kind.GATEWAY, gateway.pk)


def renew_secret(gateway: Gateway) -> str:
    """Another secret, told this once; the one before is good no more.

    Raises  NotNow for a gateway that has none of ours.
    """
    if gateway.kind == Gateway.Kind.TWILIO:
        raise NotNow(say("it signs with the account's own token"), next=say("renew that one there"))
    secret = _draw_secret(gateway)
    gateway.save(update_fields=["secret_hash"])
    return secret


def _draw_secret(gateway: Gateway) -> str:
    """A new secret of a gateway, as it is put in there: the row keeps a hash of it. A telephone
    signs, so that its key is drawn from that hash again whenever it is checked."""
    secret = proofs.new_secret()
    gateway.secret_hash = proofs.hash_secret(secret)
    signs = gateway.kind == Gateway.Kind.ANDROID
    return proofs.signing_key(gateway.secret_hash) if signs else secret


def turn(gateway: Gateway, active: bool) -> None:
    """Hear it and send by it, or do neither."""
    gateway.active = active
    gateway.save(update_fields=["active"])
    unreachable_servers.note_answer(Away.Kind.GATEWAY, gateway.pk)


def let_go(mission_id: UUID) -> int:
    """Send what was held back or failed within the last day; gives how many wait now."""
    stuck = Message.objects.filter(
        mission_id=mission_id,
        outgoing=True,
        channel__in=CHANNELS,
        state__in=[State.HELD, State.FAILED],
        made_at__gt=real_now() - FRESH,
    ).exclude(fault=Message.Fault.AGAIN)
    unreachable_servers.forget_mission(mission_id)
    return stuck.update(state=State.WAITING, next_try_at=real_now(), attempts=0)
